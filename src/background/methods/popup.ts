/**
 * Everything that the face may say, each message with who sees to it. The face alone hears of all sites; it decides nothing
 * that the person did not press.
 */
import { Family, type Handlers } from "~protocol"
import type { Choices } from "../accounts/choices"
import type { KmsAddress } from "../accounts/kms-proof"
import type { Wallets } from "../accounts/wallets"
import type { Assets } from "../chains/assets"
import type { Networks } from "../chains/networks"
import type { Registry } from "../chains/registry"
import type { Amendments } from "../consent/amendments"
import type { Book } from "../consent/book"
import type { Desk } from "../consent/desk"
import type { Insights } from "../insights"
import type { Lock } from "../lock/lock"
import { inBackground } from "../log"
import type { Disconnect } from "../origins/disconnect"
import type { Logins } from "../origins/logins"
import type { Permissions } from "../origins/permissions"
import type { Slowdown } from "../origins/slowdown"
import type { Pages } from "../pages"
import type { Files, SettingsShelf } from "../roles"
import type { Signatures } from "../signatures/signatures"
import type { Store } from "../store"
import type { Submissions } from "../submissions/submissions"
import { accountMessages } from "./popup-accounts"
import { activityEntry, listActivity, openReplacement } from "./popup-activity"
import { developerPage } from "./popup-developer"
import { kmsStatusOf } from "./popup-kms"
import { lockMessages } from "./popup-lock"
import { defaultChanged, listNetworks, pulseOf, removeNetwork } from "./popup-networks"
import { priceMessages } from "./popup-prices"
import { changeSetting, readSettings } from "./popup-settings"
import { connectedSites } from "./popup-sites"
import { createWallet, walletState } from "./popup-wallet"

type Hands = {
  store: Store
  wallets: Wallets
  kms: KmsAddress
  choices: Choices
  registry: Registry
  networks: Networks
  assets: Assets
  files: Files
  settings: SettingsShelf
  permissions: Permissions
  logins: Logins
  slowdown: Slowdown
  disconnect: Disconnect
  submissions: Submissions
  signatures: Signatures
  pages: Pages
  book: Book
  desk: Desk
  amend: Amendments
  insights: Insights
  lock: Lock
  /** There is a wallet, for those who wait for one. */
  found: () => Promise<void>
  announce: () => void
  now: () => number
}

export function popupMessages(hands: Hands): Handlers<"popup", unknown> {
  const { wallets, kms, choices, book, registry, permissions, logins, lock, now } = hands
  const { slowdown, submissions, desk, insights, found, announce } = hands
  const walletHands = { wallets, book, choices, kmsUrl: kms.url, found }
  const settingHands = {
    ...{ shelf: hands.settings, lock, registry },
    defaultChanged: () => defaultChanged(hands),
  }
  const announced = async <T>(work: Promise<T>) => work.finally(announce)
  const done = () => null

  /** What the site's app was given in the KMS ends too, as soon as the KMS can be asked. */
  async function disconnectWhole(origin: string): Promise<void> {
    await logins.end(origin)
    await hands.disconnect(origin, Family.options)
    inBackground(logins.finish())
  }

  async function disconnectAll(): Promise<void> {
    for (const { origin } of await permissions.list()) await disconnectWhole(origin)
  }

  return {
    state: () => walletState(walletHands),
    createWallet: () => announced(createWallet(walletHands)),
    sites: () => connectedSites({ permissions, registry, logins }, now()),
    slowedSites: () => slowdown.list(now()),
    liftSlowdown: ({ name }) => announced(slowdown.lift(name).then(done)),
    disconnectSite: ({ origin }) => announced(disconnectWhole(origin).then(done)),
    disconnectAll: () => announced(disconnectAll().then(done)),
    endAutoConfirm: ({ origin }) => announced(permissions.change(origin, { autoConfirm: null }).then(done)),
    settings: () => readSettings(settingHands),
    changeSetting: (change) => announced(changeSetting(settingHands, change)),
    consents: () => desk.views(),
    insight: ({ id }) => insights.of(id),
    decide: (decision) => desk.decide(decision).then(done),
    amend: hands.amend,
    activity: (page) => listActivity(hands, page),
    activityEntry: ({ id }) => activityEntry(hands, id),
    speedUp: ({ id }) => openReplacement("speed-up", id, hands),
    cancel: ({ id }) => openReplacement("cancel", id, hands),
    networks: () => listNetworks(registry),
    networkPulse: (asked) => pulseOf(registry, asked),
    removeNetwork: (asked) => announced(removeNetwork(hands, asked)),
    kms: () => kmsStatusOf({ kms, wallets }),
    developer: () => developerPage({ book, permissions, registry, submissions }),
    ...accountMessages({ ...hands, announced, state: () => walletState(walletHands) }),
    ...priceMessages(hands),
    ...lockMessages(lock, announced),
  }
}
