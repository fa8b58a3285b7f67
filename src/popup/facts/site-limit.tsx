/** What is left of what the site may spend without asking, and why it asks all the same. The wallet counts it itself. */
import type { ChainName, SiteAllowance } from "~protocol"
import { say } from "../language"
import { LimitBar } from "../parts/limit-bar"
import { momentOf } from "../times"
import { amountOf } from "../words/amounts"

export function SiteLimit({ allowance, chain }: { allowance: SiteAllowance; chain: ChainName }) {
  const [most, used] = [BigInt(allowance.limit), BigInt(allowance.used)]
  const left = most > used ? most - used : 0n
  const asked = allowance.asked === null ? null : BigInt(allowance.asked)
  const said = [
    say("insight.site.left", {
      left: amountOf(left, { chain }),
      limit: amountOf(most, { chain }),
      when: momentOf(allowance.until),
    }),
    ...(asked === null ? [say("insight.site.notPlain")] : []),
    ...(asked !== null && asked > left
      ? [say("insight.site.over", { asked: amountOf(asked, { chain }) })]
      : []),
  ].join(" ")
  return <LimitBar title={say("insight.site.title")} {...{ most, used, said }} asked={asked ?? 0n} />
}
