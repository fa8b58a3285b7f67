/**
 * The way of a request through the policy engine: authenticate the bytes, read them, find the caller, plan, decide,
 * and do it once. Whatever is refused on the way is written to the audit log with its true reason.
 */
import { type KeyObject, randomUUID } from "node:crypto"
import { Fault, type FaultCode, fault, type SubmissionConfig } from "~protocol"
import { type AuditLog, limitRefusals, type NewEntry } from "../audit"
import type { Certifier } from "../certifier"
import { authenticateOrder, type Order, type Outcomes, type Signer, type Task } from "../signer"
import { type Database, findUse, inTransaction, type Look, type Standing } from "../store"
import { type Caller, checkFreshness, findCaller, fingerprintOf, holderOf, UNSTAMPED } from "./callers"
import type { Outcome } from "./deeds"
import { denialOf, faultFrom, refusedOf } from "./denials"
import { inputOf } from "./inputs"
import { type AskedMethod, askedOf, openLooks } from "./looks"
import type { Bench, Plan, Planners, Use } from "./methods"
import type { IdTokens } from "./oidc"
import { LEASE_MS, openMemory } from "./once"
import { outlook } from "./outlook"
import { prepare } from "./prepare"
import type { Rates } from "./rates"
import { digestOf, type ReadRequest, readRequest } from "./requests"
import { signResponse } from "./responses"
import type { Answered, Health, Policy, Received, Reply } from "./role"
import { watchRoom } from "./room"
import type { DecisionInput, Rules, Verdict } from "./rules"
import { simulate } from "./simulate"

/** Shorter than a lease: an order that is still good is of a decision that nobody else has settled. */
const ORDER_LIFE_MS = LEASE_MS - 1000

export const POLICY_ENGINE_VERSION = "1"

export type PolicyConfig = {
  database: Database
  audit: AuditLog
  signer: Signer
  certifier: Certifier
  orderKey: Uint8Array
  /** Ed25519: signs every result. */
  liveKey: KeyObject
  rules: Rules
  planners: Planners
  rates: Rates
  idTokens: IdTokens
  /** What freshness and expiry are judged by; the audit log's time unless said otherwise. */
  now?: () => number
  /** Hears, in one sentence without any content, of trouble that is the operator's. */
  warn?: (sentence: string) => void
  /** Prometheus text of this process. */
  metrics?: () => Promise<string>
}

/** What has been learned of a request, for the audit entry of its refusal; `isKnown` once its caller was found. */
type Trace = { entry: Partial<NewEntry>; isKnown: boolean }

export type PolicyEngine = Policy & { now(): number; tidy(): Promise<void>; close(): Promise<void> }

