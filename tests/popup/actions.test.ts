/** What a request does, in one sentence for each kind of action, in both languages. */
import { afterEach, expect, test } from "vitest"
import { chooseLanguage } from "~popup/language"
import { type About, partiesOf, sentenceOf, stepsOf } from "~popup/words/actions"
import { Action, type Reading } from "~protocol"
import { ETHEREUM } from "./subjects"

afterEach(() => chooseLanguage("en"))

const SPENDER = "0x3fC91A3afd70395Cd496C647d5a6CC9D4B2b7FAD"
const TOKEN = "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48"
const chain = { id: "eip155:1", name: "Ethereum", symbol: "ETH", decimals: 18 }
const usdc = { chain: chain.id, address: TOKEN, tokenId: null }
const ether = { chain: chain.id, address: null, tokenId: null }
const nft = { ...usdc, address: SPENDER, tokenId: "8127" }
const about: About = {
  assets: [
    // As a page might have written the address.
    { asset: { ...usdc, address: TOKEN.toLowerCase() }, symbol: "USDC", decimals: 6, source: "listed" },
    { asset: nft, symbol: "TABBY", decimals: null, source: "chain" },
  ],
  chain,
  owner: ETHEREUM,
}

const reading = (action: Action, more: Partial<Reading> = {}): Reading => ({
  how: "exact",
  action,
  target: TOKEN,
  protocol: null,
  signature: null,
  members: [],
  flaws: [],
  inside: [],
  data: null,
  ...more,
})
const said = (action: Action, more: Partial<Reading> = {}) => sentenceOf(reading(action, more), about)

const approval = { type: "approve", asset: usdc, spender: SPENDER, adds: false, expiresAt: null } as const

const actions: readonly [Action, string][] = [
  [
    { type: "send", asset: usdc, amount: "12000000", from: null, to: SPENDER },
    "Send 12 USDC to 0x3fC91A…2b7FAD",
  ],
  [
    { type: "send", asset: ether, amount: "1", from: ETHEREUM.toLowerCase(), to: SPENDER },
    "Send 0.000000000000000001 ETH to",
  ],
  [
    { type: "send", asset: usdc, amount: "1", from: TOKEN, to: SPENDER },
    "Move 0.000001 USDC from 0xA0b869…06eB48 to",
  ],
  [{ type: "send", asset: nft, amount: "1", from: null, to: SPENDER }, "Send TABBY no. 8127 to"],
  [{ ...approval, amount: "100000000" }, "Allow 0x3fC91A…2b7FAD to take up to 100 USDC"],
  [{ ...approval, amount: null }, "to take any amount of USDC"],
  [{ ...approval, amount: "1000000", adds: true }, "to take 1 USDC more than until now"],
  [{ ...approval, amount: "0" }, "Take back what 0x3fC91A…2b7FAD may take of USDC"],
  [{ ...approval, amount: "1", expiresAt: Date.UTC(2026, 11, 24) }, ", until 24 Dec 2026"],
  [{ type: "approve-all", asset: nft, operator: SPENDER, approved: true }, "to take all your TABBY"],
  [{ type: "approve-all", asset: nft, operator: SPENDER, approved: false }, "Take back that"],
  [
    {
      type: "swap",
      give: [{ asset: ether, amount: "1000000000000000000" }],
      get: [{ asset: usdc, amount: "2310000000" }],
      recipient: ETHEREUM,
    },
    "Swap 1 ETH for at least 2,310 USDC",
  ],
  [
    { type: "swap", give: [{ asset: ether, amount: null }], get: [], recipient: SPENDER },
    "it goes to 0x3fC91A…2b7FAD",
  ],
  [
    {
      type: "order",
      give: [
        { asset: nft, amount: "1" },
        { asset: usdc, amount: "1000000" },
      ],
      get: [],
      recipient: null,
      expiresAt: null,
    },
    "Offer TABBY no. 8127 and 1 USDC for nothing in return",
  ],
  [{ type: "wrap", asset: ether, amount: "1000000000000000000", unwraps: false }, "Wrap 1 ETH"],
  [{ type: "mint", asset: usdc, amount: "1000000", to: SPENDER }, "Mint 1 USDC for"],
  [{ type: "burn", asset: usdc, amount: "1000000" }, "Burn 1 USDC, gone for good"],
  [{ type: "create", destroys: true }, "that can destroy itself"],
  [{ type: "transfer-ownership", of: TOKEN, to: null }, "without an owner"],
  [
    { type: "set-authority", of: TOKEN, right: "close-account", to: SPENDER },
    "the right “close-account” over",
  ],
  [{ type: "close-account", account: TOKEN, to: SPENDER }, "Close the account"],
  [{ type: "create-account", account: TOKEN, owner: SPENDER }, "Open the account 0xA0b869…06eB48 for"],
  [{ type: "stake", asset: ether, amount: "1000000000000000000", with: SPENDER }, "Stake 1 ETH with"],
  [{ type: "unstake", asset: ether, amount: null }, "Unstake some ETH"],
  [{ type: "use-nonce", account: TOKEN }, "Stay valid until it is sent"],
  [{ type: "delegate-account", to: SPENDER }, "Let your account act as the code"],
  [{ type: "memo", text: "I am the page" }, "Write a note, public for ever"],
  [{ type: "fee-setting", setting: "unit-price", value: "1" }, "Set the fee"],
  [{ type: "several" }, "0 things at once"],
  [{ type: "call" }, "Something that the wallet cannot read, at 0xA0b869…06eB48"],
  [{ type: "unknown" }, "Something that the wallet cannot read"],
]

