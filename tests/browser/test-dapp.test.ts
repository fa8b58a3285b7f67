/**
 * MetaMask's test dApp: every button that asks the wallet, rejected, with its window closed, and approved. Each ask is
 * answered exactly once; the dApp's own checks of what was signed agree.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { localRpcUrls } from "~protocol"
import { look, rpc, until } from "~scripts"
import { type Answering, type Exchange, openTestDapp, type TestDapp } from "../support/test-dapp"
import {
  type Asking,
  accountOf,
  answered,
  buttons,
  refused,
  tens,
  unoffered,
} from "../support/test-dapp-buttons"
import {
  type BrowserName,
  createWallet,
  openWalletBrowser,
  type WalletBrowser,
} from "../support/wallet-browser"

/** Never three refusals in a row: a site that is only ever refused is slowed. */
const answers: readonly Answering[] = ["reject", "close", "approve"]
/** In Firefox some of them, one of each kind. */
const some = ["createToken", "sendButton", "approveTokens", "personalSign", "signTypedDataV4"]

const asked = (method: string, outcome: "ok" | number): Exchange => ({ method, outcome })
const outcomeOf = (answering: Answering) => (answering === "approve" ? "ok" : 4001)

async function openConnected(name: BrowserName): Promise<{ browser: WalletBrowser; dapp: TestDapp }> {
  const browser = await openWalletBrowser(name)
  const { ethereum } = await createWallet(browser)
  await rpc(localRpcUrls.ethereum, "anvil_setBalance", [ethereum, "0x56bc75e2d63100000"])
  const dapp = await openTestDapp(browser)
  for (const answering of answers) {
    const exchanges = await dapp.press("connectButton", answering, "eth_requestAccounts")
    expect(exchanges).toContainEqual(asked("eth_requestAccounts", outcomeOf(answering)))
  }
  await until(async () => ((await dapp.isLive("personalSign")) ? true : null), "The dApp is not connected.")
  return { browser, dapp }
}

async function answer(dapp: TestDapp, asking: Asking, answering: Answering): Promise<void> {
  const { button, method, fill } = asking
  await fill?.(dapp)
  await until(async () => ((await dapp.isLive(button)) ? true : null), `${button} is not live.`)
  const exchanges = await dapp.press(button, answering, method)
  expect(exchanges.filter((exchange) => exchange.method === method)).not.toEqual([])
  for (const exchange of exchanges) {
    expect(exchange).toEqual(asked(exchange.method, exchange.method === method ? outcomeOf(answering) : "ok"))
  }
  if (answering === "approve") await check(dapp, asking)
}

async function check(dapp: TestDapp, { button, verify = [], after }: Asking): Promise<void> {
  const account = (await accountOf(dapp)).toLowerCase()
  for (const { press, results } of verify) {
    await dapp.tab.evaluate(`document.getElementById("${press}").click()`)
    for (const result of results) {
      const says = async () => ((await dapp.textOf(result)).toLowerCase() === account ? true : null)
      await until(says, `${press} does not verify.`)
    }
  }
  if (after) await until(async () => ((await after(dapp)) ? true : null), `${button} came to nothing.`)
}

describe("in chromium", () => {
  let browser: WalletBrowser
  let dapp: TestDapp
  beforeAll(async () => {
    const opened = await openConnected("chromium")
    browser = opened.browser
    dapp = opened.dapp
  })
  afterAll(() => browser.close())

  describe.each(buttons)("$button", (asking) => {
    test.each(answers)("%s", (answering) => answer(dapp, asking, answering))
  })

  test.each(answered)("$button is answered, and no window opens", async ({ button, method, fill }) => {
    const windows = await browser.windowsOpened()
    await fill?.(dapp)
    expect(await dapp.press(button, "reject", method)).toContainEqual(asked(method, "ok"))
    expect(await browser.windowsOpened()).toBe(windows)
  })

  test.each(refused)(
    "$button is refused with $code, and no window opens",
    async ({ button, method, code }) => {
      const windows = await browser.windowsOpened()
      expect(await dapp.press(button, "approve", method)).toContainEqual(asked(method, code))
      expect(await browser.windowsOpened()).toBe(windows)
    },
  )

  test("every other button of the dApp asks nothing of the wallet here", async () => {
    const all = await look<string[]>(
      dapp.tab,
      `[...document.querySelectorAll("button[id]")].map(({ id }) => id)`,
    )
    const known = [...buttons, ...tens, ...answered, ...refused].map(({ button }) => button)
    const checks = buttons.flatMap(({ verify = [] }) => verify.map(({ press }) => press))
    const others = (all ?? []).filter((id) => !known.includes(id) && !checks.includes(id))
    expect(others.sort()).toEqual([...unoffered].sort())
  })

  test.each(tens)("$button asks ten times and has ten approvals", async ({ button, method }) => {
    const exchanges = await dapp.press(button, "approve", method, 10)
    expect(exchanges.filter((exchange) => exchange.method === method)).toEqual(
      Array(10).fill(asked(method, "ok")),
    )
  })

  test("ten asks, each rejected before the next, are each answered, and the site is slowed", async () => {
    const exchanges = await dapp.press("signTypedDataV4Queue", "reject", "eth_signTypedData_v4", 10)
    const outcomes = exchanges.map(({ outcome }) => outcome)
    expect(outcomes.slice(0, 3)).toEqual([4001, 4001, 4001])
    expect(outcomes.slice(3)).toEqual(Array(7).fill(-32002))
  })
})

describe("in firefox", () => {
  let browser: WalletBrowser
  let dapp: TestDapp
  beforeAll(async () => {
    const opened = await openConnected("firefox")
    browser = opened.browser
    dapp = opened.dapp
  })
  afterAll(() => browser.close())

  describe.each(buttons.filter(({ button }) => some.includes(button)))("$button", (asking) => {
    test.each(answers)("%s", (answering) => answer(dapp, asking, answering))
  })
})
