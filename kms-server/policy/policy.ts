/**
 * The way of a request through the policy: authenticate the bytes, read them, find the caller, decide, plan, and do
 * it once. Whatever is refused on the way is written to the audit log with its true reason.
 */
import { createHash, randomUUID } from "node:crypto"
import type * as z from "zod/mini"
import { Fault, fault, faultOf, type KmsMethod, kmsMethods, kmsMethodsUnavailable } from "~protocol"
import { type AuditLog, limitRefusals, type NewEntry } from "../audit"
import { authenticateOrder, type Signer } from "../signer"
import { type Database, inTransaction, isDatabaseTrouble } from "../store"
import { type Caller, checkFreshness, findCaller } from "./callers"
import { type Decide, decide } from "./decide"
import { type Bench, type Plan, planners } from "./methods"
import { type Memory, openMemory } from "./once"
import { digestOf, parsed, type ReadRequest, type Received, readRequest } from "./requests"

const ORDER_LIFE_MS = 10_000

export type PolicyConfig = {
  database: Database
  audit: AuditLog
  signer: Signer
  orderKey: Uint8Array
  /** What freshness and expiry are judged by; the audit log's time unless said otherwise. */
  now?: () => number
  decide?: Decide
}

export type Policy = {
  /** The result as JSON text; throws a fault, whose refusal is in the audit log by then. */
  answer(received: Received): Promise<string>
  /** Notes a refusal that never became a request, such as a body that is too large; UNAVAILABLE where it cannot. */
  noteRefusal(requestId: string, refused: Fault): Promise<void>
  /** The time that requests are judged by. */
  now(): number
  tidy(): Promise<void>
  close(): Promise<void>
}

/** What has been learned of a request, for the audit entry of its refusal; `isKnown` once its caller was found. */
type Trace = { entry: Partial<NewEntry>; isKnown: boolean }

const untraced: Trace = { entry: {}, isKnown: false }

export function openPolicy(config: PolicyConfig): Policy {
  const { database, audit } = config
  const now = config.now ?? audit.now
  const rules = config.decide ?? decide
  const memory = openMemory(database, audit)
  const bench = openBench(config)
  const refusals = limitRefusals((entry) =>
    inTransaction(database, (session) => audit.append(session, entry)),
  )

  async function answer(received: Received, trace: Trace): Promise<string> {
    const request = readRequest(received)
    const { entry } = trace
    Object.assign(entry, { method: request.method, organizationId: request.organizationId })
    if (request.stamp) entry.authenticator = fingerprintOf(request.stamp.publicKey)
    const caller = await findCaller(database, request, now())
    trace.isKnown = caller.principal !== null
    const key = { publicKey: caller.publicKey, digest: request.digest }
    const remembered = await memory.recall(key)
    if (remembered?.result) return remembered.result
    if (remembered === null) checkFreshness(request, now())
    const plan = await planFor(request, caller)
    return carryOut(plan, memory, { key, entry })
  }

  async function planFor(request: ReadRequest, caller: Caller): Promise<Plan<unknown>> {
    const method = offeredMethod(request.method)
    const params = parsed(kmsMethods[method].params as z.ZodMiniType, request.params ?? {})
    const verdict = rules({ method, policyName: policyNameOf(params) }, caller.principal)
    if (!verdict.allowed) throw fault("POLICY_DENIED", { policy: verdict.policy })
    const plan = planners[method] as (params: unknown, caller: Caller, bench: Bench) => Promise<Plan<unknown>>
    return plan(params, caller, bench)
  }

  async function noteRefusal(decisionId: string, refused: Fault, trace: Trace = untraced) {
    try {
      const { entry, isKnown } = trace
      await refusals.note({ ...entry, kind: "refusal", decisionId, outcome: outcomeOf(refused) }, isKnown)
    } catch (thrown) {
      throw new Fault("UNAVAILABLE", {}, thrown)
    }
  }

  return {
    now,
    noteRefusal,
    tidy: memory.tidy,
    close: refusals.flush,
    async answer(received) {
      const trace: Trace = { entry: { digest: digestOf(received.body) }, isKnown: false }
      try {
        return await answer(received, trace)
      } catch (thrown) {
        const refused = storeFaultOf(thrown)
        if (refused.code === "UNAVAILABLE") throw refused
        await noteRefusal(received.requestId, refused, trace)
        throw refused
      }
    },
  }
}

/** While the database is away nothing can be noted and nothing is done: the same request may be sent again. */
function storeFaultOf(thrown: unknown): Fault {
  return isDatabaseTrouble(thrown) ? new Fault("UNAVAILABLE", {}, thrown) : faultOf(thrown)
}

function openBench({ database, audit, signer, orderKey }: PolicyConfig): Bench {
  return {
    session: database,
    signer,
    now: audit.now,
    sign(asked, sealedSeed) {
      const order = { ...asked, id: randomUUID(), expiresAt: audit.now() + ORDER_LIFE_MS }
      return signer.sign(authenticateOrder(orderKey, order), sealedSeed)
    },
  }
}

async function carryOut(
  plan: Plan<unknown>,
  memory: Memory,
  { key, entry }: { key: { publicKey: string; digest: string }; entry: Partial<NewEntry> },
): Promise<string> {
  switch (plan.does) {
    case "read":
      return JSON.stringify(plan.result)
    case "change":
      return memory.change({ key, entry, perform: plan.perform })
    case "sign":
      return memory.sign({ key, entry, perform: plan.perform })
  }
}

function offeredMethod(method: string): KmsMethod {
  if (Object.hasOwn(kmsMethods, method)) return method as KmsMethod
  const isKnown = kmsMethodsUnavailable.some((name) => name === method)
  throw isKnown ? fault("METHOD_UNAVAILABLE", { method }) : fault("METHOD_UNKNOWN")
}

function policyNameOf(params: unknown): string | null {
  const named = params as { policyName?: string | null }
  return named.policyName ?? null
}

/** Says which key without repeating it. */
function fingerprintOf(publicKey: string): string {
  return createHash("sha256").update(Buffer.from(publicKey, "base64url")).digest("base64url").slice(0, 16)
}

/** The code and what is known of why: the hidden reason of a 401, or the words of the fault's context. */
function outcomeOf(refused: Fault): string {
  const why = refused.code === "UNAUTHENTICATED" ? [refused.cause] : Object.values(refused.context)
  return [refused.code, ...why].join(": ")
}
