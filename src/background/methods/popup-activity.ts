/** What the face asks about sent transactions: the list of them, and to put another in the place of one. */
import { type Activity, type ActivityEntry, type ActivityPage, fault } from "~protocol"
import type { Networks } from "../chains/networks"
import type { Registry } from "../chains/registry"
import type { Desk } from "../consent/desk"
import { isOwn } from "../consent/machine"
import { ethereumOf } from "../submissions/look"
import { dearest, draftReplacement, type How } from "../submissions/replacement"
import { areRivals, type SentEthereum, type Submission } from "../submissions/submission"
import type { Submissions } from "../submissions/submissions"
import { summaryOf } from "../submissions/summary"

export async function listActivity(
  submissions: Submissions,
  registry: Registry,
  { before, limit, ...wanted }: ActivityPage,
): Promise<Activity[]> {
  const listed = await submissions.list(before ?? null, limit, (one) => isWanted(one, wanted))
  return Promise.all(listed.map((one) => activityOf(one, registry)))
}

type Wanted = Omit<ActivityPage, "before" | "limit">

function isWanted(one: Submission, { family, status, origin, text }: Wanted): boolean {
  const words = text?.trim().toLowerCase() ?? ""
  return (
    (family === undefined || one.family === family) &&
    (status === undefined || one.status === status) &&
    (origin === undefined || one.origin === origin) &&
    searchedIn(one).some((said) => said.toLowerCase().includes(words))
  )
}

/** What it does is found however the face says it. */
function searchedIn({ deed, hash, address, origin }: Submission): string[] {
  const to = "to" in deed ? [deed.to] : []
  return [summaryOf(deed), summaryOf(deed, "de"), hash, address, origin, ...to]
}

/** Everything that is kept of one; null where there is no such transaction (any more). */
export async function activityEntry(
  submissions: Submissions,
  registry: Registry,
  id: string,
): Promise<ActivityEntry | null> {
  const one = await submissions.find(id)
  if (one === undefined) return null
  const { consentId, place, origin, family, address, chainId, deed, digest, hash, submittedAt } = one
  const isSent = one.status === "sent"
  return {
    activity: await activityOf(one, registry),
    receipt: {
      ...{ consentId, place, site: origin, family, account: address, chain: chainId, digest },
      summary: summaryOf(deed),
      ...{ transaction: hash, sentAt: submittedAt, status: one.status },
      settledAt: isSent ? null : one.settledAt,
    },
    sentAgainAt: isSent && one.lastSentAt > submittedAt ? one.lastSentAt : null,
    lookedAt: isSent ? one.lookedAt : one.settledAt,
    replaces: one.replaces?.hash ?? null,
  }
}

async function activityOf(submission: Submission, registry: Registry): Promise<Activity> {
  const { id, origin, family, hash, deed, digest, status, submittedAt, chainId } = submission
  const chain = await registry.find(chainId, null)
  const end = submission.status === "sent" ? { settledAt: null, detail: null, replacedBy: null } : submission
  return {
    ...{ id, origin, family, hash, deed, digest, status, submittedAt },
    summary: summaryOf(deed),
    chainName: chain?.name ?? chainId,
    settledAt: end.settledAt,
    detail: end.detail,
    replacedBy: end.replacedBy,
    explorerUrl: linkOf(chain?.explorerUrl ?? null, hash),
    canReplace: submission.status === "sent" && family === "ethereum",
  }
}

/** A site may have brought the chain and its explorer; what it named is a link to the web or no link. */
function linkOf(explorer: string | null, hash: string): string | null {
  if (explorer === null) return null
  const url = new URL(explorer)
  if (url.protocol !== "https:" && url.protocol !== "http:") return null
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/tx/${hash}`
  return url.href
}

type Hands = { submissions: Submissions; networks: Networks; desk: Desk }

/** Opens the consent; one that is open for the same nonce makes way for it. */
export async function openReplacement(how: How, id: string, hands: Hands): Promise<null> {
  const { submissions, networks, desk } = hands
  const asked = await submissions.find(id)
  const rivals = (await submissions.open()).filter(
    (one): one is SentEthereum =>
      one.family === "ethereum" && asked !== undefined && (one.id === id || areRivals(one, asked)),
  )
  const replaced = dearest(rivals)
  if (asked?.status !== "sent" || replaced === undefined) throw fault("NOT_REPLACEABLE")
  const network = await ethereumOf(replaced, networks)
  const draft = await draftReplacement(how, replaced, network)
  await declineReplacements(desk, replaced.hash)
  await desk.askOwn("eth_sendTransaction", async () => draft)
  return null
}

/** Ends the open questions whether to replace the transaction with this hash. */
export function declineReplacements(desk: Desk, hash: string): Promise<void> {
  return desk.declineAll(
    (consent) =>
      isOwn(consent.asker) &&
      consent.status === "pending" &&
      consent.subject.kind === "transaction" &&
      consent.subject.replaces?.hash === hash,
  )
}
