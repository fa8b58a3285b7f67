/** The lock, attacked: by messages, by pages, by deaths of the worker, by clocks, and by whoever types on. */
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { verifierOf } from "~background/lock/passphrase"
import { noLock } from "~background/lock/record"
import { type LockState, localEthereum, type PageEvent, type Settings } from "~protocol"
import { ethereumAddress, solanaAddress } from "./support/kms"
import {
  connectPage,
  eventually,
  openPage,
  openStage,
  pageSender,
  reasonOf,
  resultOf,
  type Stage,
  shownConsent,
  type TestPage,
} from "./support/stage"

const PASSPHRASE = "eleven grey herons"
const proof = (passphrase: string) => ({ kind: "passphrase", passphrase }) as const
const MINUTE_MS = 60_000

let stage: Stage
let page: TestPage
beforeEach(async () => {
  stage = await openStage()
  await stage.createWallet()
  page = openPage(stage)
  await connectPage(stage, page)
})
afterEach(() => stage.stop())

const setLock = () =>
  stage.said<LockState>("popup.changeLock", {
    proof: null,
    to: { kind: "passphrase", passphrase: PASSPHRASE },
  })
/** The same with a hash that costs nothing, for what tries it often; the worker that finds it is a new one. */
async function setQuickLock(): Promise<void> {
  const passphrase = await verifierOf(PASSPHRASE, { N: 2 ** 8, r: 8, p: 1 })
  const open = { run: stage.browserRun.id, actedAt: stage.clock.now }
  await (await stage.store()).put("lock", { ...noLock, passphrase, open }, "current")
  rebirth()
}
const unlock = (passphrase = PASSPHRASE) => stage.say("popup.unlock", { proof: proof(passphrase) })
const isLocked = async () => (await stage.said<LockState>("popup.lock")).isLocked
const sign = () => page.ask("personal_sign", ["0x68656c6c6f", ethereumAddress])
const lockNow = () => stage.said<LockState>("popup.lockNow")
const rebirth = () => {
  stage.kill()
  stage.revive()
  page.connect()
}

test("a wallet without a lock is never locked, not by asking it to be", async () => {
  expect(await lockNow()).toMatchObject({ isSet: false, isLocked: false })
  expect(resultOf(await page.request("eth_accounts"))).toHaveLength(1)
})

