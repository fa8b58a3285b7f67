/**
 * `POST /outlook`: whether requests for signatures would be carried out now. They are read, planned and decided as
 * signing does it; no order can be made here, nothing is counted, remembered or written to the log. It is the state of
 * a moment, and signing decides anew.
 */
import {
  type Foreseen,
  type Foresight,
  fault,
  kmsMethods,
  OutlookRequest,
  type RemainingLimit,
} from "~protocol"
import type { Database } from "../store"
import { type Caller, checkFreshness, findCaller } from "./callers"
import { isBounded } from "./counted"
import { denialOf } from "./denials"
import { inputOf } from "./inputs"
import { type Bench, keyAsked, type Plan, type Planners } from "./methods"
import type { IdTokens } from "./oidc"
import { organizationOf, parsed, type ReadRequest, readStamped, unauthenticated } from "./requests"
import type { Received } from "./role"
import { type DecisionInput, type Rules, remainingOf } from "./rules"
import { decideInOrder, type Uncounted } from "./uncounted"

export type OutlookConfig = {
  database: Database
  rules: Rules
  planners: Planners
  idTokens: IdTokens
  bench: Bench
  now(): number
  /** Takes what the request costs of its caller's rates, or throws. */
  charge(caller: Caller, request: ReadRequest): void
}

/** The answer as JSON text. A denial is an answer here; whatever else signing would be refused for is thrown. */
export async function outlook(config: OutlookConfig, received: Received): Promise<string> {
  const { params, ...stamped } = readStamped(received, OutlookRequest)
  const { timestampMs } = params
  const requests = params.would.map(({ method, params: asked }): ReadRequest => {
    const organizationId = organizationOf(asked)
    if (organizationId === null) throw unauthenticated("ORGANIZATION_ABSENT")
    return { ...stamped, method, params: asked, organizationId, timestampMs }
  })
  const inputs: Omit<DecisionInput, "spent">[] = []
  for (const request of requests) {
    const caller = await findCaller(config.database, request, config.now(), config.idTokens)
    config.charge(caller, request)
    checkFreshness(request, config.now())
    inputs.push(await inputOfRequest(config, request, caller))
  }
  const decided = await decideInOrder(config, inputs)
  const foreseen: Foreseen = { outlook: decided.map(foresightOf) }
  return JSON.stringify(foreseen)
}

async function inputOfRequest(
  { planners, bench, now }: OutlookConfig,
  request: ReadRequest,
  caller: Caller,
): Promise<Omit<DecisionInput, "spent">> {
  const { method } = request
  // Only these are planned without a change to anything.
  if (!Object.hasOwn(keyAsked, method)) throw fault("METHOD_UNAVAILABLE", { method })
  const name = method as keyof typeof keyAsked
  const plan = planners[name] as (params: unknown, caller: Caller, bench: Bench) => Promise<Plan<unknown>>
  const { use, ...planned } = await plan(
    parsed(kmsMethods[name].params, request.params ?? {}),
    caller,
    withoutOrders(bench),
  )
  if (planned.does !== "sign") throw new Error("a signature was not planned")
  return inputOf({ ...(use ? { use } : {}), facts: planned.facts }, request, caller, now())
}

/** An account that was never asked for is not derived for a question. */
function withoutOrders(bench: Bench): Bench {
  return {
    ...bench,
    order: async () => {
      throw fault("NOT_FOUND", { what: "account" })
    },
  }
}

function foresightOf({ verdict, spentBefore }: Uncounted): Foresight {
  if (!verdict.allowed) {
    const { code, message } = denialOf(verdict)
    const type = code.toLowerCase().replaceAll("_", "-")
    return { allowed: false, type, why: message, rules: verdict.rules, limits: verdict.limits }
  }
  const limits = verdict.reservations
    .filter(isBounded)
    .map((one): RemainingLimit => remainingOf({ ...one, spent: spentBefore(one) }))
  return { allowed: true, type: null, why: null, rules: verdict.rules, limits }
}
