/**
 * Which wallet a request may be about: one that the caller's organization owns, or one of which it holds a grant of
 * the name that the request says. Anything else does not exist for it. Whether the use is allowed, rules decide.
 */
import { randomUUID } from "node:crypto"
import { type DerivationInfo, fault } from "~protocol"
import type { SealedAccount, SealedWallet } from "../../signer"
import {
  type FoundUse,
  findAccounts,
  findOnlyAccount,
  findUse,
  type GrantKey,
  keepAccounts,
  type Session,
  type WalletRecord,
} from "../../store"
import type { Bench, Use } from "./plan"

export type AskedUse = { organizationId: string; walletId: string; policyName?: string | null | undefined }

/** The use of a wallet, with the account of a derivation where one is named: from the store, or derived and kept. */
export async function openUse(
  bench: Bench,
  asked: AskedUse,
  derivation: DerivationInfo | null,
): Promise<Use> {
  const { wallet, grant, account: kept } = useOf(await bench.findUse(keyOf(asked), derivation), asked)
  if (derivation === null || kept !== null) return { wallet, grant, account: kept }
  const [account = null] = await openAccounts(bench, wallet, [derivation])
  return { wallet, grant, account }
}

export async function resolveUse(session: Session, asked: AskedUse): Promise<Use> {
  return useOf(await findUse(session, keyOf(asked), null), asked)
}

function keyOf({ organizationId, walletId, policyName }: AskedUse): GrantKey {
  return { walletId, organizationId, policyName: policyName ?? "" }
}

/** An owner who names no policy is bound by the unnamed grant to itself, if there is one, and by nothing else. */
function useOf(found: FoundUse | null, { organizationId, policyName }: AskedUse): Use {
  if (found === null) throw notFound()
  const { wallet, grant } = found
  const isOwner = wallet.organizationId === organizationId
  if (isOwner && grant === null && policyName == null) return found
  if (grant === null || grant.ownerOrganizationId !== wallet.organizationId) throw notFound()
  return found
}

/** Whatever is not the caller's looks the same as what is not there. */
function notFound(): Error {
  return fault("NOT_FOUND", { what: "wallet" })
}

/** The accounts of these derivations, in their order. Those that were never asked for are derived, and kept. */
export async function openAccounts(
  bench: Pick<Bench, "session" | "order">,
  wallet: WalletRecord,
  derivations: readonly DerivationInfo[],
  decisionId: string = randomUUID(),
): Promise<SealedAccount[]> {
  if (wallet.kind === "keypair") return openOnlyAccount(bench.session, wallet, derivations)
  const kept = await findAccounts(bench.session, wallet.id, derivations)
  const known = new Map(kept.map((account) => [nameOf(account), account]))
  const wanted = new Map(derivations.map((derivation) => [nameOf(derivation), derivation]))
  const missing = [...wanted].flatMap(([name, derivation]) => (known.has(name) ? [] : [derivation]))
  if (missing.length > 0) {
    const task = { do: "derive" as const, wallet: sealedOf(wallet), derivations: missing }
    const { accounts } = await bench.order(decisionId, task)
    await keepAccounts(bench.session, wallet, accounts)
    for (const account of accounts) known.set(nameOf(account), account)
  }
  return derivations.map((derivation) => {
    const account = known.get(nameOf(derivation))
    if (account === undefined) throw new Error("an account was not derived")
    return account
  })
}

/** A wallet of one key has the account that it was made with, under whatever path of its chain it is asked for. */
async function openOnlyAccount(
  session: Session,
  wallet: WalletRecord,
  derivations: readonly DerivationInfo[],
): Promise<SealedAccount[]> {
  const account = await findOnlyAccount(session, wallet.id)
  return derivations.map(({ addressFormat }) => {
    if (account?.addressFormat !== addressFormat) throw fault("NOT_FOUND", { what: "account" })
    return account
  })
}

export function sealedOf({ id, organizationId, kind, keyVersion, sealed }: WalletRecord): SealedWallet {
  return { organizationId, walletId: id, kind, keyVersion, sealed }
}

function nameOf({ derivationPath, addressFormat }: Pick<DerivationInfo, "derivationPath" | "addressFormat">) {
  return `${addressFormat} ${derivationPath}`
}