describe("while the wallet is locked", () => {
  test("nothing is approved, by whatever window and whatever digest", async () => {
    await setLock()
    await lockNow()
    const id = sign()
    const open = await eventually(async () =>
      (await (await stage.store()).getAll("consents")).find((one) => one.status === "pending"),
    )
    if (open.status !== "pending") throw new Error("it is not open")
    const decision = { id: open.id, kind: "message", decision: "approve", digest: open.digest }
    expect(await stage.say("popup.decide", decision)).toMatchObject({ fault: { code: "WALLET_LOCKED" } })
    rebirth()
    expect(await stage.say("popup.decide", decision)).toMatchObject({ fault: { code: "WALLET_LOCKED" } })
    expect(stage.kms.signatures).toEqual([])
    await unlock()
    await stage.say("popup.decide", decision)
    resultOf(await page.answer(id))
    expect(stage.kms.signatures).toHaveLength(1)
  })

  test("the face is told nothing and may do nothing but open it", async () => {
    await setLock()
    await lockNow()
    const messages = ["state", "consents", "sites", "activity", "networks", "disconnectAll"]
    for (const name of [...messages, "createWallet", "slowedSites", "kms", "developer"]) {
      expect(await stage.say(`popup.${name}`)).toMatchObject({ fault: { code: "WALLET_LOCKED" } })
    }
    for (const [name, asked] of [
      ["changeSetting", { lockAfter: "never" }],
      ["disconnectSite", { origin: "https://dapp.example" }],
      ["holdings", { family: "ethereum", address: ethereumAddress }],
      ["prices", { assets: [] }],
      ["recentRecipients", { family: "ethereum", chain: localEthereum.id }],
      ["addAccount", { family: "ethereum", index: 1 }],
      ["nameAccount", { address: ethereumAddress, name: "Mine" }],
      ["changeLock", { proof: proof(PASSPHRASE), to: { kind: "nothing" } }],
    ] as const) {
      expect(await stage.say(`popup.${name}`, asked)).toMatchObject({ fault: { code: "WALLET_LOCKED" } })
    }
    expect(await stage.said<Settings>("popup.settings")).toMatchObject({ lockAfter: "15" })
  })

  test("no page is told an account by any method that asks nobody, nor by an event", async () => {
    await connectPage(stage, page, "solana_connect")
    await setLock()
    await lockNow()
    await eventually(() => page.events.length >= 4)
    expect(page.events.slice(-2)).toEqual([
      { name: "accounts", family: "ethereum", accounts: [] },
      { name: "accounts", family: "solana", accounts: [] },
    ])
    rebirth()
    const before = page.events.length
    expect(resultOf(await page.request("eth_accounts"))).toEqual([])
    expect(resultOf(await page.request("wallet_getPermissions"))).toEqual([])
    expect(resultOf(await page.request("wallet_getSession"))).toEqual({ sessionScopes: {} })
    expect(resultOf(await page.request("solana_connect", { silent: true }))).toEqual({ accounts: [] })
    const heard =
      JSON.stringify([...page.answers.values()].slice(2)) + JSON.stringify(page.events.slice(before))
    expect(heard).not.toContain(ethereumAddress.slice(2, 12))
    expect(heard.toLowerCase()).not.toContain(ethereumAddress.slice(2).toLowerCase())
    expect(heard).not.toContain(solanaAddress)
  })

  test("a site that asks for its accounts waits for the person, in one window", async () => {
    await setLock()
    await lockNow()
    const windows = stage.windows.opened()
    const ids = Array.from({ length: 20 }, () => page.ask("eth_requestAccounts"))
    await eventually(() => stage.windows.current())
    const refused = await eventually(() => ids.find((id) => page.answers.has(id)))
    expect(reasonOf(await page.answer(refused))).toBe("TOO_MANY_REQUESTS")
    expect(stage.windows.opened() - windows).toBe(1)
    expect(await stage.say("popup.consents")).toMatchObject({ fault: { code: "WALLET_LOCKED" } })
  })

  test("a no is heard, though nobody is there to say yes: closing the window ends what is in it", async () => {
    await setLock()
    await lockNow()
    const id = sign()
    await eventually(() => stage.windows.current())
    stage.servant.windowClosed(stage.windows.closeByPerson())
    expect(reasonOf(await page.answer(id))).toBe("USER_REJECTED")
  })

  test("pages hear of their accounts again once it is opened", async () => {
    await setLock()
    await lockNow()
    await unlock()
    const accounts = (page.events as PageEvent[]).flatMap((event) =>
      event.name === "accounts" ? [event.accounts.length] : [],
    )
    expect(accounts.slice(-2)).toEqual([0, 1])
    expect(resultOf(await page.request("eth_accounts"))).toHaveLength(1)
  })
})

test("locking and unlocking at once leaves pages with what is so in the end", async () => {
  await setQuickLock()
  for (let use = 0; use < 12; use++) {
    await lockNow()
    const unlocking = unlock()
    for (let turn = 0; turn < use; turn++) await Promise.resolve()
    if (use % 3 === 2) await new Promise((soon) => setTimeout(soon, use))
    await Promise.all([unlocking, lockNow(), lockNow()])
    const seen = (page.events as PageEvent[]).flatMap((event) =>
      event.name === "accounts" ? [event.accounts.length] : [],
    )
    expect(seen.at(-1)).toBe((await isLocked()) ? 0 : 1)
  }
})

test("locking ends what is open with 4001, and closes its window (origins rule 4)", async () => {
  await setLock()
  const id = sign()
  await shownConsent(stage)
  await lockNow()
  const answer = await page.answer(id)
  expect(answer).toMatchObject({ error: { code: 4001 } })
  await eventually(() => stage.windows.current() === null)
})

