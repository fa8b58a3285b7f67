/**
 * Finds the wallet that this browser's authenticator leads to, or creates it. Nothing is remembered between the
 * steps and each may be taken again: dying between any two and starting over ends at the same wallet.
 */
import {
  type Account,
  type DerivationInfo,
  type DerivedAccount,
  derivationOf,
  type Family,
  fault,
  isFault,
  type Wallet,
  type WalletReference,
} from "~protocol"
import type { KmsClient } from "./client"

/** The tag by which the KMS tells this product's wallet from others of the organization, and its first name. */
const WALLET_TAG = "countersign"
const WALLET_NAME = "Countersign"

const PAGE_SIZE = 100
const MAX_PAGES = 20

/** The accounts of a wallet, in the order in which they are shown. */
const wanted: readonly { family: Family; derivation: DerivationInfo }[] = [
  { family: "ethereum", derivation: derivationOf.ethereum(0) },
  { family: "solana", derivation: derivationOf.solana(0) },
]

/** Null where there is none and none is to be created. */
export async function discoverWallet(
  client: KmsClient,
  { create }: { create: boolean },
): Promise<WalletReference | null> {
  const organizationId = await (create ? openOrganization(client) : findOrganization(client))
  if (organizationId === null) return null
  const wallet = await (create ? openWallet(client, organizationId) : findWallet(client, organizationId))
  if (wallet === null) return null
  const { walletId, walletName } = wallet
  return {
    organizationId,
    walletId,
    walletName,
    accounts: await readAccounts(client, organizationId, walletId),
  }
}

async function openOrganization(client: KmsClient): Promise<string> {
  const { organizationId } = await client.call("getOrCreatePhantomOrganization", {})
  return organizationId
}

async function findOrganization(client: KmsClient): Promise<string | null> {
  try {
    const { organizationId } = await client.call("getPhantomOrganization", {})
    return organizationId
  } catch (thrown) {
    if (isFault(thrown, "KMS_REFUSED") && thrown.context.type === "not-found") return null
    throw thrown
  }
}

function openWallet(client: KmsClient, organizationId: string): Promise<Wallet> {
  return client.call("getOrCreateWalletWithTag", {
    organizationId,
    walletName: WALLET_NAME,
    tag: WALLET_TAG,
    accounts: wanted.map(({ derivation }) => derivation),
  })
}

/** Only the KMS says which wallet owns the tag, so that finding and creating can never lead to two different ones. */
async function findWallet(client: KmsClient, organizationId: string): Promise<Wallet | null> {
  return (await hasTaggedWallet(client, organizationId)) ? openWallet(client, organizationId) : null
}

async function hasTaggedWallet(client: KmsClient, organizationId: string): Promise<boolean> {
  for (let page = 0; page < MAX_PAGES; page++) {
    const offset = page * PAGE_SIZE
    const listed = await client.call("getOrganizationWallets", { organizationId, limit: PAGE_SIZE, offset })
    if (listed.wallets.some(({ tags }) => tags.includes(WALLET_TAG))) return true
    if (listed.wallets.length < PAGE_SIZE) return false
  }
  return false
}

async function readAccounts(client: KmsClient, organizationId: string, walletId: string): Promise<Account[]> {
  const accounts = wanted.map(({ derivation }) => derivation)
  const derived = await client.call("getAccounts", { organizationId, walletId, accounts })
  return wanted.map(({ family, derivation }, index) => accountOf(family, derivation, derived[index]))
}

/** The account of this number, whether or not anybody has asked for it before; nothing is made in the KMS. */
export async function deriveAccount(
  client: KmsClient,
  { organizationId, walletId }: Pick<WalletReference, "organizationId" | "walletId">,
  family: Family,
  index: number,
): Promise<Account> {
  const derivation = derivationOf[family](index)
  const [derived] = await client.call("getAccounts", { organizationId, walletId, accounts: [derivation] })
  return accountOf(family, derivation, derived)
}

/** An answer in another order would show one chain's address as the other's. */
function accountOf(family: Family, asked: DerivationInfo, derived: DerivedAccount | undefined): Account {
  if (
    derived === undefined ||
    derived.derivationPath !== asked.derivationPath ||
    derived.curve !== asked.curve ||
    derived.addressFormat !== asked.addressFormat
  ) {
    throw fault("KMS_ANSWER_MALFORMED", { method: "getAccounts" })
  }
  return { family, address: derived.address, derivationPath: derived.derivationPath }
}