export function openPolicy(config: PolicyConfig): PolicyEngine {
  const { database, audit, certifier, signer, rules } = config
  const now = config.now ?? audit.now
  const memory = openMemory(database, audit)
  const room = watchRoom(database, config.warn)
  const bench = openBench(config)
  const looks = openLooks(database)
  const refusals = limitRefusals((entry) =>
    inTransaction(database, async (session) => {
      await audit.append(session, [entry])
    }),
  )

  async function answer(received: Received, trace: Trace): Promise<Reply> {
    const request = readRequest(received)
    const { entry } = trace
    Object.assign(entry, { method: request.method, organizationId: request.organizationId })
    // The key that stamped, for OIDC too: what is written must be provable from the stamp alone.
    if (request.stamp) entry.authenticator = fingerprintOf(request.stamp.publicKey)
    const asked = askedOf(request)
    const seen = await looks.at(request, asked)
    const caller = await callerOf(request, seen)
    trace.isKnown = caller.user !== null
    charge(caller, request)
    const key = { publicKey: caller.publicKey, digest: request.digest }
    const remembered = seen ? seen.remembered : await memory.recall(key)
    if (remembered?.result) return answered(received, remembered.result, request)
    // Only what has an answer may be asked for late; what failed needs a stamp that is in time.
    checkFreshness(request, now())
    const plan = await planOf(asked, caller, seen)
    const outcome = await carryOut(plan, request, caller, { key, entry, evidence: received })
    if ("denied" in outcome) throw denialOf(outcome.denied)
    return answered(received, outcome.result, request)
  }

  function callerOf(request: ReadRequest, seen: Look | null): Promise<Caller> | Caller {
    const { stamp } = request
    if (seen === null || stamp === null) return findCaller(database, request, now(), config.idTokens)
    return holderOf(stamp, seen.known, now())
  }

  function planOf(asked: AskedMethod, caller: Caller, seen: Look | null): Promise<Plan<unknown>> {
    if ("refused" in asked) throw asked.refused
    const planner = config.planners[asked.method] as (
      params: unknown,
      caller: Caller,
      bench: Bench,
    ) => Promise<Plan<unknown>>
    return planner(asked.params, caller, benchWith(seen))
  }

  /** What was looked up with the caller is not asked for again. */
  function benchWith(seen: Look | null): Bench {
    const use = seen?.use
    if (!use) return bench
    const findUse: Bench["findUse"] = async (key, derivation) =>
      key.walletId === use.wallet.id ? use : bench.findUse(key, derivation)
    return { ...bench, findUse }
  }

  async function carryOut(
    plan: Plan<unknown>,
    request: ReadRequest,
    caller: Caller,
    {
      key,
      entry,
      evidence,
    }: { key: { publicKey: string; digest: string }; entry: Partial<NewEntry>; evidence: Received },
  ): Promise<Outcome> {
    const { use } = plan
    const planned = { ...(use ? { use } : {}), ...(plan.does === "sign" ? { facts: plan.facts } : {}) }
    const input = inputOf(planned, request, caller, now())
    const needs = rules.needsOf(input)
    const decide = (spent: DecisionInput["spent"], at: number): Verdict =>
      rules.decide({ ...input, now: Math.max(input.now, at), spent })
    const { body, stamp } = evidence
    const deed = { key, entry, evidence: { body, stamp }, needs, decide, ...standingOf(caller, use) }
    if (plan.does === "read") return readAfter(decide, plan.read)
    // What no past can change is denied before anything is written.
    if (needs.length === 0) refuseDenied(decide(nothingSpent, 0))
    if (plan.does === "change") return memory.change({ ...deed, perform: plan.perform })
    return memory.sign({
      ...deed,
      async perform(decisionId) {
        const { signed } = await bench.order(decisionId, plan.task)
        return plan.resultOf(signed)
      },
    })
  }

  async function readAfter(
    decide: (spent: DecisionInput["spent"], at: number) => Verdict,
    read: (session: Database) => Promise<unknown>,
  ): Promise<Outcome> {
    refuseDenied(decide(nothingSpent, 0))
    return { result: JSON.stringify(await read(database)) }
  }

  function answered(received: Received, result: string, request: ReadRequest): Reply {
    const signature = signResponse(config.liveKey, received.body, result)
    return { ok: true, result, signature, submission: submissionOf(request, result) }
  }

  async function noteRefusal(decisionId: string, refused: Fault, { entry, isKnown }: Trace): Promise<void> {
    try {
      await refusals.note({ ...entry, kind: "refusal", decisionId, outcome: outcomeOf(refused) }, isKnown)
    } catch (thrown) {
      room.note(thrown)
      throw new Fault("UNAVAILABLE", {}, thrown)
    }
  }

  /** Whatever is thrown on the way becomes a reply, and an entry in the log where the log can be reached. */
  async function replyTo(received: Received, run: (trace: Trace) => Promise<Reply>): Promise<Reply> {
    const trace: Trace = { entry: { digest: digestOf(received.body) }, isKnown: false }
    try {
      return await run(trace)
    } catch (thrown) {
      room.note(thrown)
      const refused = faultFrom(thrown)
      if (refused.code === "UNAVAILABLE") return refusedOf(refused, now())
      return noteRefusal(received.requestId, refused, trace).then(
        () => refusedOf(refused, now()),
        (unnoted: unknown) => refusedOf(faultFrom(unnoted), now()),
      )
    }
  }

  function charge(caller: Caller, request: ReadRequest): void {
    takeRates(config.rates, caller, request, audit.now())
  }

  async function health(): Promise<Health> {
    try {
      await audit.lastAt(database)
    } catch {
      return { ok: false, sealed: false, why: "the database does not answer" }
    }
    if (!(await room.isThere())) return { ok: false, sealed: false, why: "the database has no room left" }
    const state = await signer.state().catch(() => null)
    if (state === null) return { ok: false, sealed: false, why: "the signer does not answer" }
    return state.sealed
      ? { ok: false, sealed: true, why: "the KMS is sealed" }
      : { ok: true, sealed: false, why: null }
  }

  return {
    now,
    answer: (received) => replyTo(received, (trace) => answer(received, trace)),
    prepare: (received) =>
      replyTo(received, async () =>
        answeredFreely(await prepare({ ...config, bench, now, charge }, received)),
      ),
    outlook: (received) =>
      replyTo(received, async () =>
        answeredFreely(await outlook({ ...config, bench, now, charge }, received)),
      ),
    simulate: (received) => replyTo(received, async () => answeredFreely(simulate(received.body))),
    noteRefusal: ({ requestId, code }) =>
      replyTo({ body: new Uint8Array(), stamp: null, requestId }, async () => {
        throw new Fault(code, {}, undefined)
      }),
    async attest({ nonce }) {
      const { text, size, rootHash } = await audit.checkpoint()
      const policyEngineVersion = POLICY_ENGINE_VERSION
      return certifier.attest({ nonce, policyEngineVersion, checkpoint: text, treeSize: size, rootHash })
    },
    identity: () => certifier.identity(),
    checkpoint: () => audit.checkpoint(),
    inclusion: (asked) => audit.inclusion(asked),
    consistency: (asked) => audit.consistency(asked),
    findEntries: (asked) => audit.find(asked),
    health,
    metrics: config.metrics ?? (async () => ""),
    tidy: () => memory.tidy(),
    close: () => refusals.flush(),
  }
}

