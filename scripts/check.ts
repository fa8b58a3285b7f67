/** `npm run check`: the fast part of the tests, under a minute. */
import { runFastChecks } from "./fast-checks"
import { runOutermost } from "./outermost"

await runOutermost(async () => {
  const { passed, failed } = await runFastChecks()
  console.log(`${passed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
})
