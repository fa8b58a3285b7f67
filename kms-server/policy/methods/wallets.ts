/** Wallets: made with a sealed secret, found by tag, listed, and asked for their addresses. */
import { randomUUID } from "node:crypto"
import {
  type AccountSelector,
  type AddressFormat,
  curveOfKeypair,
  type DerivationInfo,
  type DerivedAccount,
  derivationOf,
  fault,
  type KeypairCurve,
  type MnemonicLength,
  type Wallet,
  type WalletWithAccounts,
} from "~protocol"
import type { Outcomes, SealedAccount, SecretShape } from "../../signer"
import {
  claimTag,
  findOnlyAccount,
  findTagged,
  insertWallet,
  keepAccounts,
  listWallets,
  type Session,
  type WalletRecord,
} from "../../store"
import { curveOfFormat, derivationFor } from "../derivations"
import { memberOf } from "./members"
import type { Bench, Planners } from "./plan"
import { openAccounts, openUse } from "./uses"

type WalletPlanners = Pick<
  Planners,
  "createWallet" | "getOrCreateWalletWithTag" | "getWalletWithTag" | "getOrganizationWallets" | "getAccounts"
>

const DEFAULT_WORDS = 24
const DEFAULT_PAGE = 20

export const walletPlanners: WalletPlanners = {
  async createWallet({ organizationId, walletName: name, tags, ...parameters }, caller, bench) {
    memberOf(caller, organizationId)
    const made = readParameters(parameters)
    return {
      does: "change",
      async perform(session, decisionId) {
        const place = { organizationId, walletId: randomUUID() }
        const outcome = await bench.order(decisionId, { do: "create", ...place, ...made })
        const named = { name, tags: [...new Set(tags)] }
        return storeWallet(session, place, named, made.shape, outcome, bench.now())
      },
    }
  },

  async getOrCreateWalletWithTag({ organizationId, walletName: name, tag, ...parameters }, caller, bench) {
    memberOf(caller, organizationId)
    const made = readParameters(parameters)
    return {
      does: "change",
      async perform(session, decisionId) {
        const place = { organizationId, walletId: randomUUID() }
        if (await claimTag(session, organizationId, tag, place.walletId)) {
          const outcome = await bench.order(decisionId, { do: "create", ...place, ...made })
          return storeWallet(session, place, { name, tags: [tag] }, made.shape, outcome, bench.now())
        }
        const wallet = await foundTagged(session, organizationId, tag)
        return withAccounts({ ...bench, session }, wallet, made.derivations, decisionId)
      },
    }
  },

  async getWalletWithTag({ organizationId, tag, accounts, derivationPaths, curve, ...more }, caller, bench) {
    memberOf(caller, organizationId)
    // The wallet is there already: what kind of it would have been made is not asked again.
    const { derivations } = readParameters({
      ...more,
      accounts: accounts ?? derivationPaths,
      curve: undefined,
    })
    return {
      does: "read",
      async read(session) {
        const wallet = await foundTagged(session, organizationId, tag)
        return withAccounts({ ...bench, session }, wallet, derivations)
      },
    }
  },

  async getOrganizationWallets({ organizationId, limit: most, offset: from }, caller) {
    memberOf(caller, organizationId)
    const [limit, offset] = [most ?? DEFAULT_PAGE, from ?? 0]
    return {
      does: "read",
      async read(session) {
        const { wallets, totalCount } = await listWallets(session, organizationId, limit, offset)
        return { wallets: wallets.map(walletOf), totalCount, limit, offset }
      },
    }
  },

  async getAccounts({ accounts, ...asked }, caller, bench) {
    memberOf(caller, asked.organizationId)
    const derivations = accounts.map(derivationFor)
    const use = await openUse(bench, asked, null)
    return {
      use,
      does: "read",
      // Only now is anything derived: whoever is denied has the signer do nothing.
      read: async (session) =>
        (await openAccounts({ ...bench, session }, use.wallet, derivations)).map(derivedOf),
    }
  },
}

