/** `npm run dev`: Plasmo's development build, which reloads itself, with the KMS, the chains and the demo beside it. */
import { resolve } from "node:path"
import { parseArgs } from "node:util"
import { runChild } from "./children"
import { keepReloadAllowed } from "./dev-manifest"
import { readKmsOfBuild } from "./kms-of-build"
import { startNetwork } from "./network"
import { runOutermost } from "./outermost"

const { values } = parseArgs({ options: { target: { type: "string", default: "chrome-mv3" } } })

await runOutermost(async () => {
  await startNetwork()
  console.log(
    `\nLoad build/${values.target}-dev as an unpacked extension; it follows your changes. Ctrl-C ends all.\n`,
  )
  keepReloadAllowed(resolve("build", `${values.target}-dev`, "manifest.json"))
  readKmsOfBuild()
  const plasmo = resolve("node_modules", "plasmo", "bin", "index.mjs")
  return runChild(process.execPath, [plasmo, "dev", `--target=${values.target}`])
})
