/** `npm test`: every test there is, from the units to both browsers. */
import { parseArgs } from "node:util"
import { buildExtension, targets } from "./build-extension"
import { runFastChecks } from "./fast-checks"
import { chromiumOrInstall, firefoxOrInstall } from "./install-browsers"
import { runOutermost } from "./outermost"
import { refuseBusyPorts } from "./ports"
import { runProject, summaryOf, sumOf } from "./suites"

const HELP = `npm test [-- --help]

Runs every test, about 25 minutes on two cores: types and lint, unit tests and house rules, the KMS on a real
PostgreSQL, and the built extension in Chromium and Firefox. Installs what is missing where it can.

  npm run check                                    the fast part, under a minute
  npx vitest run --project kms                     the KMS alone
  npx vitest run --project browser                 the browsers alone
  npx vitest run tests/browser/refusals.test.ts    one file

COUNTERSIGN_CHROMIUM and COUNTERSIGN_FIREFOX name browsers to use.`

await runOutermost(async () => {
  const { values } = parseArgs({ options: { help: { type: "boolean" } } })
  if (values.help) {
    console.log(HELP)
    return 0
  }
  await refuseBusyPorts()
  for (const { name, path } of [await chromiumOrInstall(), await firefoxOrInstall()])
    console.log(`${name}: ${path}`)
  for (const target of targets) await buildExtension(target)
  const fast = await runFastChecks()
  console.log("The KMS…")
  const kms = await runProject("kms")
  console.log("The browsers…")
  const sum = sumOf([fast, kms, await runProject("browser", "verbose")])
  console.log(summaryOf(sum))
  return sum.failed === 0 ? 0 : 1
})
