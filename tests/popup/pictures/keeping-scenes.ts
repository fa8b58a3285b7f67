/** What is kept of the wallet: activity, sites, settings, networks, the KMS, the lock; also where there is nothing. */
import type { Activity } from "~popup/activity"
import {
  type ActivityEntry,
  type ConnectedSite,
  type Developer,
  fault,
  type KmsStatus,
  type KnownChain,
  type LockState,
  localEthereum,
  localSolana,
  problemOf,
  type Settings,
} from "~protocol"
import { ETHEREUM, SOLANA } from "../subjects"
import type { Scene } from "./scenes"

const NOW = Date.now()
const MINUTE_MS = 60_000
const HASH = `0x${"5c".repeat(32)}`
const ID = "00000000-0000-4000-8000-000000000001:0"

const activity: Activity[] = [
  {
    status: "sent",
    deed: { kind: "send", amount: "250000000000000000", symbol: "ETH", decimals: 18, to: ETHEREUM },
    chainName: "Base",
    origin: "https://app.example.org",
  },
  {
    status: "landed",
    deed: { kind: "send", amount: "1000000000", symbol: "SOL", decimals: 9, to: SOLANA },
    chainName: "Solana",
    family: "solana",
    origin: "",
  },
  {
    status: "failed",
    deed: { kind: "call", amount: "0", symbol: "ETH", decimals: 18, to: ETHEREUM },
    detail: "execution reverted",
  },
  {
    status: "replaced",
    deed: { kind: "send", amount: "100000000000000000", symbol: "ETH", decimals: 18, to: ETHEREUM },
    origin: "",
  },
  { status: "expired", deed: { kind: "instructions", count: 2 }, chainName: "Solana", family: "solana" },
].map((one, place) => ({
  id: ID.replace(/:0$/, `:${place}`),
  origin: "https://a-rather-long-name.of-a-site.example",
  family: "ethereum",
  chainName: "Ethereum",
  hash: HASH,
  submittedAt: NOW - place * 400 * MINUTE_MS,
  explorerUrl: "https://explorer.example/tx/0x1",
  canReplace: place === 0,
  ...(one as Partial<Activity> & Pick<Activity, "status" | "deed">),
}))

const sites: ConnectedSite[] = [
  {
    origin: "https://app.example.org",
    connectedAt: NOW - 9000 * MINUTE_MS,
    lastUsedAt: NOW - MINUTE_MS / 2,
    families: ["ethereum", "solana"],
    chainName: "Base",
    accounts: [
      { family: "ethereum", address: ETHEREUM },
      { family: "solana", address: SOLANA },
    ],
    autoConfirm: {
      until: NOW + 40 * MINUTE_MS,
      limits: [
        {
          chain: { id: "eip155:8453", name: "Base", symbol: "ETH", decimals: 18 },
          amount: "50000000000000000",
          spent: "20000000000000000",
        },
        {
          chain: { id: "solana:mainnet", name: "Solana", symbol: "SOL", decimals: 9 },
          amount: "500000000",
          spent: "0",
        },
      ],
    },
    scopes: ["eip155:8453", "solana:mainnet"],
    ends: [
      { family: "ethereum", at: NOW + 5000 * MINUTE_MS },
      { family: "solana", at: NOW + 9000 * MINUTE_MS },
    ],
    appUntil: NOW + 700 * MINUTE_MS,
  },
  {
    origin: "http://localhost:3000",
    connectedAt: NOW - 90 * MINUTE_MS,
    lastUsedAt: NOW - 4000 * MINUTE_MS,
    families: ["solana"],
    chainName: null,
    accounts: [{ family: "solana", address: SOLANA }],
    autoConfirm: null,
    scopes: [],
    ends: [],
    appUntil: null,
  },
]

const settings: Settings = {
  asPhantom: false,
  refreshLists: false,
  theme: "system",
  language: "system",
  currency: "USD",
  notifications: true,
  lockAfter: "15",
  ethereumChain: localEthereum.id,
  solanaChain: localSolana.id,
}

const entry: ActivityEntry = {
  activity: {
    id: ID,
    origin: "https://app.example.org",
    family: "ethereum",
    chainName: "Base",
    deed: { kind: "send", amount: "250000000000000000", symbol: "ETH", decimals: 18, to: ETHEREUM },
    summary: "0.25 ETH to 0x7099…79C8",
    hash: HASH,
    digest: "4e".repeat(32),
    status: "sent",
    submittedAt: NOW - 3 * MINUTE_MS,
    settledAt: null,
    detail: null,
    replacedBy: null,
    explorerUrl: "https://explorer.example/tx/0x1",
    canReplace: true,
  },
  receipt: {
    consentId: ID.slice(0, -2),
    place: 0,
    site: "https://app.example.org",
    family: "ethereum",
    account: ETHEREUM,
    chain: "eip155:8453",
    summary: "0.25 ETH to 0x7099…79C8",
    digest: "4e".repeat(32),
    transaction: HASH,
    sentAt: NOW - 3 * MINUTE_MS,
    settledAt: null,
    status: "sent",
  },
  sentAgainAt: NOW - 2 * MINUTE_MS,
  lookedAt: NOW - MINUTE_MS,
  replaces: null,
}

