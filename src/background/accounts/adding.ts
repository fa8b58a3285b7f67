/**
 * Another account of the wallet. Which one is said by whoever asks, by its number: asked again, by a second press or
 * after the worker died, it is the same account, and there is one of it.
 */
import { deriveAccount } from "~kms"
import { type Account, derivationOf, type Family, fault, type WalletReference } from "~protocol"
import type { Store } from "../store"
import type { Wallets } from "./wallets"

/** Of one family; a site can be shown no more. */
export const MOST_ACCOUNTS = 50

export async function addAccount(
  wallets: Wallets,
  store: Store,
  { family, index }: { family: Family; index: number },
): Promise<WalletReference> {
  const wallet = await wallets.stored()
  if (wallet === null) throw fault("ACCOUNT_NOT_MINE")
  if (has(wallet, family, index)) return wallet
  const count = wallet.accounts.filter((account) => account.family === family).length
  if (index !== count || count >= MOST_ACCOUNTS) throw fault("ACCOUNT_OUT_OF_TURN")
  return keep(store, await wallets.withKms((client) => deriveAccount(client, wallet, family, index)))
}

/** Read and written at once: another account may have been added while the KMS was asked. */
async function keep(store: Store, added: Account): Promise<WalletReference> {
  const tx = (await store()).transaction("wallet", "readwrite")
  const before = await tx.store.get("current")
  const isThere = before?.accounts.some(({ derivationPath }) => derivationPath === added.derivationPath)
  const after = before && !isThere ? { ...before, accounts: [...before.accounts, added] } : before
  if (after !== undefined && after !== before) await tx.store.put(after, "current")
  await tx.done
  if (after === undefined) throw fault("ACCOUNT_NOT_MINE")
  return after
}

function has({ accounts }: WalletReference, family: Family, index: number): boolean {
  const { derivationPath } = derivationOf[family](index)
  return accounts.some((account) => account.derivationPath === derivationPath)
}
