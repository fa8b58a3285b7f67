/** What the face asks about accounts and what they hold, and its orders to send. Only ever of the wallet's own accounts. */
import {
  type Asked,
  type Family,
  fault,
  type Holdings,
  type ReceivingChain,
  type WalletState,
} from "~protocol"
import { addAccount } from "../accounts/adding"
import type { Choices } from "../accounts/choices"
import type { Wallets } from "../accounts/wallets"
import type { Assets } from "../chains/assets"
import type { Networks } from "../chains/networks"
import type { Registry } from "../chains/registry"
import type { Desk } from "../consent/desk"
import type { HoldingsHands } from "../holdings"
import type { Permissions } from "../origins/permissions"
import type { Files } from "../roles"
import type { Store } from "../store"

type Hands = {
  wallets: Wallets
  choices: Choices
  store: Store
  networks: Networks
  registry: Registry
  permissions: Permissions
  assets: Assets
  files: Files
  desk: Desk
  state: () => Promise<WalletState>
  announced: <T>(work: Promise<T>) => Promise<T>
}

type Owned = { family: Family; address: string }

export function accountMessages(hands: Hands) {
  const { wallets, choices, store, networks, registry, permissions, desk, state, announced } = hands
  /** One for as long as the worker lives: it remembers what tokens said of themselves. */
  let reading: Promise<HoldingsHands> | null = null

  async function mine({ family, address }: Owned): Promise<void> {
    const accounts = (await wallets.stored())?.accounts ?? []
    const isMine = accounts.some((account) => account.family === family && account.address === address)
    if (!isMine) throw fault("ACCOUNT_NOT_MINE")
  }

  return {
    addAccount: (asked: Asked<"popup", "addAccount">) =>
      announced(addAccount(wallets, store, asked).then(state)),
    nameAccount: ({ address, name }: Asked<"popup", "nameAccount">) =>
      announced(choices.name(address, name).then(state)),
    chooseAccount: ({ address }: Asked<"popup", "chooseAccount">) =>
      announced(choices.use(address).then(state)),

    async holdings(asked: Asked<"popup", "holdings">): Promise<Holdings> {
      await mine(asked)
      reading ??= openReading(hands)
      const [{ holdingsOf }, hold] = await Promise.all([import("../holdings"), reading])
      return holdingsOf(asked, hold)
    },
    async receivingChains({ family }: Asked<"popup", "receivingChains">): Promise<ReceivingChain[]> {
      const { shownChains } = await import("../holdings")
      return (await shownChains(family, { registry, permissions })).map(({ id, name }) => ({ id, name }))
    },

    async readRecipient(asked: Asked<"popup", "readRecipient">) {
      return (await import("../send")).readRecipient(asked, { wallets, store })
    },
    async recentRecipients(asked: Asked<"popup", "recentRecipients">) {
      return (await import("../send")).recentRecipients(asked, { wallets, store, networks })
    },
    async quoteSend(asked: Asked<"popup", "quoteSend">) {
      await mine({ family: asked.family, address: asked.from })
      return (await import("../send")).quoteSend(asked, networks)
    },
    async send(order: Asked<"popup", "send">): Promise<null> {
      await mine({ family: order.wish.family, address: order.wish.from })
      const { draftSend, methodOf } = await import("../send")
      await desk.askOwn(methodOf(order), () => draftSend(order, networks), order.intent)
      return null
    },
  }
}

async function openReading({
  networks,
  registry,
  permissions,
  assets,
  files,
}: Hands): Promise<HoldingsHands> {
  const [{ openFactsReader }, { openAssetList }] = await Promise.all([
    import("../insights/asset-facts"),
    import("../insights/asset-list"),
  ])
  const list = openAssetList(files)
  return {
    networks,
    registry,
    permissions,
    assets,
    list,
    facts: openFactsReader({ networks, registry, list }),
  }
}
