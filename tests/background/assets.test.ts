/** Tokens that a site asks to be listed: what the wallet keeps is what the token says of itself. */
import { encodeAbiParameters, parseAbiParameters, stringToHex } from "viem"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { openAssets } from "~background/chains/assets"
import { ethereumAddress } from "./support/kms"
import { ethereumAt, type NodeCall, refuse, startNode, type TestNode } from "./support/nodes"
import {
  connectPage,
  openPage,
  openStage,
  pageSender,
  reasonOf,
  resultOf,
  type Stage,
  shownConsent,
  type TestPage,
} from "./support/stage"

const TOKEN = "0x5FbDB2315678afecb367f032d93F642f64180aa3"
const textWords = (text: string) => encodeAbiParameters(parseAbiParameters("string"), [text])
const numberWord = (number: bigint) => encodeAbiParameters(parseAbiParameters("uint256"), [number])
const tokenOf = (symbol: unknown, decimals: unknown) => (call: NodeCall) =>
  (call.params[0] as { data: string }).data === "0x95d89b41" ? symbol : decimals

let node: TestNode
let stage: Stage
let page: TestPage
beforeEach(async () => {
  node = await startNode(tokenOf(textWords("USDC"), numberWord(6n)))
  stage = await openStage({ more: [ethereumAt(7777, [node.url])] })
  await stage.createWallet()
  page = openPage(stage)
  await connectPage(stage, page)
  resultOf(await page.request("wallet_switchEthereumChain", [{ chainId: "0x1e61" }]))
})
afterEach(() => Promise.all([stage.stop(), node.stop()]))

const asked = (options: Record<string, unknown> = {}, type = "ERC20") => ({
  type,
  options: {
    address: TOKEN.toLowerCase(),
    symbol: "USDC",
    decimals: 6,
    image: "https://x.example/i.png",
    ...options,
  },
})

describe("a token", () => {
  test("that says what the site said is shown, listed, and answered with true", async () => {
    const id = page.ask("wallet_watchAsset", asked())
    const view = await shownConsent(stage)
    expect(view.subject).toEqual({
      kind: "asset",
      chain: { id: "eip155:7777", name: "Test 7777", symbol: "TST", decimals: 18 },
      account: { family: "ethereum", address: ethereumAddress },
      address: TOKEN,
      symbol: "USDC",
      decimals: 6,
      claimed: null,
    })
    await stage.decide(view)
    expect(resultOf(await page.answer(id))).toBe(true)
    const listed = { chainId: "eip155:7777", address: TOKEN, symbol: "USDC", decimals: 6 }
    expect(await openAssets(stage.store).list()).toEqual([listed])
    const again = page.ask("wallet_watchAsset", [asked()])
    await stage.decide(await shownConsent(stage))
    expect(resultOf(await page.answer(again))).toBe(true)
    expect(await openAssets(stage.store).list()).toEqual([listed])
  })

  test.each([
    [{ symbol: "DAI" }, { symbol: "DAI", decimals: 6 }],
    [{ decimals: "18" }, { symbol: "USDC", decimals: 18 }],
    [
      { symbol: undefined, decimals: 8 },
      { symbol: "USDC", decimals: 8 },
    ],
    [{ symbol: undefined, decimals: undefined }, null],
  ])(
    "of which the site says %j is shown with what it says of itself and with what the site said",
    async (options, claimed) => {
      page.ask("wallet_watchAsset", asked(options))
      expect((await shownConsent(stage)).subject).toMatchObject({ symbol: "USDC", decimals: 6, claimed })
    },
  )

  test("older than the standard is read", async () => {
    node.serve = tokenOf(stringToHex("MKR", { size: 32 }), numberWord(18n))
    page.ask("wallet_watchAsset", asked({ symbol: "MKR", decimals: 18 }))
    expect((await shownConsent(stage)).subject).toMatchObject({ symbol: "MKR", decimals: 18, claimed: null })
  })

  test.each([
    ["no contract", tokenOf("0x", "0x")],
    ["a contract that refuses", refuse({ code: 3, message: "execution reverted" })],
    ["a symbol of control characters", tokenOf(textWords("US\u202eDC"), numberWord(6n))],
    ["an empty symbol", tokenOf(textWords(""), numberWord(6n))],
    ["a symbol too long to be one", tokenOf(textWords("x".repeat(33)), numberWord(6n))],
    [
      "a symbol that is no text",
      tokenOf(`0x${"20".padStart(64, "0")}${"2".padStart(64, "0")}${"ff".repeat(32)}`, numberWord(6n)),
    ],
    [
      "a length that lies",
      tokenOf(`0x${"20".padStart(64, "0")}${"f".repeat(64)}${"41".repeat(32)}`, numberWord(6n)),
    ],
    ["more decimals than there are", tokenOf(textWords("USDC"), numberWord(2n ** 255n))],
    ["an answer that is none", tokenOf({ symbol: "USDC" }, 6)],
  ])("that turns out to be %s is refused before anybody is asked", async (_what, serve) => {
    node.serve = serve
    expect(await page.request("wallet_watchAsset", asked())).toMatchObject({
      error: { code: -32602, data: { where: "params.options.address: no token answers there" } },
    })
  })

  test("of another kind is refused with the kind that is listed", async () => {
    for (const type of ["ERC721", "ERC1155", "NATIVE"]) {
      expect(await page.request("wallet_watchAsset", asked({ tokenId: "1" }, type))).toMatchObject({
        error: { code: -32602, data: { where: "params.type: only ERC20 tokens are listed" } },
      })
    }
  })

  test("may be on another chain that the wallet knows, and on no other", async () => {
    resultOf(await page.request("wallet_switchEthereumChain", [{ chainId: "0x7a69" }]))
    page.ask("wallet_watchAsset", asked({ chainId: 7777 }))
    expect((await shownConsent(stage)).subject).toMatchObject({ chain: { id: "eip155:7777" } })
    expect(await page.request("wallet_watchAsset", asked({ chainId: "0x999" }))).toMatchObject({
      error: { code: 4901, data: { reason: "CHAIN_UNSUPPORTED" } },
    })
  })

  test("is not listed for a site that is not connected, or that asks in no shape", async () => {
    const stranger = openPage(stage, pageSender({ origin: "https://stranger.example" }))
    expect(reasonOf(await stranger.request("wallet_watchAsset", asked()))).toBe("ORIGIN_NOT_CONNECTED")
    for (const params of [
      undefined,
      [],
      {},
      asked({ address: "0x12" }),
      [asked(), asked()],
      asked({ owner: 1 }),
    ]) {
      expect(reasonOf(await page.request("wallet_watchAsset", params))).toBe("PARAMS_INVALID")
    }
  })
})
