/** What the face can be asked to show, one of each: for pictures, and for the checks that are made of them. */
import type { Activity } from "~popup/activity"
import type { ConnectedSite, ConsentSubject, ConsentView } from "~protocol"
import { consentScenes } from "./consent-scenes"
import { insightScenes } from "./insight-scenes"
import { keepingScenes } from "./keeping-scenes"
import { limitScenes } from "./limit-scenes"
import { sendScenes } from "./send-scenes"
import { walletScenes } from "./wallet-scenes"

export type Scene = {
  /** The site that asks; null is the wallet itself. */
  origin: string | null
  /** The open requests, the first of which is shown; none of them is the wallet at rest. */
  subjects: ConsentSubject[]
  sites: ConnectedSite[]
  activity: Activity[]
  /** Of the wallet at rest, the path of the place that is open; its pictures are a popup and a tab. */
  path?: string
  /** What the background answers to other messages of the popup, by their full name. */
  answers?: Record<string, unknown>
}

export const scenes: Record<string, Scene> = {
  ...consentScenes,
  ...insightScenes,
  ...walletScenes,
  ...keepingScenes,
  ...sendScenes,
  ...limitScenes,
}

const ASKED_AT = Date.UTC(2026, 10, 23, 9, 41)

export function consentsOf({ origin, subjects }: Scene, ownOrigin: string): ConsentView[] {
  return subjects.map((subject, at) => ({
    id: `00000000-0000-4000-8000-00000000000${at}`,
    origin: origin ?? ownOrigin,
    subject,
    digest: String(at).repeat(64),
    askedAt: ASKED_AT,
    expiresAt: ASKED_AT + 600_000,
  }))
}
