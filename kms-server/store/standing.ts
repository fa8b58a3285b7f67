/**
 * Whether what a decision was planned on still stands: the user with the same policy, in an organization that is not
 * disabled, the wallet with its owner, the grant, and no grant where there was none. Asked under the lock under which
 * it is decided, so that nothing that was revoked signs any more.
 */
import type { UserPolicy } from "~protocol"
import type { Session } from "./database"
import { textOfPolicy } from "./policies"
import { runStatement } from "./statements"

export type Standing = {
  organizationId: string
  username: string
  policy: UserPolicy
  walletId: string
  ownerOrganizationId: string
  grantId: string | null
}

/** The ids of those rows of `given` that still stand. */
export const STANDING = `
  select given.id
  from given
  join organizations on organizations.id = given.organization_id and organizations.disabled_at is null
  join users on users.organization_id = given.organization_id and users.username = given.username
    and users.policy = given.policy::jsonb
  join wallets on wallets.id = given.wallet_id and wallets.organization_id = given.owner_id
  left join grants on grants.wallet_id = given.wallet_id and grants.organization_id = given.organization_id
    and grants.deleted_at is null
    and case when given.grant_id is null then grants.policy_name = '' else grants.id = given.grant_id end
  where grants.id is not distinct from given.grant_id`

const ASK = `
  with given as (
    select * from unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::uuid[], $7::uuid[])
      as given (id, organization_id, username, policy, wallet_id, owner_id, grant_id)
  )${STANDING}`

/** What `given` is made of, column by column. */
export function standingColumns(asked: ReadonlyMap<string, Standing>): (string | null)[][] {
  const rows = [...asked.values()]
  return [
    [...asked.keys()],
    rows.map(({ organizationId }) => organizationId),
    rows.map(({ username }) => username),
    rows.map(({ policy }) => textOfPolicy(policy)),
    rows.map(({ walletId }) => walletId),
    rows.map(({ ownerOrganizationId }) => ownerOrganizationId),
    rows.map(({ grantId }) => grantId),
  ]
}

/** The ids of those that still stand. */
export async function findStanding(
  session: Session,
  asked: ReadonlyMap<string, Standing>,
): Promise<ReadonlySet<string>> {
  if (asked.size === 0) return new Set()
  const found = await runStatement<{ id: string }>(session, ASK, standingColumns(asked))
  return new Set(found.map(({ id }) => id))
}
