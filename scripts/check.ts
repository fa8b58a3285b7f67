/** `npm run check`: the fast part of the tests, under a minute. */
import { runFastChecks } from "./fast-checks"
import { runOutermost } from "./outermost"
import { summaryOf } from "./suites"

await runOutermost(async () => {
  const sum = await runFastChecks()
  console.log(summaryOf(sum))
  return sum.failed === 0 ? 0 : 1
})
