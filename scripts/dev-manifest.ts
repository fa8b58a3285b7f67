/**
 * Plasmo's development build hears of changes over a WebSocket, which the extension's policy does not allow. This
 * allows it in the development build's manifest, each time Plasmo has written it, and nowhere else.
 */
import { existsSync, readFileSync, watchFile, writeFileSync } from "node:fs"

const ALLOWED = "connect-src ws://localhost:* http://localhost:*"

export function keepReloadAllowed(manifestFile: string): void {
  const allow = () => {
    if (!existsSync(manifestFile)) return
    const text = readFileSync(manifestFile, "utf8")
    if (text.includes("connect-src ") && !text.includes(ALLOWED)) {
      writeFileSync(manifestFile, text.replace("connect-src", ALLOWED))
    }
  }
  watchFile(manifestFile, { interval: 300 }, allow)
  allow()
}
