/**
 * The methods over a real database, asked as the policy engine asks them and without its decision: authenticate the
 * bytes, find the caller, plan, carry out. The signer is a stand-in that opens only what was sealed for its place.
 */
import { createHash, randomBytes } from "node:crypto"
import type * as z from "zod/mini"
import { findCaller } from "~kms-server/policy/callers"
import { openUnsigningPlanners } from "~kms-server/policy/methods"
import type { Bench, Plan } from "~kms-server/policy/methods/plan"
import type { IdTokens, TrustedIssuer } from "~kms-server/policy/oidc"
import { parsed, readRequest } from "~kms-server/policy/requests"
import type { Outcomes, SealedAccount, Task } from "~kms-server/signer/role"
import { type Database, findUse, inTransaction, openDatabase } from "~kms-server/store"
import {
  type DerivationInfo,
  Fault,
  type FaultCode,
  type KmsMethod,
  type KmsParams,
  type KmsResult,
  kmsMethods,
  type Organization,
  type UserPolicy,
  type WalletWithAccounts,
} from "~protocol"
import { freshDatabase } from "../support/database"
import { makeStamper, type Stamper } from "./stampers"

type Unsigning = ReturnType<typeof openUnsigningPlanners>
export type Method = keyof Unsigning & KmsMethod

/** What stamps: a key, or a key with an id token. */
export type Stamping = Pick<Stamper, "stamp">

export type Methods = {
  database: Database
  bench: Bench
  idTokens: IdTokens | null
  /** How often the signer was ordered to do what. */
  orders: Task["do"][]
  /** Adds to what the clock says. */
  advance(ms: number): void
  now(): number
  call<M extends Method>(stamping: Stamping | null, method: M, params: KmsParams<M>): Promise<KmsResult<M>>
  /** The code of the refusal, with the hidden reason of a 401; throws where there is none. */
  refusal(stamping: Stamping | null, method: Method, params: object): Promise<string>
  close(): Promise<void>
}

type Config = { trustedIssuers?: readonly TrustedIssuer[]; idTokens?: IdTokens }

export async function openMethods({ trustedIssuers = [], idTokens }: Config = {}): Promise<Methods> {
  const database = await openDatabase(await freshDatabase())
  const planners = openTestPlanners(trustedIssuers)
  const orders: Task["do"][] = []
  let offset = 0
  const now = () => Date.now() + offset
  const order = standInSigner(orders)
  const bench: Bench = {
    ...{ session: database, order, now },
    findUse: (key, derivation) => findUse(database, key, derivation),
  }

  async function run(stamping: Stamping | null, method: Method, params: object): Promise<unknown> {
    const body = Buffer.from(JSON.stringify({ method, params, timestampMs: now() }))
    const request = readRequest({ body, stamp: stamping?.stamp(body) ?? null, requestId: "" })
    const caller = await findCaller(database, request, now(), idTokens)
    const asked = parsed(kmsMethods[method].params as z.ZodMiniType, request.params)
    const planner = planners[method] as (
      params: unknown,
      caller: unknown,
      bench: Bench,
    ) => Promise<Plan<unknown>>
    const plan = await planner(asked, caller, bench)
    const result = JSON.parse(JSON.stringify(await carryOut(database, plan)))
    parsed(kmsMethods[method].result as z.ZodMiniType, result)
    return result
  }

  return {
    database,
    bench,
    idTokens: idTokens ?? null,
    orders,
    now,
    advance(ms) {
      offset += ms
    },
    call: async (stamping, method, params) => (await run(stamping, method, params)) as never,
    async refusal(stamping, method, params) {
      try {
        await run(stamping, method, params)
      } catch (thrown) {
        if (!(thrown instanceof Fault)) throw thrown
        return thrown.code === "UNAUTHENTICATED" ? `${thrown.code}: ${thrown.cause}` : thrown.code
      }
      throw new Error(`${method} was not refused`)
    },
    close: () => database.close(),
  }
}

function carryOut(database: Database, plan: Plan<unknown>): Promise<unknown> {
  switch (plan.does) {
    case "read":
      return plan.read(database)
    case "change":
      return inTransaction(database, (session) => plan.perform(session, crypto.randomUUID()))
    case "sign":
      throw new Error("nothing here signs")
  }
}

/** Any rule that reads `bad` is a mistake. */
export function openTestPlanners(trustedIssuers: readonly TrustedIssuer[] = []) {
  const config = { rules: { mistakeIn }, trustedIssuers, isErc20: () => false }
  return openUnsigningPlanners(config)
}

