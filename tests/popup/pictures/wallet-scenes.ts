/** The wallet at rest: each place of it, with something of each. */
import type { Activity } from "~popup/activity"
import { ETHEREUM, SOLANA } from "../subjects"
import type { Scene } from "./scenes"

const NOW = Date.now()
const MINUTE_MS = 60_000

const entry = (place: number, more: Partial<Activity>): Activity => ({
  id: `entry-${place}`,
  origin: "https://app.example.org",
  family: "ethereum",
  chainName: "Ethereum",
  deed: { kind: "send", amount: "250000000000000000", symbol: "ETH", decimals: 18, to: ETHEREUM },
  hash: `0x${String(place).repeat(64)}`,
  status: "landed",
  submittedAt: NOW - place * 40 * MINUTE_MS,
  explorerUrl: "https://explorer.example/tx/0x1",
  canReplace: false,
  ...more,
})

const ofSite = { accounts: [], autoConfirm: null, scopes: [], ends: [], appUntil: null }

const somethingOfEach: Scene = {
  origin: null,
  subjects: [],
  sites: [
    {
      origin: "https://app.example.org",
      connectedAt: NOW - 90 * MINUTE_MS,
      lastUsedAt: NOW - MINUTE_MS / 2,
      families: ["ethereum", "solana"],
      chainName: "Base",
      ...ofSite,
    },
    {
      origin: "http://localhost:3000",
      connectedAt: NOW - 9000 * MINUTE_MS,
      lastUsedAt: NOW - 4000 * MINUTE_MS,
      families: ["solana"],
      chainName: null,
      ...ofSite,
    },
  ],
  activity: [
    entry(0, { status: "sent", canReplace: true }),
    entry(1, {
      family: "solana",
      chainName: "Solana",
      deed: { kind: "send", amount: "1000000000", symbol: "SOL", decimals: 9, to: SOLANA },
      explorerUrl: null,
    }),
    entry(2, {
      status: "failed",
      deed: { kind: "call", amount: "0", symbol: "ETH", decimals: 18, to: ETHEREUM },
      chainName: "Base",
      detail: "execution reverted",
    }),
    entry(3, { status: "replaced", origin: "" }),
    entry(4, {
      status: "expired",
      family: "solana",
      chainName: "Solana",
      deed: { kind: "instructions", count: 2 },
    }),
  ],
}

export const walletScenes: Record<string, Scene> = {
  home: { ...somethingOfEach, path: "/" },
  activity: { ...somethingOfEach, path: "/activity" },
  sites: { ...somethingOfEach, path: "/sites" },
  settings: { ...somethingOfEach, path: "/settings" },
}