const networks: KnownChain[] = [
  {
    chain: { ...localEthereum, id: "eip155:1", kind: "main", name: "Ethereum" },
    origins: [],
    isDefault: false,
  },
  {
    chain: { ...localSolana, id: "solana:mainnet", kind: "main", name: "Solana" },
    origins: [],
    isDefault: false,
  },
  {
    chain: { ...localEthereum, id: "eip155:8453", kind: "main", name: "Base" },
    origins: [],
    isDefault: false,
  },
  {
    chain: { ...localEthereum, id: "eip155:11155111", kind: "test", name: "Sepolia" },
    origins: [],
    isDefault: false,
  },
  {
    chain: { ...localEthereum, id: "eip155:7777777", kind: "added", name: "Zora" },
    origins: ["https://app.example.org"],
    isDefault: false,
  },
  { chain: localEthereum, origins: [], isDefault: true },
  { chain: localSolana, origins: [], isDefault: true },
]

const measurements = {
  launcher: "1a".repeat(48),
  policy: "2b".repeat(48),
  signer: "3c".repeat(48),
  certifier: "4d".repeat(48),
  api: "5e".repeat(48),
}
const url = "http://127.0.0.1:7411/v1/wallets"
const proved: KmsStatus = {
  url,
  health: "ready",
  proof: {
    status: "proved",
    enclave: "simulated in software",
    version: "0.1.0",
    measurements,
    at: NOW,
    expiresAt: NOW + 170 * MINUTE_MS,
    logSize: 1_204,
    logBefore: 1_180,
  },
}
const refused: KmsStatus = {
  url,
  health: "not-ready",
  proof: {
    status: "refused",
    problem: problemOf(
      fault("ATTESTATION_REFUSED", { why: "its signer is not the program that was expected" }),
    ),
  },
}
const unpinned: KmsStatus = { url, health: "ready", proof: { status: "unpinned" } }

const developer: Developer = {
  methods: ["eth_accounts", "eth_requestAccounts", "personal_sign", "solana_connect"],
  refused: [{ method: "eth_sign", why: "it signs bytes that nobody can read; use personal_sign" }],
  reasons: [
    { code: "USER_REJECTED", page: 4001, sentence: "The request was rejected in the wallet." },
    { code: "RPC_UNREACHABLE", page: 4901, sentence: "The network … did not answer." },
  ],
  counts: { sites: 2, requests: 0, waiting: 1, added: 1 },
}

const noLock: LockState = {
  isSet: false,
  isLocked: false,
  hasPassphrase: false,
  credentialId: null,
  waitMs: 0,
}
const lock: LockState = { ...noLock, isSet: true, hasPassphrase: true }

const answers = {
  "popup.settings": settings,
  "popup.networks": networks,
  "popup.networkPulse": { latencyMs: 84, block: 21_345_678 },
  "popup.activityEntry": entry,
  "popup.kms": proved,
  "popup.developer": developer,
  "popup.lock": lock,
  "popup.act": null,
}
const kept: Scene = { origin: null, subjects: [], sites, activity, answers }
const empty: Scene = { ...kept, sites: [], activity: [] }
const place = (path: string, more: Record<string, unknown> = {}, of: Scene = kept): Scene => ({
  ...of,
  path,
  answers: { ...answers, ...more },
})

export const keepingScenes: Record<string, Scene> = {
  activity: place("/activity"),
  "activity-offer": place("/activity", { "popup.settings": { ...settings, notifications: false } }),
  "activity-german": place("/activity", { "popup.settings": { ...settings, language: "de" } }),
  "activity-empty": place("/activity", {}, empty),
  "activity-entry": place(`/activity/${encodeURIComponent(ID)}`),
  "activity-entry-gone": place("/activity/none", { "popup.activityEntry": null }),
  sites: place("/sites"),
  "sites-empty": place("/sites", {}, empty),
  site: place(`/sites/${encodeURIComponent("https://app.example.org")}`),
  settings: place("/settings"),
  "settings-german": place("/settings", { "popup.settings": { ...settings, language: "de" } }),
  networks: place("/settings/networks"),
  "networks-silent": place("/settings/networks", { "popup.networkPulse": null }),
  kms: place("/settings/kms"),
  "kms-refused": place("/settings/kms", { "popup.kms": refused }),
  "kms-unpinned": place("/settings/kms", { "popup.kms": unpinned }),
  lock: place("/settings/lock"),
  "lock-none": place("/settings/lock", { "popup.lock": noLock }),
  locked: place("/", { "popup.lock": { ...lock, isLocked: true, credentialId: "AAAA" } }),
  "locked-waits": place("/", { "popup.lock": { ...lock, isLocked: true, waitMs: 60_000 } }),
  developer: place("/settings/developer"),
}
