/** `npm run build`: the programs of the KMS into build/kms, and both extensions into build/chrome-mv3-prod and build/firefox-mv3-prod. */
import { rmSync } from "node:fs"
import { buildExtension, targets } from "./build-extension"
import { buildKms } from "./build-kms"

const kms = await buildKms()
console.log(`built ${kms.directory}`)
for (const target of targets) {
  rmSync(`build/.${target}-inputs`, { force: true })
  console.log(`built ${await buildExtension(target)}`)
}
