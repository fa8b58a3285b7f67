/** EIP-2255: what a site asks to be allowed, sees that it is, and gives back. */
import { afterEach, beforeEach, expect, test } from "vitest"
import type { PageTell } from "~protocol"
import { ethereumAddress } from "./support/kms"
import { ethereumAt } from "./support/nodes"
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

let stage: Stage
let page: TestPage

beforeEach(async () => {
  stage = await openStage()
  page = openPage(stage)
})
afterEach(() => stage.stop())

const OTHER = "0x000000000000000000000000000000000000dEaD"
const granted = [
  {
    invoker: "https://dapp.example",
    parentCapability: "eth_accounts",
    caveats: [{ type: "restrictReturnedAccounts", value: [ethereumAddress] }],
  },
  {
    invoker: "https://dapp.example",
    parentCapability: "endowment:permitted-chains",
    caveats: [{ type: "restrictNetworkSwitching", value: ["0x7a69"] }],
  },
]

function codeOf(tell: PageTell & { kind: "answer" }): number {
  if (!("error" in tell)) throw new Error("it was answered")
  return tell.error.code
}

test("asking for the accounts connects the site, and what it may do is told", async () => {
  await stage.createWallet()
  expect(resultOf(await page.request("wallet_getPermissions"))).toEqual([])
  const id = page.ask("wallet_requestPermissions", [{ eth_accounts: {} }])
  const view = await shownConsent(stage)
  expect(view.subject).toMatchObject({ kind: "connect", accounts: [{ address: ethereumAddress }] })
  await stage.decide(view)
  expect(resultOf(await page.answer(id))).toEqual(granted)
  expect(resultOf(await page.request("wallet_getPermissions", []))).toEqual(granted)
  expect(page.events).toEqual([{ name: "accounts", family: "ethereum", accounts: [ethereumAddress] }])
})

test("asking for the accounts before there is a wallet waits for it", async () => {
  const id = page.ask("wallet_requestPermissions", [{ eth_accounts: {} }])
  await eventually(async () => (await stage.said<{ waiting: string[] }>("popup.state")).waiting.length > 0)
  await stage.createWallet()
  await stage.decide(await shownConsent(stage))
  expect(resultOf(await page.answer(id))).toEqual(granted)
})

test("a site that is connected already is asked about again, and declining changes nothing", async () => {
  await stage.createWallet()
  await connectPage(stage, page)
  const id = page.ask("wallet_requestPermissions", [
    { eth_accounts: { restrictReturnedAccounts: [ethereumAddress.toLowerCase()] } },
  ])
  await stage.decide(await shownConsent(stage), "reject")
  expect(codeOf(await page.answer(id))).toBe(4001)
  expect(resultOf(await page.request("eth_accounts"))).toEqual([ethereumAddress])
})

test.each([["switched"], ["moved with the wallet's default"]])(
  "a site that %s while it was asked stays where it is, and is told so",
  async (how) => {
    await stage.stop()
    stage = await openStage({ more: [ethereumAt(5555, ["http://127.0.0.1:9"])] })
    page = openPage(stage)
    await stage.createWallet()
    await connectPage(stage, page)
    const id = page.ask("wallet_requestPermissions", [{ eth_accounts: {} }])
    const view = await shownConsent(stage)
    if (how === "switched")
      resultOf(await page.request("wallet_switchEthereumChain", [{ chainId: "0x15b3" }]))
    else await stage.said("popup.changeSetting", { ethereumChain: "eip155:5555" })
    page.events.length = 0
    await stage.decide(view)
    expect(resultOf(await page.answer(id))).toMatchObject([
      {},
      { caveats: [{ type: "restrictNetworkSwitching", value: ["0x15b3"] }] },
    ])
    expect(resultOf(await page.request("eth_chainId"))).toBe("0x15b3")
    expect(page.events).not.toContainEqual(expect.objectContaining({ name: "chain" }))
  },
)

