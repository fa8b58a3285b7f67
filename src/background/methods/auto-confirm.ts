/**
 * Auto-confirm, as a site asks for it: turned on by a consent that names the amounts and the end, turned off without
 * one. Each method has two names; the second speaks of Solana's clusters by number.
 */
import { type Chain, type ChainId, fault } from "~protocol"
import { chainIdOf, spokenIn } from "../chains/aliases"
import type { Registry } from "../chains/registry"
import { canBeAllowed, limitOf } from "../consent/allowance"
import { AUTO_CONFIRM_LIFE_MS, isOn } from "../consent/auto-confirm"
import type { Draft } from "../consent/desk"
import type { Permission, Permissions } from "../origins/permissions"
import type { Route } from "./route"

type Named<Deed extends string> = `countersign_auto_confirm_${Deed}` | `phantom_auto_confirm_${Deed}`

type Hands = { registry: Registry; permissions: Permissions; now: () => number }

export function autoConfirmEnable({ registry, now }: Hands): Route<Named<"enable">> {
  return {
    connected: false,
    run: async (asked, { caller, permission }) => {
      if (permission === null) throw fault("ORIGIN_NOT_CONNECTED", { origin: caller.origin })
      const offered = (await supportedChains(registry)).filter(({ family }) => permission.addresses[family])
      const chains = asked?.chains?.map((name) => chainNamed(name, offered)) ?? offered
      return { consent: async () => draftOf([...new Set(chains)], now() + AUTO_CONFIRM_LIFE_MS) }
    },
  }
}

export function autoConfirmDisable({ permissions }: Hands): Route<Named<"disable">> {
  return {
    connected: false,
    run: async (_asked, { caller }) => {
      await permissions.change(caller.origin, { autoConfirm: null })
      return { answer: { enabled: false, chains: [] } }
    },
  }
}

export function autoConfirmStatus({ now }: Hands, method: Named<"status">): Route<Named<"status">> {
  return {
    connected: false,
    run: async (_asked, { permission }) => {
      const chains = allowedChains(permission, now())
      return { answer: { enabled: chains.length > 0, chains: chains.map(spokenIn(method)) } }
    },
  }
}

export function autoConfirmSupportedChains(
  { registry }: Hands,
  method: Named<"supported_chains">,
): Route<Named<"supported_chains">> {
  return {
    connected: false,
    run: async () => {
      const chains = await supportedChains(registry)
      return { answer: { chains: chains.map(({ id }) => spokenIn(method)(id)) } }
    },
  }
}

async function supportedChains(registry: Registry): Promise<Chain[]> {
  return (await registry.list()).filter(canBeAllowed)
}

function chainNamed(name: string, offered: readonly Chain[]): Chain {
  const chain = offered.find(({ id }) => id === chainIdOf(name))
  if (chain === undefined) throw fault("CHAIN_UNSUPPORTED", { chain: name })
  return chain
}

function allowedChains(permission: Permission | null, at: number): ChainId[] {
  const autoConfirm = permission?.autoConfirm ?? null
  return isOn(autoConfirm, at) ? autoConfirm.limits.map(({ chainId }) => chainId) : []
}

function draftOf(chains: readonly Chain[], until: number): Draft {
  const limits = chains.map(limitOf)
  return {
    subject: { kind: "autoConfirm", limits, until },
    payload: {
      kind: "autoConfirm",
      limits: limits.map(({ chain, amount }) => ({ chainId: chain.id, amount })),
      until,
    },
  }
}
