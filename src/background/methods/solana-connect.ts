/** Wallet Standard's connect: connects the site's Solana side. A silent one never opens a window. */
import type { Registry } from "../chains/registry"
import type { Draft } from "../consent/desk"
import { type Connecting, draftConnection } from "./connect"
import type { Route } from "./route"

type Hands = Connecting & { registry: Registry }

export function solanaConnect(hands: Hands): Route<"solana_connect"> {
  return {
    connected: false,
    run: async ({ silent }, { addresses }) =>
      silent || addresses.length > 0 ? { answer: { accounts: addresses } } : { consent: () => draft(hands) },
  }
}

/** It could be allowed to spend where sites are that chose no chain. */
async function draft({ registry, ...hands }: Hands): Promise<Draft> {
  const chain = await registry.find(await registry.defaultOf("solana"), null)
  return draftConnection({ families: ["solana"], chains: chain === null ? [] : [chain] }, hands)
}
