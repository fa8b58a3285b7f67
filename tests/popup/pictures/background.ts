/** A background that knows one scene and nothing else, in place of the browser's messaging. Import it before the face. */
import {
  type AssetName,
  fault,
  type PopupEnvelope,
  type PopupReply,
  problemOf,
  type Settings,
} from "~protocol"
import { ETHEREUM, SOLANA, stateOf } from "../subjects"
import { insightOf } from "./insights"
import { pricesOf } from "./prices"
import { consentsOf, type Scene, scenes } from "./scenes"

const nothing: Scene = { origin: null, subjects: [], sites: [], activity: [] }
let scene = nothing
const decided = new Set<string>()

/** From now on it knows this one. */
export function takeScene(name: string): Scene {
  scene = scenes[name] ?? nothing
  decided.clear()
  return scene
}

const wallet = stateOf().wallet
const accounts = [
  { family: "ethereum", address: ETHEREUM, derivationPath: "m/44'/60'/0'/0/0" } as const,
  { family: "solana", address: SOLANA, derivationPath: "m/44'/501'/0'/0'" } as const,
]

export const usualSettings: Settings = {
  ...{ asPhantom: false, refreshLists: false, theme: "system", language: "system", currency: "USD" },
  ...{ notifications: false, lockAfter: "15", ethereumChain: "eip155:1", solanaChain: "solana:mainnet" },
}

type AskedOfScene = { id: string; assets?: AssetName[] }

const answers: Record<string, (asked: AskedOfScene) => unknown> = {
  "popup.state": () => stateOf({ wallet: wallet && { ...wallet, accounts } }),
  "popup.consents": () => consentsOf(scene, location.origin).filter(({ id }) => !decided.has(id)),
  "popup.sites": () => scene.sites,
  "popup.activity": () => scene.activity.map((one) => ({ ...one, origin: one.origin || location.origin })),
  "popup.slowedSites": () => [
    { name: "pushy.example", count: 5, lastAt: Date.now(), until: Date.now() + 58_000 },
  ],
  "popup.settings": () => usualSettings,
  "popup.act": () => null,
  "popup.lock": () => ({
    isSet: false,
    isLocked: false,
    hasPassphrase: false,
    credentialId: null,
    waitMs: 0,
  }),
  "popup.insight": ({ id }) => {
    const consent = consentsOf(scene, location.origin).find((one) => one.id === id)
    return consent ? insightOf(consent, location.origin) : null
  },
  "popup.prices": ({ assets }) => pricesOf(assets ?? []),
  "popup.decide": ({ id }) => {
    decided.add(id)
    return null
  },
}

const unreachable = problemOf(fault("RPC_UNREACHABLE", { chain: "Ethereum" }))
const broken = problemOf(fault("INTERNAL"))
const kmsSilent = problemOf(fault("KMS_UNREACHABLE"))
const faults: Readonly<Record<string, typeof broken>> = {
  "popup.holdings": unreachable,
  "popup.quoteSend": unreachable,
  "popup.createWallet": kmsSilent,
  "popup.kms": kmsSilent,
}
const locked = problemOf(fault("WALLET_LOCKED"))
/** What the lock lets through. */
const unlocked: readonly string[] = ["popup.lock", "popup.settings"]

async function sendMessage(_to: unknown, { body }: { body: PopupEnvelope }): Promise<PopupReply> {
  const { name } = body
  if (scene.silent?.includes(name)) return new Promise(() => undefined)
  if (scene.isLocked && !unlocked.includes(name)) return { fault: locked }
  if (scene.failing?.includes(name)) return { fault: faults[name] ?? broken }
  if (scene.answers && name in scene.answers) return { answered: scene.answers[name] }
  const answer = answers[name]
  if (answer) return { answered: answer(body.asked as AskedOfScene) }
  const message = "The wallet does not know this message."
  return { fault: { code: "MESSAGE_REFUSED", message, context: {} } }
}

Object.assign(globalThis, {
  chrome: { runtime: { sendMessage, getManifest: () => ({ version: "0.1.0", manifest_version: 3 }) } },
})
document.documentElement.dataset.scenes = JSON.stringify(
  Object.entries(scenes).map(([name, { path = null, subjects, isOfTab = false }]) => ({
    ...{ name, path, isConsent: subjects.length > 0, isOfTab },
  })),
)
