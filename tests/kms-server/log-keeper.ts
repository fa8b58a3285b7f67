/** An audit log over a real database, with a certifier's key of its own; what every test of the log starts from. */
import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  randomUUID,
  sign,
} from "node:crypto"
import { type SQL, sql } from "drizzle-orm"
import { type AuditLog, type CountedSpend, type NewEntry, openAuditLog, verifyLog } from "~kms-server/audit"
import { grow, hashLeaf } from "~kms-server/audit/merkle"
import { type Database, openDatabase } from "~kms-server/store"
import { freshDatabase } from "../support/database"
import { makeStamper, type Stamper } from "./stampers"

export type LogKey = { vkey: string; signCheckpoint(tree: Tree): Promise<string>; signed: Tree[] }
type Tree = { size: number; rootHash: Uint8Array }

const stamper = makeStamper()

export type TestLog = AuditLog & {
  url: string
  database: Database
  key: LogKey
  evidenceKey: Uint8Array
  /** Decides one stamped request: intent, evidence, result. Answers what was decided. */
  decide(request?: Partial<Request>): Promise<Request>
  verify(): ReturnType<typeof verifyLog>
  close(): Promise<void>
}

export type Request = {
  decisionId: string
  body: Uint8Array
  stamp: string | null
  stamper: Stamper
  method: string
  spends: CountedSpend[]
  ends: "signed" | "released" | "never"
}

type Options = { url?: string; clock?: () => number; key?: LogKey; evidenceKey?: Uint8Array }

export async function openTestLog(options: Options = {}): Promise<TestLog> {
  const url = options.url ?? (await freshDatabase())
  const { clock = Date.now, key = makeLogKey(), evidenceKey = randomBytes(32) } = options
  const database = await openDatabase(url)
  const log = await openAuditLog(database, { clock, certifier: key, evidenceKey })

  async function decide(asked: Partial<Request> = {}): Promise<Request> {
    const request = requestOf(asked)
    const { decisionId, body, stamp, method, spends, ends } = request
    const about = { decisionId, ...namesOf(request), method }
    await database.transaction(async (session) => {
      await log.keepEvidence(session, [{ decisionId, body, stamp }])
      await log.append(session, [{ ...about, kind: "intent", outcome: "allowed", spends }])
    })
    if (ends === "never") return request
    const result = { ...about, kind: "result" as const, outcome: ends, released: ends === "released" }
    await database.transaction((session) => log.append(session, [result]))
    return request
  }

  return {
    ...log,
    url,
    database,
    key,
    evidenceKey,
    decide,
    verify: () => verifyLog(database, { logKey: key.vkey, evidenceKey }),
    close: () => database.close(),
  }
}

export function requestOf(asked: Partial<Request> = {}): Request {
  const by = asked.stamper ?? stamper
  const body = asked.body ?? Buffer.from(JSON.stringify({ method: "signTransaction", nonce: randomUUID() }))
  const request = { decisionId: randomUUID(), method: "signTransaction", spends: [], ends: "signed" as const }
  return { stamper: by, body, stamp: by.stamp(body), ...request, ...asked }
}

/** What an entry says of a request. */
export function namesOf({ body, stamper }: Request) {
  const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest()
  const fingerprint = sha256(Buffer.from(stamper.publicKey, "base64url")).toString("base64url").slice(0, 16)
  return { digest: sha256(body).toString("hex"), authenticator: fingerprint, organizationId: "home" }
}

/** A log key as C2SP's signed-note has it, written here on its own. */
export function makeLogKey(
  name = "countersign/log/test",
  privateKey: KeyObject = generateKeyPairSync("ed25519").privateKey,
): LogKey {
  const publicKey = createPublicKey(privateKey)
  const raw = Buffer.concat([
    Buffer.of(1),
    Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url"),
  ])
  const keyHash = createHash("sha256").update(`${name}\n`).update(raw).digest().subarray(0, 4)
  const signed: Tree[] = []
  return {
    vkey: `${name}+${keyHash.toString("hex")}+${raw.toString("base64")}`,
    signed,
    async signCheckpoint(tree) {
      signed.push(tree)
      return noteOf(name, keyHash, privateKey, tree)
    },
  }
}

function noteOf(name: string, keyHash: Buffer, key: KeyObject, { size, rootHash }: Tree): string {
  const text = `${name}\n${size}\n${Buffer.from(rootHash).toString("base64")}\n`
  const signature = Buffer.concat([keyHash, sign(null, Buffer.from(text), key)])
  return `${text}\n— ${name} ${signature.toString("base64")}\n`
}

export const refusal = (): NewEntry => ({ kind: "refusal", decisionId: randomUUID(), outcome: "GARBAGE" })

export const add = (log: TestLog, entries: NewEntry[]) =>
  log.database.transaction((session) => log.append(session, entries))

export const change = (log: TestLog, statement: SQL) => log.database.execute(statement)

export const namesOfFindings = async (log: TestLog) => (await log.verify()).findings.map(({ name }) => name)

/** What someone does who owns the disk and makes every stored hash fit what they changed. */
export async function rehash(log: TestLog): Promise<void> {
  const rows = await log.database.execute<{ seq: string; leaf: string }>(
    sql`select seq, leaf from log_entries order by seq`,
  )
  const hashes = rows.map(({ leaf }) => hashLeaf(leaf))
  const { edge, completed } = grow(0, [], hashes)
  const hex = (hash: Uint8Array) => Buffer.from(hash).toString("hex")
  for (const [i, { seq }] of rows.entries()) {
    const hash = hex(hashes[i] ?? new Uint8Array())
    await change(log, sql`update log_entries set leaf_hash = decode(${hash}, 'hex') where seq = ${seq}`)
  }
  for (const { level, place, hash } of completed) {
    await change(
      log,
      sql`update log_nodes set hash = decode(${hex(hash)}, 'hex') where level = ${level} and place = ${place}`,
    )
  }
  await change(
    log,
    sql`update log_head set size = ${rows.length}, edge = ${JSON.stringify(edge.map(hex))}::jsonb`,
  )
}
