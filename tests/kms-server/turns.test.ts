/** That a turn of the log is taken whole or not at all, and only if everything is still as it was when it was decided. */
import { randomUUID } from "node:crypto"
import { eq, type SQL, sql } from "drizzle-orm"
import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { inTransaction, type RequestTurn, type Standing } from "~kms-server/store"
import { logEvidence, organizations, requests, users, wallets } from "~kms-server/store/schema"
import { bodyOf, ethereumMessage, openHome, openTestKms } from "./kms"
import { namesOf, openTestLog, requestOf, type TestLog } from "./log-keeper"

const RUNS = Number(process.env.COUNTERSIGN_RUNS ?? 1)

let log: TestLog
beforeAll(async () => {
  log = await openTestLog()
})
afterAll(() => log.close())

const nothing = (): RequestTurn => ({ begun: [], leaseMs: 5000, standing: new Map(), finished: [] })

function newTurn(standing?: Standing) {
  const request = requestOf()
  const { decisionId, body, stamp } = request
  const names = namesOf(request)
  const { digest } = names
  const row = { publicKey: "key", digest, decisionId, organizationId: null, method: "signTransaction" }
  const about = { ...names, decisionId, method: "signTransaction" }
  return {
    row,
    intent: { ...about, kind: "intent" as const, outcome: "allowed" },
    result: { ...about, kind: "result" as const, outcome: "signed" },
    evidence: [{ decisionId, body, stamp }],
    begins: { ...nothing(), begun: [row], standing: new Map(standing ? [[decisionId, standing]] : []) },
    ends: { ...nothing(), finished: [{ ...row, result: "{}" }] },
  }
}

type Turn = ReturnType<typeof newTurn>

async function begin(turn: Turn, foreseen = log.foresee()): Promise<boolean> {
  return (await foreseen).write([turn.intent], turn.evidence, turn.begins)
}

async function end(turn: Turn): Promise<boolean> {
  return (await log.foresee()).write([turn.result], [], turn.ends)
}

async function stateOf({ row }: Turn): Promise<string | undefined> {
  const [found] = await log.database.select().from(requests).where(eq(requests.decisionId, row.decisionId))
  return found?.state
}

async function isKept({ row }: Turn): Promise<boolean> {
  const found = await log.database
    .select()
    .from(logEvidence)
    .where(eq(logEvidence.decisionId, row.decisionId))
  return found.length === 1
}

async function openStanding(): Promise<Standing> {
  const [organizationId, walletId] = [randomUUID(), randomUUID()]
  const common = { organizationId, createdAt: 0 }
  const policy = { type: "ROOT" } as const
  await log.database
    .insert(organizations)
    .values({ id: organizationId, name: "home", tags: [], createdAt: 0 })
  await log.database.insert(users).values({ ...common, username: "alice", position: 0, policy })
  const wallet = {
    id: walletId,
    name: "wallet",
    tags: [],
    kind: "mnemonic" as const,
    sealed: "",
    keyVersion: 1,
  }
  await log.database.insert(wallets).values({ ...common, ...wallet })
  const planned = { organizationId, username: "alice", policy, walletId }
  return { ...planned, ownerOrganizationId: organizationId, grantId: null }
}

/** A lock that is held until it is let go. */
async function holdLog(): Promise<() => Promise<void>> {
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  let taken = () => {}
  const isTaken = new Promise<void>((resolve) => {
    taken = resolve
  })
  const holding = inTransaction(log.database, async (session) => {
    await log.hold(session)
    taken()
    await held
  })
  await isTaken
  return () => {
    release()
    return holding
  }
}

describe("a turn", () => {
  it("writes the request, its evidence and its entries, and then its result", async () => {
    const turn = newTurn()
    expect(await begin(turn)).toBe(true)
    expect([await stateOf(turn), await isKept(turn)]).toEqual(["begun", true])
    expect(await end(turn)).toBe(true)
    expect(await stateOf(turn)).toBe("done")
    const kinds = (await log.find({ digest: turn.row.digest })).map(({ kind }) => kind)
    expect(kinds).toEqual(["intent", "result"])
  })

  it("is not taken, in no part of it, where the log has grown since it was looked at", async () => {
    const turn = newTurn()
    const foreseen = await log.foresee()
    await log.decide()
    expect(await begin(turn, Promise.resolve(foreseen))).toBe(false)
    expect([await stateOf(turn), await isKept(turn)]).toEqual([undefined, false])
    expect(await log.find({ digest: turn.row.digest })).toEqual([])
    expect(await begin(turn)).toBe(true)
  })

  it("is not taken while somebody holds the log, and does not wait for him", async () => {
    const letGo = await holdLog()
    const turn = newTurn()
    expect(await begin(turn)).toBe(false)
    await letGo()
    expect(await begin(turn)).toBe(true)
  })

  it("is not taken for bytes that somebody has begun already", async () => {
    const [turn, other] = [newTurn(), newTurn()]
    expect(await begin(turn)).toBe(true)
    const again = {
      ...other,
      begins: { ...other.begins, begun: [{ ...other.row, digest: turn.row.digest }] },
    }
    expect(await begin(again)).toBe(false)
    expect(await isKept(other)).toBe(false)
  })

  it("stores no result of a decision that others have settled", async () => {
    const turn = newTurn()
    await begin(turn)
    await log.database.execute(
      sql`update requests set state = 'failed' where decision_id = ${turn.row.decisionId}`,
    )
    expect(await end(turn)).toBe(false)
    expect(await stateOf(turn)).toBe("failed")
  })

  it("stores a result under no other decision than its own", async () => {
    const turn = newTurn()
    await begin(turn)
    const other = {
      ...turn,
      ends: { ...turn.ends, finished: [{ ...turn.row, decisionId: randomUUID(), result: "{}" }] },
    }
    expect(await end(other)).toBe(false)
    expect(await stateOf(turn)).toBe("begun")
  })
})