function mistakeIn(policy: object): { where: string; why: string } | null {
  const isBad = "rules" in policy && JSON.stringify(policy.rules).includes('"bad"')
  return isBad ? { where: "rule 0", why: "it is bad" } : null
}

/** A secret here is its place and a name; whatever was sealed for another place does not open. */
function standInSigner(orders: Task["do"][]): Bench["order"] {
  const seal = (organizationId: string, walletId: string, secret: string) =>
    ({ keyVersion: 7, sealed: [organizationId, walletId, secret].join(" ") }) as const

  function open(wallet: { organizationId: string; walletId: string; sealed: string }): string {
    const [organizationId, walletId, secret = ""] = wallet.sealed.split(" ")
    if (organizationId !== wallet.organizationId || walletId !== wallet.walletId) {
      throw new Fault("ORDER_REFUSED", { why: "it was sealed for another place" })
    }
    return secret
  }

  function derive(organizationId: string, secret: string, derivations: DerivationInfo[]): SealedAccount[] {
    return derivations.map((derivation) => {
      const named = `${secret} ${derivation.derivationPath} ${derivation.addressFormat}`
      const address = createHash("sha256").update(named).digest("hex")
      return {
        ...derivation,
        address,
        publicKey: address,
        keyVersion: 7,
        sealedKey: `${organizationId} ${named}`,
      }
    })
  }

  function carryOut(task: Task): Outcomes[Task["do"]] {
    switch (task.do) {
      case "create":
      case "complete-import": {
        const { organizationId, walletId, derivations } = task
        const secret =
          task.do === "create"
            ? randomBytes(16).toString("hex")
            : Buffer.from(task.encryptedSecret).toString("hex")
        const accounts = derive(organizationId, secret, derivations)
        return { ...seal(organizationId, walletId, secret), accounts }
      }
      case "derive":
        return { accounts: derive(task.wallet.organizationId, open(task.wallet), task.derivations) }
      case "reseal":
        return seal(task.organizationId, task.wallet.walletId, open(task.wallet))
      case "export":
        return { bundle: Buffer.concat([task.recipient, Buffer.from(open(task.wallet))]) }
      case "begin-import":
        return { envelope: Buffer.from(task.organizationId), publicKey: randomBytes(32) }
      case "sign":
        throw new Error("nothing here signs")
    }
  }

  return async (_decisionId, task) => {
    orders.push(task.do)
    return carryOut(task) as never
  }
}

export type Keyholder = { stamper: Stamper; organization: Organization; organizationId: string }
export type Owner = Keyholder & { wallet: WalletWithAccounts; walletId: string }

/** An organization with a ROOT user, `root`, whose key founded it. */
export async function openOrganization(methods: Methods, stamper = makeStamper()): Promise<Keyholder> {
  const organization = await methods.call(stamper, "createOrganization", {
    organizationName: "home",
    users: [userOf(stamper, { type: "ROOT" }, { username: "root" })],
  })
  return { stamper, organization, organizationId: organization.organizationId }
}

/** The same with a wallet. */
export async function openOwner(methods: Methods): Promise<Owner> {
  const home = await openOrganization(methods)
  const { organizationId, stamper } = home
  const wallet = await methods.call(stamper, "createWallet", { organizationId, walletName: "wallet" })
  return { ...home, wallet, walletId: wallet.walletId }
}

export function userOf(
  stamper: Stamper,
  policy: UserPolicy = { type: "CEL", preset: "ALLOW_ALL" },
  more = {},
) {
  return {
    username: `user-${stamper.publicKey.slice(0, 12)}`,
    policy,
    authenticators: [authenticatorOf(stamper)],
    ...more,
  }
}

export function authenticatorOf(
  stamper: Stamper,
  more: { expiresInMs?: number; authenticatorName?: string } = {},
) {
  return {
    authenticatorName: "key",
    authenticatorKind: "keypair" as const,
    publicKey: stamper.publicKey,
    algorithm: stamper.algorithm,
    ...more,
  }
}

export function betweenOf(owner: Owner, target: Keyholder) {
  return {
    ownerOrganizationId: owner.organizationId,
    targetOrganizationId: target.organizationId,
    walletId: owner.walletId,
  }
}

/** What each of these comes to: a result, or the code of a refusal. */
export async function settled(promises: Promise<unknown>[]): Promise<("done" | FaultCode)[]> {
  const outcomes = await Promise.allSettled(promises)
  return outcomes.map((outcome) => {
    if (outcome.status === "fulfilled") return "done"
    if (outcome.reason instanceof Fault) return outcome.reason.code
    throw outcome.reason
  })
}

export const DAY = 24 * 60 * 60 * 1000
