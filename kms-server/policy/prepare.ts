/**
 * `POST /prepare`: what a published client asks before it has a Solana transaction signed. The same checks as signing,
 * and nothing is counted; the transaction comes back as it was, because limits are kept here and not on the chain.
 */
import { fault, type Prepared, PrepareRequest, type UsdLimitSettings } from "~protocol"
import { type Database, findAccountOf } from "../store"
import { type Caller, findCaller } from "./callers"
import { denialOf } from "./denials"
import { derivationFor } from "./derivations"
import { inputOf } from "./inputs"
import { type Bench, openUse } from "./methods"
import type { IdTokens } from "./oidc"
import { type ReadRequest, readStamped } from "./requests"
import type { Received } from "./role"
import type { DecisionInput, Rules } from "./rules"
import { readSolana } from "./transactions"
import { decideUncounted } from "./uncounted"

export type PrepareConfig = {
  database: Database
  rules: Rules
  idTokens: IdTokens
  bench: Bench
  now(): number
  /** Takes what the request costs of its caller's rates, or throws. */
  charge(caller: Caller, request: ReadRequest): void
}

/** The answer as JSON text; throws the denial that signing would meet. */
export async function prepare(config: PrepareConfig, received: Received): Promise<string> {
  const { params, ...stamped } = readStamped(received, PrepareRequest)
  const { organizationId } = params
  const request: ReadRequest = {
    ...stamped,
    method: "signTransaction",
    params,
    organizationId,
    timestampMs: 0,
  }
  const caller = await findCaller(config.database, request, config.now(), config.idTokens)
  config.charge(caller, request)
  const input = await readAsked(config, request, caller, params)
  const { verdict } = await decideUncounted(config, input)
  if (!verdict.allowed) throw denialOf(verdict)
  const usdLimit = usdLimitOf(caller)
  const prepared: Prepared = {
    transaction: params.transaction,
    ...(usdLimit ? { memoryConfigUsed: usdLimit } : {}),
  }
  return JSON.stringify(prepared)
}

async function readAsked(
  { database, bench, now }: PrepareConfig,
  request: ReadRequest,
  caller: Caller,
  { transaction, organizationId, simulationConfig }: PrepareRequest,
): Promise<Omit<DecisionInput, "spent">> {
  const found = await findAccountOf(database, organizationId, simulationConfig.account)
  if (found === null) throw fault("NOT_FOUND", { what: "account" })
  const { walletId, derivationPath } = found
  const use = await openUse(bench, { organizationId, walletId }, derivationFor(derivationPath))
  const { facts } = readSolana(Buffer.from(transaction, "base64url"), found.address)
  return inputOf({ use, facts }, request, caller, now())
}

function usdLimitOf({ user }: Caller): UsdLimitSettings | null {
  const policy = user?.policy
  return policy && "walletId" in policy ? (policy.usdLimit ?? null) : null
}
