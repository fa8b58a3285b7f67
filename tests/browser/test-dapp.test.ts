/**
 * MetaMask's test dApp: every button that asks the wallet, rejected, with its window closed, and approved. Each ask is
 * answered exactly once, the dApp's own checks of what was signed agree, and what is refused without a window is what
 * docs/chains.md says. Three people work at once, each with a wallet of their own.
 */
import { readFileSync } from "node:fs"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { localRpcUrls } from "~protocol"
import { look, rpc, until } from "~scripts"
import { type MadeChains, startMadeChains } from "../support/made-chains"
import { isLong } from "../support/rounds"
import { type Answering, type Exchange, openTestDapp, type TestDapp } from "../support/test-dapp"
import {
  type Asking,
  accountOf,
  broughtChain,
  type Part,
  parts,
  type Tens,
  unoffered,
} from "../support/test-dapp-buttons"
import {
  type BrowserName,
  createWallet,
  openWalletBrowser,
  type WalletBrowser,
} from "../support/wallet-browser"

/** `chains`: the one that the dApp brings, which at first is another. */
type Desk = { browser: WalletBrowser; dapp: TestDapp; chains: MadeChains }

/** Never three refusals in a row: a site that is only ever refused is slowed. */
const answers: readonly Answering[] = ["reject", "close", "approve"]
/** In Firefox some of them, one of each kind; all in a long run. */
const some = ["createToken", "sendButton", "approveTokens", "personalSign", "signTypedDataV4"]
const REVOKE = "revokeAccountsPermission"

const asked = (method: string, outcome: "ok" | number): Exchange => ({ method, outcome })
const outcomeOf = (answering: Answering) => (answering === "approve" ? "ok" : 4001)

async function openDesk(name: BrowserName): Promise<Desk> {
  const chains = await startMadeChains()
  const browser = await openWalletBrowser(name, {
    elsewhere: { [broughtChain.host]: `127.0.0.1:${chains.port}` },
  })
  const { ethereum } = await createWallet(browser)
  await rpc(localRpcUrls.ethereum, "anvil_setBalance", [ethereum, "0x56bc75e2d63100000"])
  return { browser, dapp: await openTestDapp(browser), chains }
}

async function connect({ dapp }: Desk, answering: Answering): Promise<void> {
  const { exchanges } = await dapp.press("connectButton", answering, "eth_requestAccounts")
  expect(exchanges).toContainEqual(asked("eth_requestAccounts", outcomeOf(answering)))
}

async function answer({ dapp }: Desk, asking: Asking, answering: Answering): Promise<void> {
  const { button, method, fill, warns } = asking
  await fill?.(dapp)
  await untilLive(dapp, button)
  const { exchanges, warnings } = await dapp.press(button, answering, method)
  expect(exchanges.filter((exchange) => exchange.method === method)).not.toEqual([])
  for (const exchange of exchanges) {
    expect(exchange).toEqual(asked(exchange.method, exchange.method === method ? outcomeOf(answering) : "ok"))
  }
  if (warns !== undefined) expect(warnings).toContain(warns)
  if (answering === "approve") await check(dapp, asking)
}

async function check(dapp: TestDapp, { button, verify = [], after }: Asking): Promise<void> {
  const account = (await accountOf(dapp)).toLowerCase()
  for (const { press, results } of verify) {
    await untilLive(dapp, press)
    await dapp.tab.evaluate(`document.getElementById("${press}").click()`)
    for (const result of results) {
      const says = async () => ((await dapp.textOf(result)).toLowerCase() === account ? true : null)
      await until(says, `${press} does not verify.`)
    }
  }
  if (after) await until(async () => ((await after(dapp)) ? true : null), `${button} came to nothing.`)
}

function untilLive(dapp: TestDapp, button: string): Promise<boolean> {
  return until(async () => ((await dapp.isLive(button)) ? true : null), `${button} is not live.`, 10_000)
}

/** No window opens. */
async function answerAlone(
  { browser, dapp }: Desk,
  { button, method, fill }: Asking,
  outcome: "ok" | number,
) {
  const windows = await browser.windowsOpened()
  await fill?.(dapp)
  const { exchanges } = await dapp.press(button, "reject", method)
  expect(exchanges).toContainEqual(asked(method, outcome))
  expect(await browser.windowsOpened()).toBe(windows)
}

/**
 * At once, all are there before the first is rejected; in a row, the site is slowed after three rejections. To close a
 * window with ten requests in it is one rejection.
 */
async function answerTen({ browser, dapp }: Desk, { button, method, atOnce }: Tens, answering: Answering) {
  const { exchanges } = await dapp.press(button, answering, method, 10)
  const isSlowed = answering === "reject" || (answering === "close" && !atOnce)
  const slowed = isSlowed && !atOnce ? 7 : 0
  const outcomes = [...Array(10 - slowed).fill(outcomeOf(answering)), ...Array(slowed).fill(-32002)]
  expect(exchanges.filter((exchange) => exchange.method === method)).toEqual(
    outcomes.map((outcome) => asked(method, outcome)),
  )
  if (isSlowed) await letAskAgain(browser)
}

