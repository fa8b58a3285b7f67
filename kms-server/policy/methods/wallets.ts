/** Wallets: made with a sealed seed, found by tag, listed, and asked for their addresses. */
import { randomUUID } from "node:crypto"
import { type AccountSelector, derivationOf, fault } from "~protocol"
import {
  claimTag,
  findTagged,
  findWallet,
  insertWallet,
  listWallets,
  type Session,
  type WalletRecord,
} from "../../store"
import { derivationFor } from "../derivations"
import type { Bench, Planners } from "./plan"

type WalletPlanners = Pick<
  Planners,
  "createWallet" | "getOrCreateWalletWithTag" | "getOrganizationWallets" | "getAccounts"
>

const DEFAULT_WORDS = 24
const DEFAULT_PAGE = 20

export const walletPlanners: WalletPlanners = {
  async createWallet(
    { organizationId, walletName: name, tags = [], accounts, mnemonicLength },
    _caller,
    bench,
  ) {
    const derivations = derivationsFor(accounts)
    const asked = { organizationId, name, tags: [...new Set(tags)], words: mnemonicLength ?? DEFAULT_WORDS }
    return {
      does: "change",
      async perform(session) {
        const wallet = await makeWallet(session, bench, randomUUID(), asked)
        for (const tag of wallet.tags) await claimTag(session, organizationId, tag, wallet.id)
        return withAccounts(bench, wallet, derivations)
      },
    }
  },

  async getOrCreateWalletWithTag(
    { organizationId, walletName: name, tag, accounts, mnemonicLength },
    _,
    bench,
  ) {
    const derivations = derivationsFor(accounts)
    const asked = { organizationId, name, tags: [tag], words: mnemonicLength ?? DEFAULT_WORDS }
    return {
      does: "change",
      async perform(session) {
        const walletId = randomUUID()
        const wallet = (await claimTag(session, organizationId, tag, walletId))
          ? await makeWallet(session, bench, walletId, asked)
          : await findTagged(session, organizationId, tag)
        if (wallet === null) throw new Error("a tag leads to no wallet")
        return withAccounts(bench, wallet, derivations)
      },
    }
  },

  async getOrganizationWallets({ organizationId, limit = DEFAULT_PAGE, offset = 0 }, _caller, { session }) {
    const { wallets, totalCount } = await listWallets(session, organizationId, limit, offset)
    return { does: "read", result: { wallets: wallets.map(walletOf), totalCount, limit, offset } }
  },

  async getAccounts({ organizationId, walletId, accounts }, _caller, bench) {
    const derivations = accounts.map(derivationFor)
    const wallet = await openWallet(bench.session, organizationId, walletId)
    return { does: "read", result: bench.signer.deriveAccounts(...ownerAndSeed(wallet), derivations) }
  },
}

/** The wallet, if it is this organization's. */
export async function openWallet(session: Session, organizationId: string, walletId: string) {
  const wallet = await findWallet(session, organizationId, walletId)
  if (wallet === null) throw fault("NOT_FOUND", { what: "wallet" })
  return wallet
}

/** What a sealed seed is bound to, and the sealed seed. */
export function ownerAndSeed({ organizationId, id: walletId, keyVersion, sealedSeed }: WalletRecord) {
  return [{ organizationId, walletId, keyVersion }, sealedSeed] as const
}

type Asked = { organizationId: string; name: string; tags: string[]; words: 12 | 15 | 18 | 21 | 24 }

async function makeWallet(
  session: Session,
  bench: Bench,
  walletId: string,
  asked: Asked,
): Promise<WalletRecord> {
  const { organizationId, name, tags, words } = asked
  const seed = bench.signer.createSeed({ organizationId, walletId }, words)
  const wallet = { id: walletId, organizationId, name, tags, ...seed, createdAt: bench.now() }
  await insertWallet(session, wallet)
  return wallet
}

function derivationsFor(accounts: AccountSelector[] | undefined) {
  return accounts?.map(derivationFor) ?? [derivationOf.solana(0), derivationOf.ethereum(0)]
}

function walletOf({ id, name, tags }: WalletRecord) {
  return { walletId: id, walletName: name, tags, type: "MNEMONIC" as const }
}

function withAccounts(bench: Bench, wallet: WalletRecord, derivations: ReturnType<typeof derivationsFor>) {
  return {
    ...walletOf(wallet),
    accounts: bench.signer.deriveAccounts(...ownerAndSeed(wallet), derivations),
  }
}
