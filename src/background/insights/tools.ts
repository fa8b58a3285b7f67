/**
 * What insight is found out with: readers, risks, assets, simulation, the KMS's word. Made when the first consent is
 * looked at, out of modules that nothing else wakes.
 */
import type { AssetAmount, AssetFacts, AssetName, ChainId, Outlook, Reading, Risk } from "~protocol"
import type { Wallets } from "../accounts/wallets"
import type { Networks } from "../chains/networks"
import type { Pending } from "../consent/machine"
import type { Files } from "../roles"
import { type Done, openSimulator, type SimulationAsked } from "../simulate"
import { openFactsReader, tokensAmong } from "./asset-facts"
import { openAssetList } from "./asset-list"
import { type HoldingsAsked, readHoldings } from "./holdings"
import { foresee } from "./outlook"
import { readPayload } from "./read-payload"
import { type Appraised, openReaders, type ReaderHands } from "./readers"

export type Tools = {
  read(consent: Pending): Reading[]
  appraise(appraised: Appraised): Promise<Risk[]>
  factsOf(assets: readonly AssetName[], origin: string | undefined): Promise<AssetFacts[]>
  /** How much an account has of these, as far as anybody says. */
  holdingsOf(asked: HoldingsAsked, origin: string | undefined): Promise<AssetAmount[]>
  /** Recipients at whose address a token answers. */
  tokensAmong(recipients: readonly string[], chain: ChainId, origin: string | undefined): Promise<string[]>
  /** Null where nobody waits for it any more. */
  simulate(asked: SimulationAsked, isWanted: () => boolean): Promise<Done | null>
  hasMoved(asked: SimulationAsked, at: string): Promise<boolean>
  foresee(consent: Pending): Promise<Outlook>
}

export type ToolHands = ReaderHands & {
  wallets: Wallets
  networks: Networks
  files: Files
  now: () => number
}

/** More recipients than this are not looked up. */
const MOST_RECIPIENTS = 8

export function openTools(hands: ToolHands): Tools {
  const { wallets, networks, registry, files, now } = hands
  const readers = openReaders(hands)
  const simulator = openSimulator({ networks, now })
  const facts = openFactsReader({ networks, registry, list: openAssetList(files) })
  return {
    read: ({ payload, subject }) => readPayload(payload, subject, readers),
    appraise: (appraised) => readers.appraise(appraised),
    factsOf: facts.factsOf,
    holdingsOf: (asked, origin) => readHoldings(asked, { networks, origin }),
    tokensAmong: (recipients, chain, origin) =>
      tokensAmong(recipients.slice(0, MOST_RECIPIENTS), chain, { networks, origin }),
    simulate: simulator.run,
    hasMoved: simulator.hasMoved,
    foresee: ({ payload }) => foresee(payload, wallets),
  }
}