/** As a person does who has mercy on the site. */
async function letAskAgain(browser: WalletBrowser): Promise<void> {
  const lift = '[aria-label^="Let "]'
  const popup = await browser.openExtensionPage("popup.html#/sites")
  const isThere = (wanted: boolean) => async () =>
    (await look(popup, `document.querySelector('${lift}') !== null`)) === wanted ? true : null
  await until(isThere(true), "The site is not slowed.")
  await popup.click(lift)
  await until(isThere(false), "The site stays slowed.")
  await popup.close()
}

/** Button → code, as the document has it. */
function codesInDocument(): Record<string, number> {
  const [, after = ""] = readFileSync("docs/chains.md", "utf8").split(
    "## What is refused of signing and sending",
  )
  const rows = (after.split("\n## ")[0] ?? "").split("\n").filter((line) => line.startsWith("|"))
  const pairs = rows.slice(2).flatMap((row) => {
    const [, , code = "", buttons = ""] = row.split("|")
    return [...buttons.matchAll(/`(\w+)`/g)].map(([, button]) => [button, Number(code.replace("−", "-"))])
  })
  return Object.fromEntries(pairs)
}

function workThrough({ asking, answered, refused, tens }: Part, desk: () => Desk): void {
  describe.each(asking)("$button", (row) => {
    test.each(answers)("%s", (answering) => answer(desk(), row, answering))
  })
  test.each(answered)("$button is answered, and no window opens", (row) => answerAlone(desk(), row, "ok"))
  test.each(refused)("$button is refused with $code, and no window opens", (row) =>
    answerAlone(desk(), row, row.code),
  )
  describe.each(tens)("$button, ten times", (row) => {
    test.each(["approve", "reject", "close"] as const)("%s", (answering) => answerTen(desk(), row, answering))
  })
}

/** Beside the others, and within itself one test after the other. */
function describeDesk(title: string, name: BrowserName, tell: (desk: () => Desk) => void): void {
  describe.concurrent(title, () => {
    describe.sequential("at the dApp", () => {
      let opened: Desk | null = null
      const desk = () => {
        if (opened === null) throw new Error("The browser is not open.")
        return opened
      }
      beforeAll(async () => {
        opened = await openDesk(name)
      })
      afterAll(() => Promise.all([desk().browser.close(), desk().chains.stop()]))
      describe("connectButton", () => {
        test.each(answers)("%s", (answering) => connect(desk(), answering))
      })
      tell(desk)
      test("each ask was answered exactly once", async () => {
        expect(await desk().dapp.exchanges()).not.toEqual([])
      })
    })
  })
}

test("what is refused without a window is written down with its code", () => {
  const refused = Object.values(parts).flatMap(({ refused }: Part) => refused)
  expect(codesInDocument()).toEqual(Object.fromEntries(refused.map(({ button, code }) => [button, code])))
})

describeDesk("what is sent, in chromium", "chromium", (desk) => workThrough(parts.sending, desk))

describeDesk("what is signed, in chromium", "chromium", (desk) => {
  workThrough(parts.signing, desk)

  test("every other button of the dApp asks nothing of the wallet here", async () => {
    const ids = `[...document.querySelectorAll("button[id]")].map(({ id }) => id)`
    const all = await look<string[]>(desk().dapp.tab, ids)
    const rows = Object.values(parts).flatMap((part: Part) => Object.values(part).flat())
    const checks = rows.flatMap(({ verify = [] }: Partial<Asking>) => verify.map(({ press }) => press))
    const known = ["connectButton", REVOKE, ...rows.map(({ button }) => button), ...checks]
    const others = (all ?? []).filter((id) => !known.includes(id))
    expect(others.sort()).toEqual([...unoffered].sort())
  })

  describe("addEthereumChain, once its chain is there", () => {
    beforeAll(() => desk().chains.answerAs(broughtChain.number))
    const row = { button: "addEthereumChain", method: "wallet_addEthereumChain" }
    test.each(answers)("%s", (answering) => answer(desk(), row, answering))
    test("and then it is switched to without a window", () =>
      answerAlone(desk(), { button: "switchEthereumChain", method: "wallet_switchEthereumChain" }, "ok"))
  })

  test("what it gives back is gone", async () => {
    const { dapp } = desk()
    await answerAlone(desk(), { button: REVOKE, method: "wallet_revokePermissions" }, "ok")
    await until(async () => ((await accountOf(dapp)) === "" ? true : null), "It still has the account.")
  })
})

if (isLong) {
  describeDesk("what is sent, in firefox", "firefox", (desk) => workThrough(parts.sending, desk))
  describeDesk("what is signed, in firefox", "firefox", (desk) => workThrough(parts.signing, desk))
} else {
  describeDesk("some of each kind, in firefox", "firefox", (desk) => {
    const all = [...parts.sending.asking, ...parts.signing.asking]
    const asking = all.filter(({ button }) => some.includes(button))
    workThrough({ asking, answered: [], refused: [], tens: [] }, desk)
  })
}