test("a worker that dies while it locks: the next one ends what was open, and opens nothing", async () => {
  await setQuickLock()
  for (let use = 1; use <= 8; use++) {
    const id = sign()
    await shownConsent(stage)
    stage.killAtUse(use)
    await stage.say("popup.lockNow")
    stage.revive()
    page.connect()
    if (await isLocked()) {
      expect(reasonOf(await page.answer(id))).toBe("USER_REJECTED")
      await unlock()
      continue
    }
    await stage.decide(await shownConsent(stage), "reject")
    await page.answer(id)
  }
})

describe("it locks by itself", () => {
  const asked = () => stage.said<Settings>("popup.changeSetting", { lockAfter: "5" })

  test("after the person's last act, also where no worker lived to see it", async () => {
    await setLock()
    await asked()
    stage.clock.now += 4 * MINUTE_MS
    await stage.said("popup.act")
    stage.clock.now += 4 * MINUTE_MS
    expect(await isLocked()).toBe(false)
    stage.kill()
    stage.clock.now += 2 * MINUTE_MS
    stage.revive()
    expect(await isLocked()).toBe(true)
  })

  test("at the time the alarm was set to, and pages hear of it then", async () => {
    await setLock()
    await asked()
    const at = stage.lockAlarm.at() ?? 0
    expect(at).toBeGreaterThan(stage.clock.now)
    stage.clock.now += 5 * MINUTE_MS
    stage.servant.wake()
    await eventually(() => (page.events.at(-1) as { accounts?: string[] }).accounts?.length === 0)
    expect(stage.lockAlarm.at()).toBeNull()
  })

  test("what is asked for, polled and answered is no act of the person", async () => {
    await setLock()
    await asked()
    for (let minute = 0; minute < 6; minute++) {
      await stage.say("popup.state")
      await page.request("eth_accounts")
      stage.clock.now += MINUTE_MS
    }
    expect(await isLocked()).toBe(true)
    await stage.said("popup.act")
    expect(await isLocked()).toBe(true)
  })

  test("by a clock that was set back", async () => {
    await setLock()
    await asked()
    stage.clock.now -= 60 * MINUTE_MS
    expect(await isLocked()).toBe(true)
  })

  test("when the browser was closed, unless it never is to lock by itself", async () => {
    await setLock()
    await stage.said("popup.changeSetting", { lockAfter: "close" })
    stage.clock.now += 1000 * MINUTE_MS
    expect(await isLocked()).toBe(false)
    stage.kill()
    stage.browserRun.id = "another"
    stage.revive()
    expect(await isLocked()).toBe(true)
    await unlock()
    await stage.said("popup.changeSetting", { lockAfter: "never" })
    stage.kill()
    stage.browserRun.id = "a third"
    stage.revive()
    expect(await isLocked()).toBe(false)
  })
})

