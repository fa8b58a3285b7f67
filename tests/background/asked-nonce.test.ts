/** A nonce that the site names: shown, kept to, and refused where another transaction has it. */
import { parseTransaction } from "viem"
import { afterEach, beforeEach, expect, test } from "vitest"
import { ethereumAddress } from "./support/kms"
import {
  connectPage,
  eventually,
  openPage,
  openStage,
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
  await stage.createWallet()
  page = openPage(stage)
  await connectPage(stage, page)
})
afterEach(() => stage.stop())

const OTHER = "0x000000000000000000000000000000000000dEaD"
const ask = (method: string, nonce: string) =>
  page.ask(method, [{ from: ethereumAddress, to: OTHER, value: "0x1", nonce }])
const nonceOf = (raw: unknown) => parseTransaction(raw as `0x${string}`).nonce

test("a nonce that the site names is shown and signed, also where several are signed in a row", async () => {
  for (const nonce of [7, 8, 7]) {
    const id = ask("eth_signTransaction", `0x${nonce}`)
    const view = await shownConsent(stage)
    expect(view.subject).toMatchObject({ submits: false, nonce })
    await stage.decide(view)
    expect(nonceOf(resultOf(await page.answer(id)))).toBe(nonce)
  }
})

test("a nonce that the site names is used as it is, and the next transaction fills the gap before it", async () => {
  for (const [nonce, becomes] of [
    ["0x1", 1],
    [undefined, 0],
    [undefined, 2],
  ] as const) {
    const more = nonce === undefined ? {} : { nonce }
    const id = page.ask("eth_sendTransaction", [{ from: ethereumAddress, to: OTHER, ...more }])
    await stage.decide(await shownConsent(stage))
    resultOf(await page.answer(id))
    expect(stage.networks.nonces.at(-1)).toBe(becomes)
  }
})

test("a nonce that another transaction has already is refused before anybody is asked", async () => {
  const first = ask("eth_sendTransaction", "0x0")
  await stage.decide(await shownConsent(stage))
  resultOf(await page.answer(first))
  expect(await page.answer(ask("eth_sendTransaction", "0x0"))).toMatchObject({
    error: { code: -32602, data: { where: expect.stringContaining("`nonce` 0") } },
  })
  expect(stage.networks.nonces).toEqual([0])
})

test("a nonce that two transactions want goes to the first that is approved, and the other is never signed", async () => {
  const ids = [ask("eth_sendTransaction", "0x0"), ask("eth_sendTransaction", "0x0")]
  const views = await eventually(async () => {
    const all = await stage.consents()
    return all.length === 2 && all
  })
  for (const view of views) await stage.decide(view)
  const answers = await Promise.all(ids.map((id) => page.answer(id)))
  expect(answers.filter((answer) => "error" in answer)).toMatchObject([
    { error: { code: -32602, data: { where: expect.stringContaining("speed it up") } } },
  ])
  expect(stage.networks.nonces).toEqual([0])
})

test.each(["0x20000000000000", "0xffffffffffffffff"])("a nonce of %s is refused", async (nonce) => {
  expect(reasonOf(await page.answer(ask("eth_signTransaction", nonce)))).toBe("PARAMS_INVALID")
})
