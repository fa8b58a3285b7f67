/** What the face asks about what was sent and signed: the list of it, and to put a transaction in the place of another. */
import {
  type Activity,
  type ActivityEntry,
  type ActivityPage,
  fault,
  type Receipt,
  type SignatureReceipt,
} from "~protocol"
import type { Networks } from "../chains/networks"
import type { Registry } from "../chains/registry"
import type { Desk } from "../consent/desk"
import { isOwn } from "../consent/machine"
import type { Signature } from "../signatures/signature"
import type { Signatures } from "../signatures/signatures"
import { ethereumOf } from "../submissions/look"
import { dearest, draftReplacement, type How } from "../submissions/replacement"
import { areRivals, type SentEthereum, type Submission } from "../submissions/submission"
import type { Submissions } from "../submissions/submissions"
import { summaryOf } from "../submissions/summary"

type Records = { submissions: Submissions; signatures: Signatures; registry: Registry }

/** Of both together, newest first: of each the newest are enough. */
export async function listActivity(
  { submissions, signatures, registry }: Records,
  { before, limit, ...wanted }: ActivityPage,
): Promise<Activity[]> {
  const last = before && ((await submissions.find(before)) ?? (await signatures.find(before)))
  if (before !== undefined && last === undefined) return []
  const start = last ? momentOf(last) : null
  const [sent, signed] = await Promise.all([
    submissions.list(start, limit, (one) => isWanted(one, wanted)),
    signatures.list(start, limit, (one) => isWanted(one, wanted)),
  ])
  const newest = [...sent, ...signed].sort(byMoment).slice(0, limit)
  return Promise.all(newest.map((one) => activityOf(one, registry)))
}

type Kept = Submission | Signature

function isSignature(one: Kept): one is Signature {
  return "signedAt" in one
}

function momentOf(one: Kept): [number, string, number] {
  return [isSignature(one) ? one.signedAt : one.submittedAt, one.consentId, one.place]
}

/** As the stores have them, from the end. */
function byMoment(one: Kept, other: Kept): number {
  const [a, b] = [momentOf(one), momentOf(other)]
  return b[0] - a[0] || (a[1] === b[1] ? b[2] - a[2] : a[1] < b[1] ? 1 : -1)
}

type Wanted = Omit<ActivityPage, "before" | "limit">

function isWanted(one: Kept, { kind, family, account, status, origin, text }: Wanted): boolean {
  const words = text?.trim().toLowerCase() ?? ""
  return (
    (kind === undefined || (kind === "signature") === isSignature(one)) &&
    (family === undefined || one.family === family) &&
    (account === undefined || one.address === account) &&
    (status === undefined || (!isSignature(one) && one.status === status)) &&
    (origin === undefined || one.origin === origin) &&
    searchedIn(one).some((said) => said.toLowerCase().includes(words))
  )
}

/** What it does is found however the face says it. */
function searchedIn(one: Kept): string[] {
  const { deed, address, origin } = one
  const to = "to" in deed ? [deed.to] : []
  const name = isSignature(one) ? one.signedDigest : one.hash
  return [summaryOf(deed), summaryOf(deed, "de"), name, address, origin, ...to]
}

/** Everything that is kept of one; null where there is none such (any more). */
export async function activityEntry(
  { submissions, signatures, registry }: Records,
  id: string,
): Promise<ActivityEntry | null> {
  const one = (await submissions.find(id)) ?? (await signatures.find(id))
  if (one === undefined) return null
  const activity = await activityOf(one, registry)
  if (isSignature(one))
    return { activity, receipt: signatureReceiptOf(one), sentAgainAt: null, lookedAt: null, replaces: null }
  const isSent = one.status === "sent"
  return {
    activity,
    receipt: receiptOf(one),
    sentAgainAt: isSent && one.lastSentAt > one.submittedAt ? one.lastSentAt : null,
    lookedAt: isSent ? one.lookedAt : one.settledAt,
    replaces: one.replaces?.hash ?? null,
  }
}

function receiptOf(one: Submission): Receipt {
  const { consentId, place, origin, family, address, chainId, deed, digest, hash, submittedAt, status } = one
  return {
    ...{ consentId, place, site: origin, family, account: address, chain: chainId, digest },
    summary: summaryOf(deed),
    ...{ transaction: hash, sentAt: submittedAt, status },
    settledAt: one.status === "sent" ? null : one.settledAt,
  }
}

function signatureReceiptOf(one: Signature): SignatureReceipt {
  const { consentId, place, origin, family, address, chainId, deed, digest } = one
  const { signed, signedDigest, signedAt } = one
  return {
    ...{ consentId, place, site: origin, family, account: address, chain: chainId, digest },
    summary: summaryOf(deed),
    ...{ signed, signedDigest, signedAt },
  }
}

async function activityOf(one: Kept, registry: Registry): Promise<Activity> {
  const { id, origin, family, deed, digest, chainId } = one
  const chain = chainId === null ? null : await registry.find(chainId, null)
  const common = {
    ...{ id, origin, family, deed, digest, summary: summaryOf(deed) },
    chainName: chain?.name ?? chainId,
  }
  if (isSignature(one)) {
    const { signedAt } = one
    return {
      ...{ ...common, hash: null, status: "signed", submittedAt: signedAt, settledAt: signedAt },
      ...{ detail: null, replacedBy: null, explorerUrl: null, canReplace: false },
    }
  }
  const { hash, status, submittedAt } = one
  const end = one.status === "sent" ? { settledAt: null, detail: null, replacedBy: null } : one
  return {
    ...{ ...common, hash, status, submittedAt },
    ...{ settledAt: end.settledAt, detail: end.detail, replacedBy: end.replacedBy },
    explorerUrl: linkOf(chain?.explorerUrl ?? null, hash),
    canReplace: status === "sent" && family === "ethereum",
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
