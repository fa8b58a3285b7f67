/**
 * The worker dies, anywhere. Each story is told once for every use of the store, with a death at that very use, and
 * ends the same: one answer, one signature, one transaction, one window.
 */
import { afterEach, beforeEach, expect, test } from "vitest"
import { ethereumAddress, solanaAddress } from "./support/kms"
import { solanaTransaction } from "./support/solana-transaction"
import {
  connectPage,
  eventually,
  openGate,
  openPage,
  openStage,
  pageSender,
  reasonOf,
  resultOf,
  type Stage,
  shownConsent,
  type TestPage,
} from "./support/stage"

const OTHER = "0x000000000000000000000000000000000000dEaD"

let stage: Stage
beforeEach(async () => {
  stage = await openStage()
})
afterEach(() => stage.stop())

/** A person who approves whatever the window shows, and a browser that restarts the dead worker. */
async function untilAnswered(page: TestPage, id: string): Promise<void> {
  await eventually(async () => {
    if (page.answers.has(id)) return true
    if (!stage.isAlive()) {
      stage.revive()
      page.connect()
    }
    const reply = await stage.say("popup.consents")
    const [view] = "answered" in reply ? (reply.answered as Awaited<ReturnType<Stage["consents"]>>) : []
    if (view && stage.windows.current() !== null) await stage.decide(view)
    return page.answers.has(id)
  })
}

/** The work after the answer may die too; whoever is alive then ends with no window. */
async function untilQuiet(page: TestPage): Promise<void> {
  await eventually(() => {
    if (!stage.isAlive()) {
      stage.revive()
      page.connect()
    }
    return stage.windows.current() === null
  })
  stage.killAtUse(Number.POSITIVE_INFINITY)
}

type Story = {
  name: string
  method: string
  /** What is asked, told apart by a number. */
  params: (n: number) => unknown
  signatures: number
  submitted: number
}

const stories: Story[] = [
  {
    name: "connect",
    method: "solana_connect",
    params: () => ({ silent: false }),
    signatures: 0,
    submitted: 0,
  },
  {
    name: "message",
    method: "personal_sign",
    params: () => ["hi", ethereumAddress],
    signatures: 1,
    submitted: 0,
  },
  {
    name: "transaction",
    method: "eth_sendTransaction",
    params: () => [{ from: ethereumAddress, to: OTHER, value: "0x1" }],
    signatures: 1,
    submitted: 1,
  },
  {
    name: "Solana transaction",
    method: "solana_signAndSendTransaction",
    params: (n) => ({
      address: solanaAddress,
      transaction: solanaTransaction(`note ${n}`),
      chain: "solana:localnet",
    }),
    signatures: 1,
    submitted: 1,
  },
]

for (const { name, method, params, signatures, submitted } of stories) {
  test(`a worker that dies at any use of its store neither signs twice nor loses a ${name}`, async () => {
    await stage.createWallet()
    const page = openPage(stage)
    await connectPage(stage, page)
    await connectPage(stage, page, "solana_connect")
    await eventually(() => stage.windows.current() === null)
    const sent = () => stage.networks.ethereumTaken.length + stage.networks.solanaTaken.length
    let deaths = 0
    for (let use = 0, died = true; died; use++) {
      const before = { signed: stage.kms.signatures.length, sent: sent() }
      if (method === "solana_connect")
        await stage.said("popup.disconnectSite", { origin: "https://dapp.example" })
      const { servant } = stage
      stage.killAtUse(use)
      const id = page.ask(method, params(use))
      await untilAnswered(page, id)
      await untilQuiet(page)
      resultOf(await page.answer(id))
      expect(page.answers.get(id)).toHaveLength(1)
      expect(stage.kms.signatures.length - before.signed).toBe(signatures)
      expect(sent() - before.sent).toBe(submitted)
      died = stage.servant !== servant
      if (died) deaths += 1
    }
    expect(deaths).toBeGreaterThan(5)
  }, 60_000)
}