type Parameters = {
  accounts?: AccountSelector[] | null | undefined
  mnemonicLength?: MnemonicLength | null | undefined
  curve?: KeypairCurve | undefined
  addressFormat?: AddressFormat | null | undefined
}

/** A wallet of one key where a curve is named, whose only account has the path `m`; one of words everywhere else. */
export function readParameters(parameters: Parameters): {
  shape: SecretShape
  derivations: DerivationInfo[]
} {
  const { accounts, mnemonicLength, curve: named, addressFormat } = parameters
  if (named !== undefined) {
    if (accounts || mnemonicLength)
      throw malformed("a wallet of one key has no words and derives no accounts")
    const curve = curveOfKeypair[named]
    const format = addressFormat ?? (curve === "Ed25519" ? "Solana" : "Ethereum")
    if (curveOfFormat[format] !== curve) throw malformed("the address format is not one of this curve")
    const only = { derivationPath: "m", curve, addressFormat: format }
    return { shape: { kind: "keypair", curve }, derivations: [only] }
  }
  if (addressFormat) throw malformed("an address format without a curve says nothing")
  return {
    shape: { kind: "mnemonic", words: mnemonicLength ?? DEFAULT_WORDS },
    derivations: accounts?.map(derivationFor) ?? [derivationOf.solana(0), derivationOf.ethereum(0)],
  }
}

/** Writes down a wallet that the signer has just sealed, with the accounts that came with it. */
export async function storeWallet(
  session: Session,
  { organizationId, walletId: id }: { organizationId: string; walletId: string },
  { name, tags }: { name: string; tags: string[] },
  { kind }: SecretShape,
  { keyVersion, sealed, accounts }: Outcomes["create"],
  createdAt: number,
): Promise<WalletWithAccounts> {
  const wallet = { id, organizationId, name, tags, kind, sealed, keyVersion, createdAt }
  await insertWallet(session, wallet)
  // In one order everywhere, so that two who want the same tags never wait for each other.
  for (const tag of [...tags].sort()) await claimTag(session, organizationId, tag, id)
  await keepAccounts(session, wallet, accounts)
  return answerOf(wallet, accounts)
}

async function foundTagged(session: Session, organizationId: string, tag: string): Promise<WalletRecord> {
  const wallet = await findTagged(session, organizationId, tag)
  if (wallet === null) throw fault("NOT_FOUND", { what: "wallet" })
  return wallet
}

async function withAccounts(
  bench: Pick<Bench, "session" | "order">,
  wallet: WalletRecord,
  derivations: readonly DerivationInfo[],
  decisionId?: string,
): Promise<WalletWithAccounts> {
  if (wallet.kind === "mnemonic") {
    return answerOf(wallet, await openAccounts(bench, wallet, derivations, decisionId))
  }
  const only = await findOnlyAccount(bench.session, wallet.id)
  return answerOf(wallet, only === null ? [] : [only])
}

function answerOf(wallet: WalletRecord, accounts: readonly SealedAccount[]): WalletWithAccounts {
  const answer = walletOf(wallet)
  if (wallet.kind === "mnemonic") return { ...answer, accounts: accounts.map(derivedOf) }
  const [only] = accounts
  if (only === undefined) throw new Error("a wallet of one key has lost its account")
  const { curve, addressFormat, address, publicKey } = only
  const account = { curve: keypairCurves[curve], addressFormat, address, publicKey }
  return { ...answer, account }
}

const keypairCurves = { Ed25519: "Ed25519", Secp256k1: "K256" } as const

/** What of an account leaves: its sealed key stays. */
function derivedOf({
  derivationPath,
  curve,
  addressFormat,
  address,
  publicKey,
}: SealedAccount): DerivedAccount {
  return { derivationPath, curve, addressFormat, address, publicKey }
}

function walletOf({ id, name, tags, kind }: WalletRecord): Wallet {
  const type = kind === "mnemonic" ? "MNEMONIC" : "KEYPAIR"
  return { walletId: id, walletName: name, tags, type }
}

function malformed(where: string): Error {
  return fault("BODY_MALFORMED", { where })
}