test("a site cannot find out which accounts there are by naming some", async () => {
  await stage.createWallet()
  const named = (address: string) =>
    page.request("wallet_requestPermissions", [{ eth_accounts: { restrictReturnedAccounts: [address] } }])
  expect(reasonOf(await named(ethereumAddress))).toBe("ACCOUNT_NOT_CONNECTED")
  expect(reasonOf(await named(OTHER))).toBe("ACCOUNT_NOT_CONNECTED")
  expect(await stage.consents()).toEqual([])
})

test("permissions that there are not are refused", async () => {
  await stage.createWallet()
  const refusals: [unknown, number][] = [
    [[{ wallet_snap: {} }], 4200],
    [[{ eth_accounts: {}, snap_dialog: {} }], 4200],
    [[{ toString: {} }], 4200],
    [[{}], -32602],
    [[], -32602],
    [["eth_accounts"], -32602],
    [[{ eth_accounts: { restrictReturnedAccounts: [] } }], -32602],
    [[{ eth_accounts: { somethingElse: 1 } }], -32602],
    [[{ eth_accounts: 1 }], -32602],
  ]
  for (const [params, code] of refusals) {
    expect([params, codeOf(await page.request("wallet_requestPermissions", params))]).toEqual([params, code])
  }
  expect(codeOf(await page.request("wallet_revokePermissions", [{ wallet_snap: {} }]))).toBe(4200)
  expect(codeOf(await page.request("wallet_revokePermissions", [{}]))).toBe(-32602)
})

test("giving the accounts back ends what hangs on them, and every page of the site hears of it", async () => {
  await stage.createWallet()
  await connectPage(stage, page)
  const sibling = openPage(stage, pageSender())
  const stranger = openPage(stage, pageSender({ origin: "https://other.example" }))
  const open = page.ask("personal_sign", ["hello", ethereumAddress])
  await shownConsent(stage)
  expect(resultOf(await sibling.request("wallet_revokePermissions", [{ eth_accounts: {} }]))).toBeNull()
  expect(codeOf(await page.answer(open))).toBe(4001)
  const gone = { name: "accounts", family: "ethereum", accounts: [] }
  expect(page.events.at(-1)).toEqual(gone)
  expect(sibling.events).toEqual([gone])
  expect(stranger.events).toEqual([])
  expect(resultOf(await page.request("wallet_getPermissions"))).toEqual([])
  expect(reasonOf(await page.request("personal_sign", ["hello", ethereumAddress]))).toBe(
    "ORIGIN_NOT_CONNECTED",
  )
})

test("a page that lost its connection with a worker comes back and hears how things are now, and no other site does", async () => {
  await stage.createWallet()
  await connectPage(stage, page)
  const stranger = openPage(stage, pageSender({ origin: "https://other.example" }))
  stage.kill()
  stage.revive()
  const sibling = openPage(stage, pageSender())
  const before = stage.spread()
  await sibling.request("wallet_revokePermissions", [{ eth_accounts: {} }])
  expect(stage.spread()).toBeGreaterThan(before)

  page.events.length = 0
  page.connect(true)
  stranger.connect(true)
  await eventually(() => page.events.length === 4 && stranger.events.length === 4)
  expect(page.events).toEqual([
    { name: "session", scopes: {} },
    { name: "accounts", family: "ethereum", accounts: [] },
    { name: "accounts", family: "solana", accounts: [] },
    { name: "chain", chainId: "0x7a69" },
  ])
  expect(stranger.events).toEqual(page.events)
})

test("a page that may not ask hears nothing by coming back", async () => {
  await stage.createWallet()
  await connectPage(stage, page)
  const sandboxed = openPage(stage, pageSender({ origin: "null" }))
  sandboxed.connect(true)
  expect(sandboxed.closed()).toBe(true)
  expect(sandboxed.events).toEqual([])
})