test("a worker that dies while the KMS is signing sends the same request again and loses nothing", async () => {
  await stage.createWallet()
  const page = openPage(stage)
  await connectPage(stage, page)
  const gate = openGate()
  stage.kms.faults.hold = gate.closed
  const arrived = stage.kms.arrived()
  const id = page.ask("personal_sign", ["hi", ethereumAddress])
  await stage.decide(await shownConsent(stage))
  await eventually(() => stage.kms.arrived() > arrived)
  stage.kill()
  stage.kms.faults.hold = null
  gate.open()
  stage.revive()
  page.connect()
  resultOf(await page.answer(id))
  expect(stage.kms.arrived()).toBe(arrived + 2)
  expect(stage.kms.signatures).toEqual(["ethereumSignMessage"])
})

test("a worker that dies while the network takes a transaction finds it there and answers", async () => {
  await stage.createWallet()
  const page = openPage(stage)
  await connectPage(stage, page)
  const gate = openGate()
  stage.networks.faults.held = gate.closed
  stage.networks.faults.hold = "eth_getTransactionByHash"
  stage.networks.faults.losesSubmissions = 1
  const id = page.ask("eth_sendTransaction", [{ from: ethereumAddress, to: OTHER, value: "0x1" }])
  await stage.decide(await shownConsent(stage))
  await eventually(() => stage.networks.ethereumTaken.length === 1)
  stage.kill()
  stage.networks.faults.hold = null
  gate.open()
  stage.revive()
  page.connect()
  resultOf(await page.answer(id))
  expect(stage.networks.ethereumTaken).toHaveLength(1)
  expect(stage.kms.signatures).toEqual(["signTransaction"])
})

test("a page that lost its connection gets the stored answer when it asks again, and the same one", async () => {
  await stage.createWallet()
  const page = openPage(stage)
  await connectPage(stage, page)
  const id = page.ask("personal_sign", ["hi", ethereumAddress])
  await stage.decide(await shownConsent(stage))
  const first = resultOf(await page.answer(id))
  stage.kill()
  stage.revive()
  page.answers.delete(id)
  page.connect()
  expect(resultOf(await page.answer(id))).toBe(first)
  expect(stage.kms.signatures).toHaveLength(1)
})

test("a document that does not come back after the worker woke takes its request with it (origins rule 2)", async () => {
  await stage.createWallet()
  const page = openPage(stage)
  const id = page.ask("eth_requestAccounts")
  await shownConsent(stage)
  stage.kill()
  stage.revive()
  stage.runTimers()
  await eventually(() => stage.windows.current() === null)
  page.connect()
  expect(reasonOf(await page.answer(id))).toBe("PAGE_LEFT")
})

test("a window that was closed while the worker was dead counts as closed by the person", async () => {
  await stage.createWallet()
  const page = openPage(stage)
  const id = page.ask("eth_requestAccounts")
  await shownConsent(stage)
  await eventually(() => stage.windows.current() !== null)
  stage.kill()
  stage.windows.closeByPerson()
  stage.revive()
  page.connect()
  expect(reasonOf(await page.answer(id))).toBe("USER_REJECTED")
  expect(stage.windows.opened()).toBe(1)
})

test("a request that arrives as the worker learns of the closed window is not taken for one of those in it", async () => {
  await stage.createWallet()
  const page = openPage(stage)
  const id = page.ask("eth_requestAccounts")
  await shownConsent(stage)
  await eventually(() => stage.windows.current() !== null)
  stage.kill()
  stage.windows.closeByPerson()
  stage.revive()
  const other = openPage(stage, pageSender({ origin: "https://other.example" }))
  const late = other.ask("eth_requestAccounts")
  page.connect()
  expect(reasonOf(await page.answer(id))).toBe("USER_REJECTED")
  const view = await shownConsent(stage)
  expect(view.origin).toBe("https://other.example")
  await stage.decide(view)
  resultOf(await other.answer(late))
})

test("a window that a worker forgot and died before closing goes when its page speaks again", async () => {
  await stage.createWallet()
  await stage.windows.open()
  await stage.consents()
  await eventually(() => stage.windows.current() === null)
})

test("an open window survives the worker, and no second one opens", async () => {
  await stage.createWallet()
  const page = openPage(stage)
  const id = page.ask("eth_requestAccounts")
  for (let death = 0; death < 3; death++) {
    await eventually(() => stage.windows.current() !== null)
    stage.kill()
    stage.revive()
    page.connect()
    expect(await stage.consents()).toHaveLength(1)
  }
  await stage.decide(await shownConsent(stage))
  resultOf(await page.answer(id))
  expect(stage.windows.opened()).toBe(1)
  expect(stage.windows.focused()).toBe(0)
})
