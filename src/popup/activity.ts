/**
 * What was sent and signed, as the background tells it. An explorer's address may be a site's own word: it becomes a link only
 * where it leads to a web page.
 */
import type { Deed, Family } from "~protocol"

export const statuses = ["sent", "landed", "failed", "replaced", "expired"] as const
/** What becomes of a transaction; a signature is signed, and that is all. */
export type SubmissionStatus = (typeof statuses)[number]
export type ActivityStatus = SubmissionStatus | "signed"

export type Activity = {
  id: string
  origin: string
  family: Family
  chainName: string | null
  deed: Deed
  hash: string | null
  status: ActivityStatus
  submittedAt: number
  /** Why it failed, in the network's words, where the background knows. */
  detail?: string | null
  explorerUrl: string | null
  /** Whether it can still be sped up or cancelled. */
  canReplace: boolean
}

/** The entries that have this shape; what has another is left out. */
export function activityIn(answered: unknown): Activity[] {
  return Array.isArray(answered) ? answered.filter(isActivity) : []
}

function isActivity(entry: unknown): entry is Activity {
  if (typeof entry !== "object" || entry === null) return false
  const { id, origin, chainName, deed, hash, status, submittedAt } = entry as Partial<Activity>
  const isSigned = status === "signed"
  return (
    [id, origin].every((text) => typeof text === "string") &&
    [chainName, hash].every((text) => typeof text === "string" || (isSigned && text === null)) &&
    typeof submittedAt === "number" &&
    typeof deed === "object" &&
    deed !== null &&
    (isSigned || statuses.some((known) => known === status))
  )
}

/** The address as one to follow, or null: https, or http on this computer. */
export function linkOf(explorerUrl: string | null): string | null {
  if (!explorerUrl || !URL.canParse(explorerUrl)) return null
  const { protocol, hostname, href } = new URL(explorerUrl)
  const isHere = protocol === "http:" && ["localhost", "127.0.0.1", "[::1]"].includes(hostname)
  return protocol === "https:" || isHere ? href : null
}
