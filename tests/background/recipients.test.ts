/** To whom the wallet has sent something: remembered as it is written down, once for each, and not for ever. */
import { afterEach, beforeEach, expect, test } from "vitest"
import { openRecipients, RECIPIENTS_KEPT } from "~background/submissions/recipients"
import { sentTo } from "~background/submissions/sent-to"
import { ethereumAddress, solanaAddress } from "./support/kms"
import {
  connectPage,
  openPage,
  openStage,
  resultOf,
  type Stage,
  shownConsent,
  type TestPage,
} from "./support/stage"

const TO = "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"
const OTHER = "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"
const TOKEN = "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48"

const word = (address: string) => address.slice(2).toLowerCase().padStart(64, "0")
const call = (data: string, more: object = {}) => ({
  ...{
    family: "ethereum" as const,
    action: "call" as const,
    to: TOKEN,
    wei: "0",
    data,
    gas: "1",
    maxFeeWei: "1",
  },
  ...more,
})

let stage: Stage
let page: TestPage
beforeEach(async () => {
  stage = await openStage()
  await stage.createWallet()
  page = openPage(stage)
  await connectPage(stage, page)
})
afterEach(() => stage.stop())

async function send(to: string, data?: string): Promise<void> {
  const id = page.ask("eth_sendTransaction", [
    { from: ethereumAddress, to, value: "0x1", ...(data && { data }) },
  ])
  await stage.decide(await shownConsent(stage))
  resultOf(await page.answer(id))
}

test("whom the wallet sent something is remembered, the latest first, with how often", async () => {
  const recipients = openRecipients(stage.store)
  expect(await recipients.list()).toEqual([])
  await send(TO)
  await send(OTHER)
  await send(TO)
  expect(await recipients.list()).toMatchObject([
    { family: "ethereum", address: TO.toLowerCase(), count: 2 },
    { family: "ethereum", address: OTHER.toLowerCase(), count: 1 },
  ])
})

test("whom it was rejected to send something is not", async () => {
  const id = page.ask("eth_sendTransaction", [{ from: ethereumAddress, to: TO, value: "0x1" }])
  await stage.decide(await shownConsent(stage), "reject")
  await page.answer(id)
  expect(await openRecipients(stage.store).list()).toEqual([])
})

test("a worker that dies at any use of its store counts a recipient no more than once", async () => {
  for (const use of [1, 2, 3, 5, 8, 13]) {
    await (await stage.store()).clear("recipients")
    const id = page.ask("eth_sendTransaction", [{ from: ethereumAddress, to: TO, value: "0x1" }])
    const shown = await shownConsent(stage)
    stage.killAtUse(use)
    await Promise.race([stage.decide(shown), new Promise((resume) => setTimeout(resume, 150))])
    stage.kill()
    stage.revive()
    page.connect()
    await stage.decide(shown)
    resultOf(await page.answer(id))
    expect(await openRecipients(stage.store).list()).toMatchObject([{ address: TO.toLowerCase(), count: 1 }])
  }
})

test("only so many are remembered", async () => {
  const tx = (await stage.store()).transaction("recipients", "readwrite")
  for (let place = 0; place < RECIPIENTS_KEPT; place++) {
    await tx.store.put({ family: "solana", address: `a${place}`, count: 1, lastAt: place })
  }
  await tx.done
  await send(TO)
  const kept = await openRecipients(stage.store).list()
  expect(kept).toHaveLength(RECIPIENTS_KEPT)
  expect(kept[0]?.address).toBe(TO.toLowerCase())
  expect(kept.some(({ address }) => address === "a0")).toBe(false)
})

test("who gets tokens is read from the calls that say so, and from no other", () => {
  const [from, to] = [word(OTHER), word(TO)]
  const one = [TO.toLowerCase()]
  expect(sentTo(call("0x", { action: "transfer", to: TO }))).toEqual(one)
  expect(sentTo(call(`0xa9059cbb${to}${word("0x05")}`))).toEqual(one)
  for (const selector of ["23b872dd", "42842e0e", "b88d4fde", "f242432a", "2eb2c2d6"]) {
    expect(sentTo(call(`0x${selector}${from}${to}${word("0x05")}`))).toEqual(one)
  }
  expect(sentTo(call(`0x095ea7b3${to}${word("0x05")}`))).toEqual([])
  expect(sentTo(call(`0xa9059cbb${to.slice(0, 40)}`))).toEqual([])
  expect(sentTo(call(`0xa9059cbb01${to.slice(2)}`))).toEqual([])
  expect(sentTo(call("0x60806040", { action: "create", to: null }))).toEqual([])
})

test("on Solana it is the account that gets SOL, or that holds the tokens", () => {
  const program = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"
  const token = (data: string, accounts: string[]) => ({ name: "unknown" as const, program, accounts, data })
  const [whole, plain] = [
    { family: "solana" as const, version: "0" as const, feePayer: solanaAddress },
    { feeLamports: "5000", lookupTables: [] },
  ]
  const instructions = [
    { name: "transfer" as const, from: solanaAddress, to: "sol", lamports: "1" },
    token("0x0300", ["source", "plain", "owner"]),
    token("0x0c00", ["source", "mint", "checked", "owner"]),
    token("0x0400", ["source", "delegate", "owner"]),
    { ...token("0x0300", ["a", "b", "c"]), program: "other" },
    { name: "memo" as const, text: "hello" },
  ]
  expect(sentTo({ ...whole, ...plain, instructions })).toEqual(["sol", "plain", "checked"])
})
