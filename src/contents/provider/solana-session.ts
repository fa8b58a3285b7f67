/**
 * Which Solana accounts this page sees, as it last heard: what the wallet's two faces in the page have in common. It
 * decides nothing, and what it keeps gives no right to sign.
 */
import type { Wire } from "./wire"

export type Addresses = readonly string[]

export type SolanaSession = {
  addresses(): Addresses
  /** A silent one gives what is connected already, and opens no window. */
  connect(silent: boolean): Promise<Addresses>
  disconnect(): Promise<void>
  /** Takes in what an answer says of the accounts. */
  learn(addresses: Addresses): void
  /** Told of each change, with the addresses before it. */
  onChange(hear: (now: Addresses, before: Addresses) => void): void
  /** Asks quietly for what may have changed while no event could arrive; a site never connected is left alone. */
  refresh(): Promise<void>
}

export function openSolanaSession(wire: Wire): SolanaSession {
  const hearers: ((now: Addresses, before: Addresses) => void)[] = []
  let addresses: Addresses = []

  wire.onEvent((event) => {
    if (event.name === "accounts" && event.family === "solana") learn(event.accounts)
  })

  function learn(now: Addresses): void {
    const before = addresses
    if (`${now}` === `${before}`) return
    addresses = [...now]
    for (const hear of hearers) hear(addresses, before)
  }

  async function connect(silent: boolean): Promise<Addresses> {
    const { accounts } = (await wire.ask("solana_connect", { silent })) as { accounts: string[] }
    learn(accounts)
    return accounts
  }

  return {
    addresses: () => addresses,
    connect,
    async disconnect() {
      await wire.ask("solana_disconnect", undefined)
      learn([])
    },
    learn,
    onChange: (hear) => void hearers.push(hear),
    async refresh() {
      if (addresses.length > 0) await connect(true)
    },
  }
}
