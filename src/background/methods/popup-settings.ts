/** What the face asks about settings. A change of one leaves the others as they are. */
import type { Asked, Settings } from "~protocol"
import type { SettingsShelf } from "../roles"

export async function changeSetting(
  shelf: SettingsShelf,
  { asPhantom, refreshLists }: Asked<"popup", "changeSetting">,
): Promise<Settings> {
  const before = await shelf.read()
  const after = {
    asPhantom: asPhantom ?? before.asPhantom,
    refreshLists: refreshLists ?? before.refreshLists,
  }
  await shelf.write(after)
  return after
}
