/** Limits as they are chosen and as they are counted, and what was signed and not sent. */
import type { Activity } from "~popup/activity"
import type { ActivityEntry, Insight } from "~protocol"
import { connectOf } from "../subjects"
import { insightScenes } from "./insight-scenes"
import { keepingScenes } from "./keeping-scenes"
import { ethereumAccount, mainnet, solana, solanaAccount } from "./nouns"
import type { Scene } from "./scenes"

const NOW = Date.UTC(2026, 10, 23, 9, 41)
const MINUTE_MS = 60_000
const SITE = "https://app.example.org"

const connect = connectOf([ethereumAccount, solanaAccount], [mainnet, solana])
const [onMainnet, onSolana] = connect.allowance.limits
if (onMainnet === undefined || onSolana === undefined) throw new Error("There is no limit to choose.")
const limits = [{ ...onMainnet, amount: "10000000000000000" }, onSolana]

function withAllowance(): Scene {
  const scene = insightScenes["insight-send-sol"]
  const insight = scene?.answers?.["popup.insight"] as Insight
  const until = NOW + 40 * MINUTE_MS
  const allowance = { limit: "500000000", used: "200000000", asked: "1000005000", until }
  return { ...(scene as Scene), answers: { "popup.insight": { ...insight, allowance } } }
}

const signed = (place: number, more: Partial<Activity>): Activity => ({
  ...{ id: `00000000-0000-4000-8000-00000000000a:${place}`, origin: SITE, family: "ethereum" },
  ...{ chainName: null, deed: { kind: "message" }, hash: null, status: "signed" },
  ...{ submittedAt: NOW - place * 9 * MINUTE_MS, explorerUrl: null, canReplace: false },
  ...more,
})
const signatures = [
  signed(1, { deed: { kind: "sign-in", domain: "app.example.org" } }),
  signed(2, { deed: { kind: "document", type: "Permit", of: "USD Coin" }, chainName: "Ethereum" }),
  signed(3, { family: "solana" }),
]

const entry: ActivityEntry = {
  activity: {
    ...{ id: "00000000-0000-4000-8000-00000000000a:0", origin: SITE, family: "ethereum" },
    ...{ chainName: "Ethereum", deed: { kind: "document", type: "Permit", of: "USD Coin" } },
    ...{ summary: "Permit for USD Coin", hash: null, digest: "4e".repeat(32), status: "signed" },
    ...{ submittedAt: NOW - 18 * MINUTE_MS, settledAt: NOW - 18 * MINUTE_MS, detail: null },
    ...{ replacedBy: null, explorerUrl: null, canReplace: false },
  },
  receipt: {
    ...{ consentId: "00000000-0000-4000-8000-00000000000a", place: 0, site: SITE, family: "ethereum" },
    ...{ account: ethereumAccount.address, chain: "eip155:1", summary: "Permit for USD Coin" },
    ...{ digest: "4e".repeat(32), signed: "typed-data", signedDigest: "a7".repeat(32) },
    signedAt: NOW - 18 * MINUTE_MS,
  },
  ...{ sentAgainAt: null, lookedAt: null, replaces: null },
}

/** A place of the wallet at rest, as it is in other scenes. */
function placeOf(path: string, answers: Record<string, unknown>): Scene {
  const kept = keepingScenes.activity as Scene
  return { ...kept, path, answers: { ...kept.answers, ...answers } }
}

export const limitScenes: Record<string, Scene> = {
  "connect-limit": {
    ...{ origin: SITE, sites: [], activity: [] },
    subjects: [{ ...connect, allowance: { ...connect.allowance, limits } }],
  },
  "insight-site-limit": withAllowance(),
  "activity-signed": {
    ...placeOf("/activity", {}),
    activity: [...signatures, ...(keepingScenes.activity?.activity ?? [])],
  },
  "activity-signature": placeOf(`/activity/${encodeURIComponent(entry.activity.id)}`, {
    "popup.activityEntry": entry,
  }),
}
