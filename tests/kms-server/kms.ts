/** A real KMS over a real database, asked without a socket; what every test of it starts from. */
import { randomBytes } from "node:crypto"
import { pino } from "pino"
import { type Kms, type KmsConfig, openKms } from "~kms-server"
import type {
  KmsError,
  KmsMethod,
  KmsParams,
  KmsResult,
  Organization,
  UserPolicy,
  WalletWithAccounts,
} from "~protocol"
import { freshDatabase } from "../support/database"
import { makeStamper, type Stamper } from "./stampers"

export type Answer = { status: number; text: string; result: unknown; error: KmsError }

export type TestKms = Kms & {
  databaseUrl: string
  masterKeys: readonly Uint8Array[]
  identityKey: Uint8Array
  /** Sends these bytes under this header, to where the methods are called unless another path is named. */
  post(body: string | Uint8Array, stamp?: string, path?: string): Promise<Answer>
  /** Stamps and sends. */
  ask(stamper: Stamper, method: string, params: unknown, timestampMs?: number): Promise<Answer>
  /** Stamps and sends, and expects a result. */
  call<M extends KmsMethod>(stamper: Stamper, method: M, params: KmsParams<M>): Promise<KmsResult<M>>
  /** What the audit log says of the last refusal. */
  lastRefusal(): Promise<string>
  signatures(): Promise<number>
}

const RPC = "/v1/wallets/kms/rpc"

export async function openTestKms(config: Partial<KmsConfig> = {}): Promise<TestKms> {
  const databaseUrl = config.databaseUrl ?? (await freshDatabase())
  const masterKeys = config.masterKeys ?? [randomBytes(32)]
  const identityKey = config.identityKey ?? randomBytes(32)
  const logger = config.logger ?? pino({ level: "silent" })
  const kms = await openKms({ ...config, databaseUrl, masterKeys, identityKey, logger })

  async function post(body: string | Uint8Array, stamp?: string, path = RPC): Promise<Answer> {
    const headers = { "content-type": "application/json", ...(stamp ? { "x-phantom-stamp": stamp } : {}) }
    const sent = { method: "POST", headers, body: Buffer.from(body) }
    const response = await kms.app.request(path, sent)
    const text = await response.text()
    const parsed = JSON.parse(text)
    return { status: response.status, text, result: parsed.result, error: parsed }
  }

  const test: TestKms = {
    ...kms,
    databaseUrl,
    masterKeys,
    identityKey,
    post,
    ask(stamper, method, params, timestampMs = Date.now()) {
      const body = bodyOf(method, params, timestampMs)
      return post(body, stamper.stamp(body))
    },
    async call<M extends KmsMethod>(stamper: Stamper, method: M, params: KmsParams<M>) {
      const { status, text, result } = await test.ask(stamper, method, params)
      if (status !== 200) throw new Error(`${method}: ${text}`)
      return result as KmsResult<M>
    },
    async lastRefusal() {
      const refusals = (await kms.audit()).filter((entry) => entry.kind === "refusal")
      return refusals.at(-1)?.outcome ?? "none"
    },
    async signatures() {
      return (await kms.audit()).filter((entry) => entry.outcome === "signed").length
    },
  }
  return test
}

export function bodyOf(method: string, params: unknown, timestampMs = Date.now()): string {
  return JSON.stringify({ method, params, timestampMs })
}

export function newUser(stamper: Stamper, policy: UserPolicy = { type: "ROOT" }, more: object = {}) {
  return {
    username: `user-${stamper.publicKey.slice(0, 12)}`,
    policy,
    authenticators: [newAuthenticator(stamper)],
    ...more,
  }
}

export function newAuthenticator(stamper: Stamper, more: object = {}) {
  return {
    authenticatorName: "key",
    authenticatorKind: "keypair" as const,
    publicKey: stamper.publicKey,
    algorithm: stamper.algorithm,
    ...more,
  }
}

export type Home = { stamper: Stamper; organization: Organization; wallet: WalletWithAccounts }

/** An organization with a ROOT user and a wallet. */
export async function openHome(kms: TestKms, stamper = makeStamper()): Promise<Home> {
  const organization = await kms.call(stamper, "createOrganization", {
    organizationName: "home",
    users: [newUser(stamper)],
  })
  const { organizationId } = organization
  const wallet = await kms.call(stamper, "createWallet", { organizationId, walletName: "wallet" })
  return { stamper, organization, wallet }
}

/** The members that name a wallet. */
export function walletOf({ organization, wallet }: Home) {
  return { organizationId: organization.organizationId, walletId: wallet.walletId }
}

/** Parameters of a message to sign for the wallet's Ethereum account. */
export function ethereumMessage({ organization, wallet }: Home, text: string) {
  return {
    organizationId: organization.organizationId,
    walletId: wallet.walletId,
    message: Buffer.from(text).toString("base64url"),
  }
}