describe("a wrong passphrase", () => {
  const wrong = (): Promise<unknown> => unlock("something else")

  test("opens nothing; after five of them nobody's is looked at for a while that grows", async () => {
    await setQuickLock()
    await lockNow()
    for (let tries = 0; tries < 5; tries++) {
      expect(await wrong()).toMatchObject({ fault: { code: "LOCK_PROOF_WRONG" } })
    }
    expect(await unlock()).toMatchObject({ fault: { code: "LOCK_WAITS" } })
    rebirth()
    expect(await unlock()).toMatchObject({ fault: { code: "LOCK_WAITS" } })
    stage.clock.now += 31_000
    expect(await wrong()).toMatchObject({ fault: { code: "LOCK_PROOF_WRONG" } })
    stage.clock.now += 31_000
    expect(await unlock()).toMatchObject({ fault: { code: "LOCK_WAITS" } })
    stage.clock.now += 31_000
    expect(await unlock()).toMatchObject({ answered: { isLocked: false, waitMs: 0 } })
  })

  test("counts where the worker is ended before it could say so", async () => {
    await setQuickLock()
    await lockNow()
    for (let tries = 0; tries < 5; tries++) {
      const trying = wrong()
      await eventually(
        async () => (await (await stage.store()).get("lock", "current"))?.tries.count === tries + 1,
      )
      stage.kill()
      stage.revive()
      await trying
    }
    expect(await unlock()).toMatchObject({ fault: { code: "LOCK_WAITS" } })
  })

  test("is counted however many come at once, from however many windows", async () => {
    await setQuickLock()
    await lockNow()
    const tried = await Promise.all(Array.from({ length: 12 }, wrong))
    const codes = tried.map((reply) => (reply as { fault: { code: string } }).fault.code)
    expect(codes.filter((code) => code === "LOCK_PROOF_WRONG")).toHaveLength(5)
    expect(codes.filter((code) => code === "LOCK_WAITS")).toHaveLength(7)
  })

  test("waits no less by a clock that is set back, and no longer than it has to", async () => {
    await setQuickLock()
    await lockNow()
    await Promise.all(Array.from({ length: 5 }, wrong))
    stage.clock.now -= 24 * 60 * MINUTE_MS
    expect(await unlock()).toMatchObject({ fault: { code: "LOCK_WAITS" } })
    stage.clock.now += 29_000
    expect(await unlock()).toMatchObject({ fault: { code: "LOCK_WAITS" } })
    stage.clock.now += 5_000
    expect(await unlock()).toMatchObject({ answered: { isLocked: false } })
  })
})

test("a lock is changed and taken away only by who could open it", async () => {
  await setLock()
  const to = { kind: "nothing" }
  const wrong = { fault: { code: "LOCK_PROOF_WRONG" } }
  expect(await stage.say("popup.changeLock", { proof: null, to })).toMatchObject(wrong)
  expect(await stage.say("popup.changeLock", { proof: proof("not this one"), to })).toMatchObject(wrong)
  expect(await stage.said("popup.changeLock", { proof: proof(PASSPHRASE), to })).toMatchObject({
    isSet: false,
  })
  expect(await lockNow()).toMatchObject({ isLocked: false })
})

test("no page and no content script opens it, or asks how it is", async () => {
  await setLock()
  await lockNow()
  for (const name of ["unlock", "lock", "lockNow", "changeLock"]) {
    expect(reasonOf(await page.request(name, { proof: proof(PASSPHRASE) }))).toBe("METHOD_UNSUPPORTED")
    const asked = { proof: proof(PASSPHRASE) }
    expect(await stage.say(`popup.${name}`, asked, pageSender())).toMatchObject({
      fault: { code: "MESSAGE_REFUSED" },
    })
  }
  expect(await isLocked()).toBe(true)
})

test("the passphrase is written down nowhere, and in no fault", async () => {
  await setLock()
  const replies = [
    await unlock("another secret"),
    await stage.say("popup.unlock", { proof: "another secret" }),
  ]
  const database = await stage.store()
  const kept = await Promise.all(
    [...database.objectStoreNames].map((name) => database.getAll(name as "lock")),
  )
  const text = JSON.stringify([kept, replies], (_, value) =>
    value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : value,
  )
  for (const secret of [PASSPHRASE, "another secret"]) expect(text).not.toContain(secret)
})

test("what a site may do without asking it may not do while the wallet is locked", async () => {
  const enabled = page.ask("countersign_auto_confirm_enable", {})
  await stage.decide(await shownConsent(stage))
  resultOf(await page.answer(enabled))
  const transfer = { from: ethereumAddress, to: `0x${"a1".repeat(20)}`, value: "0x1" }
  expect(resultOf(await page.request("eth_sendTransaction", [transfer]))).toMatch(/^0x/)
  await setLock()
  await lockNow()
  const signed = stage.kms.signatures.length
  const id = page.ask("eth_sendTransaction", [transfer])
  await eventually(() => stage.windows.current())
  expect([page.answers.has(id), stage.kms.signatures.length]).toEqual([false, signed])
})
