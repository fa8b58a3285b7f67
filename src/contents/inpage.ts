/**
 * The wallet's presence in the page's own world, in place before any script of the page. It holds no permission
 * and no secret: whatever it says, the background goes by what the browser says of the sender.
 */
import type { PlasmoCSConfig } from "plasmo"
import { provide } from "./provider/provide"

export const config: PlasmoCSConfig = {
  matches: ["http://*/*", "https://*/*"],
  world: "MAIN",
  run_at: "document_start",
  all_frames: true,
}

provide(globalThis)
