/** `npm run build`: both extensions, into build/chrome-mv3-prod and build/firefox-mv3-prod. */
import { rmSync } from "node:fs"
import { buildExtension, targets } from "./build-extension"

for (const target of targets) {
  rmSync(`build/.${target}-inputs`, { force: true })
  console.log(`built ${await buildExtension(target)}`)
}