describe("what a turn was planned on", () => {
  it("lets it be taken while all of it stands", async () => {
    expect(await begin(newTurn(await openStanding()))).toBe(true)
  })

  it.each<[string, (home: Standing, other: Standing) => SQL]>([
    [
      "the user has another policy",
      ({ organizationId: id }) =>
        sql`update users set policy = '{"type":"CEL","rules":[],"constants":[]}' where organization_id = ${id}`,
    ],
    ["the user is gone", ({ organizationId: id }) => sql`delete from users where organization_id = ${id}`],
    [
      "the organization is disabled",
      ({ organizationId: id }) => sql`update organizations set disabled_at = 1 where id = ${id}`,
    ],
    [
      "the wallet has another owner",
      ({ walletId: id }, other) =>
        sql`update wallets set organization_id = ${other.organizationId} where id = ${id}`,
    ],
  ])("ends it when %s", async (_, change) => {
    const home = await openStanding()
    await log.database.execute(change(home, await openStanding()))
    const turn = newTurn(home)
    expect(await begin(turn)).toBe(false)
    expect(await stateOf(turn)).toBeUndefined()
  })

  it("ends all who share the turn, when one of them has lost it", async () => {
    const [stands, fallen] = [
      newTurn(await openStanding()),
      newTurn({ ...(await openStanding()), grantId: randomUUID() }),
    ]
    const together: RequestTurn = {
      ...nothing(),
      begun: [stands.row, fallen.row],
      standing: new Map([...stands.begins.standing, ...fallen.begins.standing]),
    }
    const { write } = await log.foresee()
    expect(await write([stands.intent, fallen.intent], [], together)).toBe(false)
    expect(await stateOf(stands)).toBeUndefined()
  })
})

describe("turns, and others who append between them", () => {
  it("leave one log without a gap, whoever was served", async () => {
    const own = await openTestLog()
    const steps = fc.array(fc.constantFrom("turn", "append", "late", "both"), { minLength: 5, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(steps, async (taken) => {
        for (const step of taken) {
          const foreseen = await own.foresee()
          if (step !== "turn") await own.decide({ ends: "signed" })
          if (step === "append") continue
          const { intent, evidence, begins } = newTurn()
          const writes = [foreseen, ...(step === "both" ? [await own.foresee()] : [])]
          const done = await Promise.all(writes.map(({ write }) => write([intent], evidence, begins)))
          expect(done).toEqual(step === "turn" ? [true] : step === "late" ? [false] : [false, true])
        }
        expect((await own.verify()).findings).toEqual([])
      }),
      { numRuns: 3 * RUNS },
    )
    await own.close()
  })
})

describe("two servers on one database, asked for the same things at once", () => {
  it("sign each once, answer alike, and leave one log that can be verified", async () => {
    const first = await openTestKms()
    const { databaseUrl, masterKeys, identityKey } = first
    const second = await openTestKms({ databaseUrl, masterKeys, identityKey })
    const home = await openHome(first)
    const bodies = Array.from({ length: 60 * RUNS }, (_, n) =>
      bodyOf("ethereumSignMessage", ethereumMessage(home, `message ${n}`)),
    )
    const answers = await Promise.all(
      bodies.map((body) =>
        Promise.all([first, second].map((kms) => kms.post(body, home.stamper.stamp(body)))),
      ),
    )
    for (const [one, other] of answers) {
      expect([one?.status, other?.status]).toEqual([200, 200])
      expect(one?.result).toEqual(other?.result)
    }
    expect(await first.signatures()).toBe(bodies.length)
    const entries = await first.audit()
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, place) => place))
    expect(entries.every(({ at }, place) => at >= (entries[place - 1]?.at ?? 0))).toBe(true)
    await second.close()
    await first.close()
  })
})
