/**
 * What reads bytes and tells risks, and what risks are told from, in one place: a module that is only run once a consent
 * is looked at. It decides nothing; the desk refuses what is blocked, by the same verdict.
 */

import type { Reading, Risk, Simulation } from "~protocol"
import { type AssetAmount, type ChainName, type ConsentSubject, chainNameOf } from "~protocol"
import type { Wallets } from "../accounts/wallets"
import type { Registry } from "../chains/registry"
import { readEthereumCall, readTypedData } from "../decode"
import { readSolanaCall } from "../decode-solana"
import type { Permissions } from "../origins/permissions"
import { appraise, noVerdict } from "../risks"
import type { PhishingLists } from "../risks/phishing/lists"
import type { Recipients } from "../submissions/recipients"

/** All that a consent's own risks can be told from; `tokens` are recipients at whose address a token answers. */
export type Appraised = {
  /** Null where the person started it in the wallet. */
  origin: string | null
  subject: ConsentSubject
  readings: readonly Reading[]
  simulation: Simulation
  tokens: readonly string[]
  holdings: readonly AssetAmount[]
}

export type Readers = {
  readEthereumCall: typeof readEthereumCall
  readTypedData: typeof readTypedData
  readSolanaCall: typeof readSolanaCall
  appraise(appraised: Appraised): Promise<Risk[]>
}

export type ReaderHands = {
  wallets: Pick<Wallets, "stored">
  permissions: Pick<Permissions, "find">
  registry: Registry
  recipients: Recipients
  phishing: Pick<PhishingLists, "verdictOf">
}

export function openReaders({ wallets, permissions, registry, recipients, phishing }: ReaderHands): Readers {
  /** The Ethereum chain that a site is on, which is the wallet's own where it chose none. */
  async function siteChainOf(origin: string | null): Promise<ChainName | null> {
    if (origin === null) return null
    const id = (await permissions.find(origin))?.chain ?? (await registry.defaultOf("ethereum"))
    const chain = await registry.find(id, origin)
    return chain && chainNameOf(chain)
  }

  async function appraiseWhole({ origin, subject, readings, simulation, tokens, holdings }: Appraised) {
    const [siteChain, wallet, sentTo, verdict] = await Promise.all([
      siteChainOf(origin),
      wallets.stored(),
      recipients.list(),
      origin === null ? noVerdict : phishing.verdictOf(origin),
    ])
    const answering = new Set(tokens)
    return appraise({ origin, siteChain, subject }, readings, {
      ownAddresses: (wallet?.accounts ?? []).map(({ address }) => address),
      recipients: sentTo.map(({ address }) => address),
      isToken: (address) => answering.has(address),
      ...{ holdings, phishing: verdict, simulation },
    })
  }

  return { readEthereumCall, readTypedData, readSolanaCall, appraise: appraiseWhole }
}

/** For what cannot even be handed to a reader. */
export function unknownReading(): Reading {
  return {
    ...{ how: "unknown", action: { type: "unknown" }, target: null, protocol: null, signature: null },
    ...{ members: [], flaws: [], inside: [], data: null },
  }
}
