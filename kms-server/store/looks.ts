/**
 * Everything that is known of a request before it is decided, in one question, and one for all requests that come at
 * the same time: whose key stamped it, whether it was answered before, and the wallet that it is about.
 */
import { and, eq, isNull, or, sql } from "drizzle-orm"
import type { DerivationInfo, UserPolicy } from "~protocol"
import { keptOf } from "./accounts"
import type { Session } from "./database"
import type { GrantKey } from "./grants"
import type { KnownAuthenticator } from "./members"
import { parsePolicy } from "./policies"
import type { RememberedRequest, RequestKey } from "./requests"
import { accounts, authenticators, grants, organizations, requests, users, wallets } from "./schema"
import { oncePerSession } from "./statements"
import { type FoundUse, ONLY_PATH } from "./uses"

/** A request by a key, in an organization. `use`: the wallet and the key of it that it names, where it names one. */
export type Looked = RequestKey & { organizationId: string; use: AskedUse | null }
export type AskedUse = Pick<GrantKey, "walletId" | "policyName"> & { derivation: DerivationInfo }

export type Look = {
  known: KnownKey | null
  remembered: RememberedRequest | null
  /** As `findUse` answers it. */
  use: FoundUse | null
}

export type KnownKey = {
  authenticator: Pick<KnownAuthenticator["authenticator"], "algorithm" | "expiresAt">
  user: Pick<KnownAuthenticator["user"], "organizationId" | "username" | "policy" | "traits" | "expiresAt">
  organizationDisabledAt: number | null
}

const asked = sql`unnest(
    ${sql.placeholder("publicKeys")}::text[], ${sql.placeholder("digests")}::text[],
    ${sql.placeholder("organizationIds")}::uuid[], ${sql.placeholder("walletIds")}::uuid[],
    ${sql.placeholder("policyNames")}::text[], ${sql.placeholder("paths")}::text[],
    ${sql.placeholder("formats")}::text[]
  ) with ordinality as asked (public_key, digest, organization_id, wallet_id, policy_name, path, format, place)`

const home = sql`organizations as home`
const owner = organizations

const lookAt = oncePerSession((session) =>
  session
    .select({
      user: {
        organizationId: users.organizationId,
        username: users.username,
        policy: sql<UserPolicy>`${users.policy}::text`.mapWith(parsePolicy),
        traits: users.traits,
        expiresAt: users.expiresAt,
      },
      authenticator: {
        id: authenticators.id,
        algorithm: authenticators.algorithm,
        expiresAt: authenticators.expiresAt,
      },
      disabledAt: sql<string | null>`home.disabled_at`,
      remembered: requests,
      wallet: wallets,
      owner: { id: owner.id },
      grant: grants,
      account: accounts,
    })
    .from(asked)
    .leftJoin(
      authenticators,
      sql`${authenticators.organizationId} = asked.organization_id and ${authenticators.publicKey} = asked.public_key`,
    )
    .leftJoin(
      users,
      and(
        eq(users.organizationId, authenticators.organizationId),
        eq(users.username, authenticators.username),
      ),
    )
    .leftJoin(home, sql`home.id = asked.organization_id`)
    .leftJoin(requests, sql`${requests.publicKey} = asked.public_key and ${requests.digest} = asked.digest`)
    .leftJoin(wallets, sql`${wallets.id} = asked.wallet_id`)
    .leftJoin(owner, and(eq(owner.id, wallets.organizationId), isNull(owner.disabledAt)))
    .leftJoin(
      grants,
      and(
        eq(grants.walletId, wallets.id),
        sql`${grants.organizationId} = asked.organization_id and ${grants.policyName} = asked.policy_name`,
        isNull(grants.deletedAt),
      ),
    )
    .leftJoin(
      accounts,
      and(
        eq(accounts.walletId, wallets.id),
        sql`${accounts.addressFormat} = asked.format`,
        or(sql`${accounts.derivationPath} = asked.path`, eq(accounts.derivationPath, ONLY_PATH)),
      ),
    )
    .orderBy(sql`asked.place`)
    .prepare("look"),
)

/** One answer for each, in their order. */
export async function look(session: Session, lookers: readonly Looked[]): Promise<Look[]> {
  const uses = lookers.map(({ use }) => use)
  const rows = await lookAt(session).execute({
    publicKeys: lookers.map(({ publicKey }) => publicKey),
    digests: lookers.map(({ digest }) => digest),
    organizationIds: lookers.map(({ organizationId }) => organizationId),
    walletIds: uses.map((use) => use?.walletId ?? null),
    policyNames: uses.map((use) => use?.policyName ?? null),
    paths: uses.map((use) => use?.derivation.derivationPath ?? null),
    formats: uses.map((use) => use?.derivation.addressFormat ?? null),
  })
  if (rows.length !== lookers.length) throw new Error("a look answers each once")
  return rows.map(({ user, authenticator, disabledAt, remembered, wallet, owner, grant, account }) => ({
    known: user && authenticator && { user, authenticator, organizationDisabledAt: numberOf(disabledAt) },
    remembered,
    use: wallet && owner && { wallet, grant, account: account && keptOf(account) },
  }))
}

function numberOf(text: string | null): number | null {
  return text === null ? null : Number(text)
}
