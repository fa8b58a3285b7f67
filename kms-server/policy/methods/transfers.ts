/**
 * Transfers: the owner offers a wallet, the other organization takes it, and until then nothing changes. Taking it is
 * one transaction: the secret is sealed anew for its new owner, and everything that the former owner had written about
 * it ends, but what he was promised to keep.
 */
import { randomUUID } from "node:crypto"
import { fault, type OrganizationToWallet, type VersionedOrganizationPolicy } from "~protocol"
import {
  dropAccounts,
  endGrantsOf,
  findOffer,
  findOnlyAccount,
  findWalletAnywhere,
  insertGrant,
  keepAccounts,
  listOffers,
  lockWallet,
  moveWallet,
  offerTransfer,
  organizationExists,
  type Session,
  settleTransfer,
  type TransferRecord,
  type WalletRecord,
} from "../../store"
import { holdWallet } from "./grants"
import { memberOf, type PlannersConfig, refuseMistaken } from "./members"
import type { Bench, Planners } from "./plan"
import { sealedOf } from "./uses"

type TransferPlanners = Pick<
  Planners,
  "transferOrganizationWallet" | "listPendingMigrations" | "completeWalletTransfer"
>

const MAX_LISTED = 100

export function transferPlanners(config: PlannersConfig): TransferPlanners {
  return {
    async transferOrganizationWallet(params, caller, bench) {
      const { ownerOrganizationId, targetOrganizationId, walletId, retainPolicy = null } = params
      memberOf(caller, ownerOrganizationId)
      refuseMistaken(config, retainPolicy)
      if (ownerOrganizationId === targetOrganizationId) {
        throw fault("BODY_MALFORMED", { where: "the wallet is there already" })
      }
      return {
        does: "change",
        async perform(session) {
          await holdWallet(session, ownerOrganizationId, walletId)
          if (!(await organizationExists(session, targetOrganizationId))) {
            throw fault("NOT_FOUND", { what: "organization" })
          }
          const offer = { walletId, ownerOrganizationId, targetOrganizationId, retainPolicy }
          await offerTransfer(session, { ...offer, createdAt: bench.now() })
          return ownershipOf(targetOrganizationId, walletId)
        },
      }
    },

    async listPendingMigrations({ organizationId }, caller) {
      memberOf(caller, organizationId)
      return {
        does: "read",
        async read(session) {
          const offers = await listOffers(session, organizationId, MAX_LISTED)
          return { pendingMigrations: offers.map(({ id }) => ({ migrationId: id })) }
        },
      }
    },

    async completeWalletTransfer({ organizationId, migrationId }, caller, bench) {
      memberOf(caller, organizationId)
      return {
        does: "change",
        async perform(session, decisionId) {
          const { wallet, offer } = await holdOffered(session, organizationId, migrationId)
          await take({ ...bench, session }, wallet, offer, decisionId)
          return ownershipOf(organizationId, wallet.id)
        },
      }
    },
  }
}

/** The wallet first, as everywhere, and then the offer as it is while nobody else can change it. */
async function holdOffered(session: Session, organizationId: string, migrationId: string) {
  const seen = await findOffer(session, organizationId, migrationId)
  const wallet = seen && (await lockWallet(session, seen.ownerOrganizationId, seen.walletId))
  const offer = await findOffer(session, organizationId, migrationId)
  const isOwnerFree = wallet !== null && (await findWalletAnywhere(session, wallet.id)) !== null
  if (!isOwnerFree || offer === null) throw fault("NOT_FOUND", { what: "migration" })
  return { wallet, offer }
}

async function take(
  bench: Bench,
  wallet: WalletRecord,
  offer: TransferRecord,
  decisionId: string,
): Promise<void> {
  const { session } = bench
  const at = bench.now()
  const organizationId = offer.targetOrganizationId
  const only = wallet.kind === "keypair" ? await findOnlyAccount(session, wallet.id) : null
  const resealed = await bench.order(decisionId, { do: "reseal", wallet: sealedOf(wallet), organizationId })
  const moved = { ...wallet, ...resealed, organizationId, tags: [] }
  await dropAccounts(session, wallet.id)
  await moveWallet(session, moved)
  if (only !== null) {
    // A wallet of words derives its accounts when they are asked for; of this one nobody would know the format.
    const { derivationPath, curve, addressFormat } = only
    const derivations = [{ derivationPath, curve, addressFormat }]
    const { accounts } = await bench.order(randomUUID(), {
      do: "derive",
      wallet: sealedOf(moved),
      derivations,
    })
    await keepAccounts(session, moved, accounts)
  }
  await endGrantsOf(session, wallet.id, at)
  await retain(session, offer, at)
  await settleTransfer(session, offer.id, at)
}

async function retain(session: Session, offer: TransferRecord, createdAt: number): Promise<void> {
  if (offer.retainPolicy === null) return
  await insertGrant(session, {
    walletId: offer.walletId,
    ownerOrganizationId: offer.targetOrganizationId,
    organizationId: offer.ownerOrganizationId,
    policyName: "",
    organizationPolicy: offer.retainPolicy,
    transactionPolicy: null,
    createdAt,
  })
}

const owner: VersionedOrganizationPolicy = { version: "v0", scopes: ["owner"] }

/** Ownership in the shape of a grant: the wire has no other word for it. */
function ownershipOf(organizationId: string, walletId: string): OrganizationToWallet {
  return { organizationId, walletId, organizationPolicy: owner }
}
