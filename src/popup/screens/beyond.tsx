/** What the background adds to a request that does something: what it does, what would come of it, what the KMS says. */
import type { ConsentChange, ConsentSubject } from "~protocol"
import { Changes } from "../facts/changes"
import { Does } from "../facts/does"
import { Outlook } from "../facts/outlook"
import { SiteLimit } from "../facts/site-limit"
import type { Seen } from "../use-insight"
import { headlineOf, isSaid } from "../words/headline"
import { knownOf } from "../words/known"

type BeyondProps = { subject: ConsentSubject; seen: Seen; onAmend: (change: ConsentChange) => void }

export function Beyond({ subject, seen, onAmend }: BeyondProps) {
  const known = knownOf(subject, seen)
  const isReadable =
    subject.kind === "transaction" || subject.kind === "batch" || subject.kind === "typedData"
  const outlook = seen.status === "known" && <Outlook outlook={seen.insight.outlook} known={known} />
  // What will be refused is not worth reading to the end.
  const isDenied = seen.status === "known" && seen.insight.outlook.status === "denied"
  const allowance = seen.status === "known" ? seen.insight.allowance : null
  const { chain } = known
  return (
    <>
      {isDenied && outlook}
      {isReadable && !isSaid(subject) && (
        <Does {...{ subject, seen, onAmend }} isHeadline={headlineOf(subject, seen) !== null} />
      )}
      {isReadable && subject.kind !== "typedData" && <Changes seen={seen} about={known} />}
      {!isDenied && outlook}
      {allowance !== null && chain !== null && <SiteLimit allowance={allowance} chain={chain} />}
    </>
  )
}
