/** What the face can be asked to show, one of each: for pictures, and for the checks that are made of them. */
import type { Activity } from "~popup/activity"
import type { ConnectedSite, ConsentSubject, ConsentView } from "~protocol"
import { consentScenes } from "./consent-scenes"
import { insightScenes } from "./insight-scenes"
import { keepingScenes } from "./keeping-scenes"
import { limitScenes } from "./limit-scenes"
import { momentScenes } from "./moment-scenes"
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
  /** The messages that are never answered, and those that are answered with a fault. */
  silent?: readonly string[]
  failing?: readonly string[]
  isLocked?: boolean
  /** What is done to it before it is looked at. */
  acts?: readonly Act[]
  /** Looked at in a tab only: elsewhere it is not there. */
  isOfTab?: boolean
}

/** By what an element is found, and what is written into it; without a text it is pressed, or only waited for. */
export type Act = { at: string; write?: string } | { key: string } | { until: string }

export const scenes: Record<string, Scene> = {
  ...consentScenes,
  ...insightScenes,
  ...walletScenes,
  ...keepingScenes,
  ...sendScenes,
  ...limitScenes,
  ...momentScenes,
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