const nothingSpent = (): bigint => 0n

function refuseDenied(verdict: Verdict): void {
  if (!verdict.allowed) throw denialOf(verdict)
}

function answeredFreely(result: string): Reply {
  return { ok: true, result, signature: "", submission: null }
}

function standingOf({ user }: Caller, use: Use | undefined): { standing?: Standing } {
  if (user === null || use === undefined) return {}
  const { organizationId, username, policy } = user
  const { wallet, grant } = use
  const owner = wallet.organizationId
  const planned = { organizationId, username, policy, walletId: wallet.id, ownerOrganizationId: owner }
  return { standing: { ...planned, grantId: grant?.id ?? null } }
}

function openBench({ database, audit, signer, orderKey }: PolicyConfig): Bench {
  return {
    session: database,
    now: audit.now,
    findUse: (key, derivation) => findUse(database, key, derivation),
    order<T extends Task>(decisionId: string, task: T) {
      const order: Order<T> = { id: randomUUID(), decisionId, expiresAt: audit.now() + ORDER_LIFE_MS, task }
      return signer.carryOut(authenticateOrder(orderKey, order)) as Promise<Outcomes[T["do"]]>
    },
  }
}

function takeRates(rates: Rates, caller: Caller, request: ReadRequest, now: number): void {
  const { publicKey } = caller
  const names = publicKey === UNSTAMPED ? ["unstamped"] : [`key ${publicKey}`]
  // A stranger only names an organization; whoever is a user of it is charged to it.
  if (caller.user !== null) names.push(`organization ${caller.user.organizationId}`)
  for (const name of names) {
    for (let token = 0; token < tokensFor(request); token++) {
      const taken = rates.take(name, now)
      if (!taken.ok) throw fault("RATE_LIMITED", { retryAfterMs: taken.retryAfterMs })
    }
  }
}

/** From the request and its result alone, so that a repeat is submitted again, too. */
function submissionOf({ method, params }: ReadRequest, result: string): Answered["submission"] {
  const { submissionConfig: to } = (params ?? {}) as { submissionConfig?: SubmissionConfig | null }
  if (method !== "signTransaction" || !to) return null
  const { transaction } = JSON.parse(result) as { transaction: string }
  return { to, transaction: Uint8Array.from(Buffer.from(transaction, "base64url")) }
}

/** Accounts cost the signer most: what asks for many counts as many. */
function tokensFor({ params }: ReadRequest): number {
  const { accounts } = (params ?? {}) as { accounts?: unknown }
  return Array.isArray(accounts) ? 1 + Math.min(accounts.length, 64) : 1
}

/** The code and what is known of why: the hidden reason of a 401, or the words of the fault's context. */
function outcomeOf(refused: Fault): string {
  const why = refused.code === "UNAUTHENTICATED" ? [refused.cause] : Object.values(refused.context)
  return [refused.code satisfies FaultCode, ...why].join(": ")
}
