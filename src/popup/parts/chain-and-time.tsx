/** Where and how long ago; what was signed for no chain has its time alone. */
import { agoOf } from "../times"
import { Visible } from "./visible"

export function ChainAndTime({ chainName, at }: { chainName: string | null; at: number }) {
  const ago = agoOf(at, Date.now())
  if (chainName === null) return ago
  return (
    <>
      <Visible text={chainName} /> · {ago}
    </>
  )
}
