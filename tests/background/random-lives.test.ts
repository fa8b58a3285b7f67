/**
 * Random lives of requests, over the real store: pages ask, leave and come back, a person decides or closes the
 * window, the worker dies anywhere, the KMS and the networks fall silent, refuse or lose answers. Whatever happens,
 * each ask is answered at most once, and exactly once where its page is still there; nothing is signed twice; and in
 * the end no window is left.
 */
import fc from "fast-check"
import { expect, test } from "vitest"
import { ethereumAddress, solanaAddress } from "./support/kms"
import { solanaTransaction } from "./support/solana-transaction"
import {
  connectPage,
  eventually,
  openPage,
  openStage,
  pageSender,
  type Stage,
  type TestPage,
} from "./support/stage"

const OTHER = "0x000000000000000000000000000000000000dEaD"
const SEQUENCES = 500 * Number(process.env.COUNTERSIGN_RUNS ?? 1)
/** Opening a stage costs more than a sequence: so many sequences share one. */
const STAGES = 20

type Ask = "message" | "transaction" | "solana"
type Act =
  | { do: "ask"; what: Ask; page: number }
  | { do: "decide"; decision: "approve" | "reject" }
  | { do: "close" | "kill" | "wait" | "leave" }
  | { do: "die"; atUse: number }
  | { do: "kms"; fault: "refuses" | "losesAnswers" | "none" }
  | { do: "network"; fault: "refuses" | "losesSubmissions" | "none" }

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("ask" as const),
      what: anyOf("message", "transaction", "solana"),
      page: fc.nat(1),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("decide" as const),
      decision: anyOf("approve", "approve", "approve", "reject"),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: anyOf("close", "kill", "wait", "wait", "leave") }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("die" as const), atUse: fc.nat(12) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("kms" as const),
      fault: anyOf("refuses", "losesAnswers", "none"),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("network" as const),
      fault: anyOf("refuses", "losesSubmissions", "none"),
    }),
  },
)

function anyOf<T extends string>(...values: T[]): fc.Arbitrary<T> {
  return fc.constantFrom(...values)
}

let note = 0
const askedOf = new WeakMap<Stage, number>()

/** One that is told apart from every other by what is signed. */
function paramsOf(what: Ask): [method: string, params: unknown] {
  note += 1
  switch (what) {
    case "message":
      return ["personal_sign", [`note ${note}`, ethereumAddress]]
    case "transaction":
      return ["eth_sendTransaction", [{ from: ethereumAddress, to: OTHER, value: `0x${note.toString(16)}` }]]
    case "solana":
      return [
        "solana_signAndSendTransaction",
        { address: solanaAddress, transaction: solanaTransaction(`note ${note}`), chain: "solana:localnet" },
      ]
  }
}

type Asked = { page: TestPage; id: string }

async function tell(stage: Stage, acts: readonly Act[]): Promise<void> {
  const pages = [openPage(stage), openPage(stage, pageSender({ tab: { id: 2, windowId: 1 } }))]
  const left = new Set<TestPage>()
  const asked: Asked[] = []
  const alive = () => {
    if (stage.isAlive()) return
    stage.revive()
    for (const page of pages) if (!left.has(page)) page.connect()
  }
  for (const one of acts) {
    alive()
    await perform(stage, one, pages, left, asked)
  }
  await settle(
    stage,
    alive,
    asked.filter(({ page }) => !left.has(page)),
  )
  for (const { page, id } of asked) expect(page.answers.get(id)?.length ?? 0).toBeLessThanOrEqual(1)
  for (const { page, id } of asked) if (!left.has(page)) expect(page.answers.get(id)).toHaveLength(1)
  // Those of a page that has left may still be signed in the next life, so all lives are counted together.
  askedOf.set(stage, (askedOf.get(stage) ?? 0) + asked.length)
  expect(stage.kms.signatures.length).toBeLessThanOrEqual(askedOf.get(stage) ?? 0)
  expect(new Set(stage.networks.ethereumTaken).size).toBe(stage.networks.ethereumTaken.length)
  expect(stage.windows.current()).toBeNull()
  for (const page of pages) page.leave()
}

async function perform(
  stage: Stage,
  one: Act,
  pages: readonly TestPage[],
  left: Set<TestPage>,
  asked: Asked[],
): Promise<void> {
  switch (one.do) {
    case "ask": {
      const page = pages[one.page]
      if (!page || left.has(page)) return
      asked.push({ page, id: page.ask(...paramsOf(one.what)) })
      return
    }
    case "decide": {
      const reply = await stage.say("popup.consents")
      const views = "answered" in reply ? (reply.answered as Awaited<ReturnType<Stage["consents"]>>) : []
      if (views[0]) await stage.decide(views[0], one.decision)
      return
    }
    case "close": {
      if (stage.windows.current() === null) return
      const id = stage.windows.closeByPerson()
      if (stage.isAlive()) stage.servant.windowClosed(id)
      return
    }
    case "leave": {
      const [page] = pages
      if (page && !left.has(page)) page.leave()
      if (page) left.add(page)
      return
    }
    case "kill":
      return stage.kill()
    case "die":
      return stage.killAtUse(one.atUse)
    case "wait":
      return new Promise((resume) => setTimeout(resume, 3))
    case "kms":
      stage.kms.faults.refuses = one.fault === "refuses"
      stage.kms.faults.losesAnswers = one.fault === "losesAnswers" ? 2 : 0
      return
    case "network":
      stage.networks.faults.refuses = one.fault === "refuses"
      stage.networks.faults.losesSubmissions = one.fault === "losesSubmissions" ? 2 : 0
      return
  }
}

/** Everything is well again, and a person says no to whatever is still open. */
async function settle(stage: Stage, alive: () => void, waiting: readonly Asked[]): Promise<void> {
  Object.assign(stage.kms.faults, { refuses: false, losesAnswers: 0 })
  Object.assign(stage.networks.faults, { refuses: false, losesSubmissions: 0 })
  await eventually(async () => {
    if (!stage.isAlive()) alive()
    else stage.killAtUse(Number.POSITIVE_INFINITY)
    const reply = await stage.say("popup.consents")
    const views = "answered" in reply ? (reply.answered as Awaited<ReturnType<Stage["consents"]>>) : []
    for (const view of views) await stage.decide(view, "reject")
    for (const { name } of await stage.said<{ name: string }[]>("popup.slowedSites"))
      await stage.said("popup.liftSlowdown", { name })
    stage.runTimers()
    const isAnswered = waiting.every(({ page, id }) => page.answers.has(id))
    return isAnswered && views.length === 0 && stage.windows.current() === null
  })
}

test(`in ${SEQUENCES} random lives each ask has one answer and at most one signature`, {
  timeout: 300_000 * Number(process.env.COUNTERSIGN_RUNS ?? 1),
}, async () => {
  for (let opened = 0; opened < STAGES; opened++) {
    const stage = await openStage()
    await stage.createWallet()
    const page = openPage(stage)
    await connectPage(stage, page)
    await connectPage(stage, page, "solana_connect")
    page.leave()
    await eventually(() => stage.windows.current() === null)
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 3, maxLength: 14 }), (acts) => tell(stage, acts)),
      // A life leaves its traces in the stage, so the same one is not told again to make it smaller.
      { numRuns: SEQUENCES / STAGES, endOnFailure: true, verbose: 1 },
    )
    await stage.stop()
  }
})