test.each(actions)("%o has its sentence", (action, expected) => {
  expect(said(Action.parse(action))).toContain(expected)
})

test("every kind of action has a sentence in both languages, and none has a place left open", () => {
  const kinds = new Set(actions.map(([{ type }]) => type))
  expect([...kinds].sort()).toEqual(
    Action.def.options.map((option) => option.shape.type.def.values[0]).sort(),
  )
  for (const language of ["en", "de"] as const) {
    chooseLanguage(language)
    for (const [action] of actions) {
      expect(said(action)).not.toMatch(/\{\{|undefined/)
      expect(said(action).length).toBeGreaterThan(5)
    }
  }
})

test("a token that nobody knows is called unknown, by its address, and its amount is not guessed", () => {
  const sentence = sentenceOf(
    reading({ type: "send", asset: usdc, amount: "12000000", from: null, to: SPENDER }),
    { ...about, assets: [] },
  )
  expect(sentence).toContain("12,000,000 of the smallest unit of unknown token 0xA0b869…06eB48")
})

test("a name that is only likely is said to be so, whatever its action claims", () => {
  const action: Action = { type: "send", asset: usdc, amount: "1", from: null, to: SPENDER }
  const named = { how: "named", signature: "transfer(address,uint256)" } as const
  expect(said(action, named)).toBe("Call 0xA0b869…06eB48, perhaps its “transfer”")
  expect(said({ type: "call" }, { ...named, how: "exact" })).toBe("Call “transfer” of 0xA0b869…06eB48")
})

test("a page's own words in a sentence cannot turn it or hide in it", () => {
  const symbol = "US\u202EDC"
  const assets = [{ asset: usdc, symbol, decimals: 6, source: "chain" as const }]
  const sentence = sentenceOf(reading({ type: "burn", asset: usdc, amount: "1" }), { ...about, assets })
  expect(sentence).toContain("U+202E")
  expect(sentence).not.toContain("\u202E")
})

test("whoever a sentence speaks of stands whole beside it, and the person himself does not", () => {
  const action: Action = { type: "send", asset: usdc, amount: "1", from: ETHEREUM, to: SPENDER }
  expect(partiesOf(reading(action), about)).toEqual([
    { name: "To", address: SPENDER },
    { name: "Token", address: TOKEN },
  ])
})

test("of several at once each is told, and fee settings are left for the details", () => {
  const memo = reading({ type: "memo", text: "" })
  const fee = reading({ type: "fee-setting", setting: "a", value: "1" })
  const inner = reading({ type: "several" }, { inside: [memo, fee] })
  expect(stepsOf(reading({ type: "several" }, { inside: [inner, fee, memo] }))).toEqual([memo, memo])
})
