/** A background that knows one scene and nothing else, in place of the browser's messaging. Import it before the face. */
import type { AssetName, PopupEnvelope, PopupReply } from "~protocol"
import { ETHEREUM, SOLANA, stateOf } from "../subjects"
import { pricesOf } from "./prices"
import { consentsOf, type Scene, scenes } from "./scenes"

const name = new URLSearchParams(location.search).get("scene") ?? ""
const scene: Scene = scenes[name] ?? { origin: null, subjects: [], sites: [], activity: [] }
const decided = new Set<string>()

const wallet = stateOf().wallet
const accounts = [
  { family: "ethereum", address: ETHEREUM, derivationPath: "m/44'/60'/0'/0/0" } as const,
  { family: "solana", address: SOLANA, derivationPath: "m/44'/501'/0'/0'" } as const,
]

type AskedOfScene = { id: string; assets?: AssetName[] }

const answers: Record<string, (asked: AskedOfScene) => unknown> = {
  "popup.state": () => stateOf({ wallet: wallet && { ...wallet, accounts } }),
  "popup.consents": () => consentsOf(scene, location.origin).filter(({ id }) => !decided.has(id)),
  "popup.sites": () => scene.sites,
  "popup.activity": () => scene.activity.map((one) => ({ ...one, origin: one.origin || location.origin })),
  "popup.slowedSites": () => [
    { name: "pushy.example", count: 5, lastAt: Date.now(), until: Date.now() + 58_000 },
  ],
  "popup.settings": () => ({
    asPhantom: false,
    refreshLists: false,
    theme: "system",
    language: "system",
    currency: "USD",
    notifications: false,
  }),
  "popup.act": () => null,
  "popup.lock": () => ({
    isSet: false,
    isLocked: false,
    hasPassphrase: false,
    credentialId: null,
    waitMs: 0,
  }),
  "popup.insight": () => null,
  "popup.prices": ({ assets }) => pricesOf(assets ?? []),
  "popup.decide": ({ id }) => {
    decided.add(id)
    return null
  },
}

async function sendMessage(_to: unknown, { body }: { body: PopupEnvelope }): Promise<PopupReply> {
  if (scene.answers && body.name in scene.answers) return { answered: scene.answers[body.name] }
  const answer = answers[body.name]
  if (answer) return { answered: answer(body.asked as AskedOfScene) }
  const message = "The wallet does not know this message."
  return { fault: { code: "MESSAGE_REFUSED", message, context: {} } }
}

Object.assign(globalThis, {
  chrome: { runtime: { sendMessage, getManifest: () => ({ version: "0.1.0", manifest_version: 3 }) } },
})
document.documentElement.dataset.scenes = JSON.stringify(
  Object.entries(scenes).map(([called, { path }]) => ({ name: called, path: path ?? null })),
)
