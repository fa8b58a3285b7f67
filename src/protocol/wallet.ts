/**
 * What the popup knows of the wallet: which KMS keeps it, its accounts and the sites that may ask.
 */
import * as z from "zod/mini"
import { Chain, ChainId, ChainName, Family } from "./chains"
import { LockAfter } from "./lock"
import { Amount, EpochMs, OrganizationId, WalletId } from "./nouns"
import { CurrencySetting } from "./prices"
import { Problem } from "./problems"

/** An account as the wallet keeps it: a reference to a key that only the KMS has. */
export const Account = z.strictObject({
  family: Family,
  address: z.string(),
  derivationPath: z.string(),
})
export type Account = z.infer<typeof Account>

/** The wallet this browser's authenticator leads to; a record of where it is, with no secret in it. */
export const WalletReference = z.strictObject({
  organizationId: OrganizationId,
  walletId: WalletId,
  walletName: z.string(),
  accounts: z.array(Account),
})
export type WalletReference = z.infer<typeof WalletReference>

/**
 * `waiting` names the origins whose request to connect is kept until there is a wallet. `trouble` is what
 * kept the wallet from being found; with it, a null `wallet` means "not known now", not "none".
 */
export const WalletState = z.strictObject({
  wallet: z.nullable(WalletReference),
  kmsUrl: z.string(),
  waiting: z.array(z.string()),
  trouble: z.nullable(Problem),
  /** What the person calls accounts, by address. */
  names: z.record(z.string(), z.string()),
  /** The address of the account that is shown at first; null where none was chosen. */
  inUse: z.nullable(z.string()),
})
export type WalletState = z.infer<typeof WalletState>

export const Theme = z.enum(["system", "light", "dark"])
export type Theme = z.infer<typeof Theme>

export const LanguageSetting = z.enum(["system", "en", "de"])

/**
 * What the person chose. `asPhantom`: pages find the wallet under `window.phantom` too. `refreshLists`: the list of
 * phishing sites is fetched anew from where it is published, once a day. `notifications`: the system tells what became of
 * transactions. These are off at first. The chains are those of sites that chose none.
 */
export const Settings = z.strictObject({
  asPhantom: z.boolean(),
  refreshLists: z.boolean(),
  theme: Theme,
  language: LanguageSetting,
  currency: CurrencySetting,
  notifications: z.boolean(),
  lockAfter: LockAfter,
  ethereumChain: ChainId,
  solanaChain: ChainId,
})
export type Settings = z.infer<typeof Settings>

/** A chain as the wallet knows it; `origins` are the sites that brought it, none for one that came with the wallet. */
export const KnownChain = z.strictObject({
  chain: Chain,
  origins: z.array(z.string()),
  isDefault: z.boolean(),
})
export type KnownChain = z.infer<typeof KnownChain>

/** How long it took to answer, and the block it answered with where it has such numbers; null where it did not. */
export const ChainPulse = z.nullable(z.strictObject({ latencyMs: z.int(), block: z.nullable(z.int()) }))
export type ChainPulse = z.infer<typeof ChainPulse>

export const ConnectedSite = z.strictObject({
  origin: z.string(),
  connectedAt: EpochMs,
  lastUsedAt: EpochMs,
  families: z.array(Family),
  /** The Ethereum chain that the site is on; null where it is connected with no Ethereum account. */
  chainName: z.nullable(z.string()),
  /** The accounts that it sees, of each family the selected first. */
  accounts: z.array(z.strictObject({ family: Family, address: z.string() })),
  /** What it may spend without asking, and what it has spent of that; null where it may not. */
  autoConfirm: z.nullable(
    z.strictObject({
      until: EpochMs,
      limits: z.array(z.strictObject({ chain: ChainName, amount: Amount, spent: Amount })),
    }),
  ),
  /** The scopes of its multichain session. */
  scopes: z.array(z.string()),
  /** When its connection ends by itself; a family that is not named has no end. */
  ends: z.array(z.strictObject({ family: Family, at: EpochMs })),
  /** Until when the site's app has an authenticator of its own; null where it has none. */
  appUntil: z.nullable(EpochMs),
})
export type ConnectedSite = z.infer<typeof ConnectedSite>

/** `name` is a registrable domain, or a host that has none. */
export const SlowedSite = z.strictObject({
  name: z.string(),
  count: z.int(),
  lastAt: EpochMs,
  until: EpochMs,
})
export type SlowedSite = z.infer<typeof SlowedSite>
