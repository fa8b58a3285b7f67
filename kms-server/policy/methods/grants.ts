/**
 * Grants: what the owner of a wallet lets another organization, or itself, do with it. Only the owner writes them, and
 * only while it holds the wallet's row, so that a wallet that changes hands leaves no grant of its former owner behind.
 */
import { fault, type OrganizationToWallet } from "~protocol"
import {
  endGrant,
  findWallet,
  type GrantRecord,
  insertGrant,
  listGrants,
  lockWallet,
  organizationExists,
  type Session,
  type WalletRecord,
} from "../../store"
import { memberOf, type PlannersConfig, refuseMistaken } from "./members"
import type { Planners } from "./plan"

type GrantPlanners = Pick<
  Planners,
  "grantOrganizationAccess" | "revokeOrganizationAccess" | "getWalletAccessGrantsRequest"
>

const DEFAULT_PAGE = 20

export function grantPlanners(config: PlannersConfig): GrantPlanners {
  return {
    async grantOrganizationAccess(params, caller, bench) {
      const { ownerOrganizationId, targetOrganizationId, walletId, policy, transactionPolicy } = params
      memberOf(caller, ownerOrganizationId)
      refuseMistaken(config, policy)
      refuseMistaken(config, transactionPolicy)
      const key = { walletId, organizationId: targetOrganizationId, policyName: params.policyName ?? "" }
      return {
        does: "change",
        async perform(session) {
          const createdAt = bench.now()
          await holdWallet(session, ownerOrganizationId, walletId)
          if (!(await organizationExists(session, targetOrganizationId))) {
            throw fault("NOT_FOUND", { what: "organization" })
          }
          await endGrant(session, key, createdAt)
          const grant = {
            ...key,
            ownerOrganizationId,
            organizationPolicy: policy,
            transactionPolicy: transactionPolicy ?? null,
            createdAt,
          }
          return grantOf(await insertGrant(session, grant))
        },
      }
    },

    async revokeOrganizationAccess(params, caller, bench) {
      const { ownerOrganizationId, targetOrganizationId, walletId, targetPolicyName } = params
      memberOf(caller, ownerOrganizationId)
      const key = { walletId, organizationId: targetOrganizationId, policyName: targetPolicyName ?? "" }
      return {
        does: "change",
        async perform(session) {
          await holdWallet(session, ownerOrganizationId, walletId)
          const ended = await endGrant(session, key, bench.now())
          if (ended === null) throw fault("NOT_FOUND", { what: "grant" })
          return grantOf(ended)
        },
      }
    },

    async getWalletAccessGrantsRequest(params, caller) {
      const { ownerOrganizationId, targetOrganizationId, walletId } = params
      memberOf(caller, ownerOrganizationId)
      const [limit, offset] = [params.limit ?? DEFAULT_PAGE, params.offset ?? 0]
      return {
        does: "read",
        async read(session) {
          if ((await findWallet(session, ownerOrganizationId, walletId)) === null) {
            throw fault("NOT_FOUND", { what: "wallet" })
          }
          const of = { walletId, organizationId: targetOrganizationId }
          const { grants, totalCount } = await listGrants(session, of, limit, offset)
          return { grants: grants.map(grantOf), totalCount, limit, offset }
        },
      }
    },
  }
}

/** The wallet, held until the transaction ends; for anybody but its owner there is none. */
export async function holdWallet(
  session: Session,
  ownerOrganizationId: string,
  walletId: string,
): Promise<WalletRecord> {
  const wallet = await lockWallet(session, ownerOrganizationId, walletId)
  if (wallet === null) throw fault("NOT_FOUND", { what: "wallet" })
  return wallet
}

/** As the wire shows it: a grant without a name has none. */
export function grantOf(grant: GrantRecord): OrganizationToWallet {
  const { organizationId, walletId, organizationPolicy, transactionPolicy, policyName, deletedAt } = grant
  return {
    organizationId,
    walletId,
    organizationPolicy,
    ...(transactionPolicy === null ? {} : { transactionPolicy }),
    ...(policyName === "" ? {} : { policyName }),
    ...(deletedAt === null ? {} : { deletedAtMs: deletedAt }),
  }
}
