/** Spend is everything that lets value leave: each call is counted, and what is not understood is a danger. */
import { Interface } from "ethers"
import fc from "fast-check"
import {
  type Abi,
  encodeFunctionData,
  type Hex,
  maxUint160,
  maxUint256,
  parseAbi,
  serializeTransaction,
} from "viem"
import { describe, expect, it } from "vitest"
import { readEthereum } from "~kms-server/policy/transactions"

const RUNS = 100 * Number(process.env.COUNTERSIGN_RUNS ?? 1)
const address = (digit: string) => `0x${digit.repeat(40)}` as Hex
const [account, token, friend, stranger] = [address("a"), address("b"), address("c"), address("d")]
const PERMIT2 = "0x000000000022D473030F116dDEE9F6B43aC78BA3"
const MULTICALL3 = "0xcA11bde05977b3631167028862bE2a173976CA11"
const b32 = `0x${"11".repeat(32)}` as Hex
const coin = "eip155:1/slip44:60"
const erc20 = `eip155:1/erc20:${token}`
const erc721 = `eip155:1/erc721:${token}`

const abi = parseAbi([
  "function transfer(address to, uint256 amount)",
  "function transferFrom(address from, address to, uint256 amount)",
  "function approve(address spender, uint256 amount)",
  "function increaseAllowance(address spender, uint256 amount)",
  "function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s)",
  "function safeTransferFrom(address from, address to, uint256 id)",
  "function setApprovalForAll(address operator, bool approved)",
  "function safeBatchTransferFrom(address from, address to, uint256[] ids, uint256[] amounts, bytes data)",
  "function deposit()",
  "function withdraw(uint256 amount)",
  "function multicall(bytes[] calls)",
  "function aggregate((address target, bytes data)[] calls)",
  "function tryAggregate(bool must, (address target, bytes data)[] calls)",
  "function aggregate3((address target, bool may, bytes data)[] calls)",
  "function aggregate3Value((address target, bool may, uint256 value, bytes data)[] calls)",
  "function swap(uint256 amount)",
])
const dai = parseAbi([
  "function permit(address holder, address spender, uint256 nonce, uint256 expiry, bool allowed, uint8 v, bytes32 r, bytes32 s)",
])
const withData = parseAbi(["function safeTransferFrom(address from, address to, uint256 id, bytes data)"])
const erc1155 = parseAbi([
  "function safeTransferFrom(address from, address to, uint256 id, uint256 amount, bytes data)",
])
const timed = parseAbi(["function multicall(uint256 deadline, bytes[] calls)"])
const permit2 = parseAbi([
  "struct Details { address token; uint160 amount; uint48 expiration; uint48 nonce; }",
  "struct Single { Details details; address spender; uint256 deadline; }",
  "struct Batch { Details[] details; address spender; uint256 deadline; }",
  "struct Transfer { address from; address to; uint160 amount; address token; }",
  "function approve(address token, address spender, uint160 amount, uint48 expiration)",
  "function transferFrom(address from, address to, uint160 amount, address token)",
])
const permit2Many = parseAbi([
  "struct Transfer { address from; address to; uint160 amount; address token; }",
  "function transferFrom(Transfer[] transfers)",
])
const permit2Single = parseAbi([
  "struct Details { address token; uint160 amount; uint48 expiration; uint48 nonce; }",
  "struct Single { Details details; address spender; uint256 deadline; }",
  "function permit(address owner, Single single, bytes signature)",
])
const permit2Batch = parseAbi([
  "struct Details { address token; uint160 amount; uint48 expiration; uint48 nonce; }",
  "struct Batch { Details[] details; address spender; uint256 deadline; }",
  "function permit(address owner, Batch batch, bytes signature)",
])

const encode = (functionName: string, args: unknown[] = [], of: Abi = abi) =>
  encodeFunctionData({ abi: of, functionName, args })

/** The facts of a call, whose gas is free, so that only what it does is spent. */
function factsOf(data: Hex, { to = token as Hex, value = 0n, known = false } = {}) {
  const bytes = serializeTransaction({
    type: "eip1559",
    chainId: 1,
    to,
    value,
    data,
    gas: 1n,
    maxFeePerGas: 0n,
  })
  return readEthereum(bytes, account, () => known).facts
}
const spent = (data: Hex, options = {}) =>
  Object.fromEntries(factsOf(data, options).spends.map(({ asset, amount }) => [asset, amount]))
const typesOf = (data: Hex, options = {}) => factsOf(data, options).actions.map(({ type }) => type)
const permitted = { token, amount: 9n, expiration: 1, nonce: 0 }

describe("a call of a token", () => {
  it("transfer spends its amount", () => {
    const facts = factsOf(encode("transfer", [friend, 9n]))
    expect(facts.actions).toEqual([
      {
        type: "transfer",
        program: token,
        method: "0xa9059cbb",
        asset: erc20,
        amount: 9n,
        from: account,
        to: friend,
      },
    ])
    expect(facts).toMatchObject({ spends: [{ asset: erc20, amount: 9n }], dangers: [], programs: [token] })
  })

  it("transferFrom of the account is counted as ERC-20 and as ERC-721, since the bytes do not say which", () => {
    expect(spent(encode("transferFrom", [account, friend, 9n]))).toEqual({ [erc20]: 9n, [erc721]: 1n })
    expect(spent(encode("transferFrom", [account, friend, 0n]))).toEqual({ [erc721]: 1n })
    expect(spent(encode("transferFrom", [account, friend, 9n]), { known: true })).toEqual({ [erc20]: 9n })
  })

  it("transferFrom of another is no spend of the account, and is told all the same", () => {
    const facts = factsOf(encode("transferFrom", [stranger, friend, 9n]))
    expect(facts.spends).toEqual([])
    expect(facts.actions[0]).toMatchObject({ type: "transfer", from: stranger, to: friend, amount: 9n })
  })

  it("approve spends all that it approves", () => {
    expect(spent(encode("approve", [friend, 9n]))).toEqual({ [erc20]: 9n, [erc721]: 1n })
    expect(spent(encode("approve", [friend, 9n]), { known: true })).toEqual({ [erc20]: 9n })
    expect(factsOf(encode("approve", [friend, 9n])).dangers).toEqual([])
    expect(typesOf(encode("approve", [friend, 0n]))).toEqual(["approve"])
  })

  it.each([2n ** 128n, maxUint256])("approve of %i is unlimited", (amount) => {
    const facts = factsOf(encode("approve", [friend, amount]), { known: true })
    expect(facts).toMatchObject({ dangers: ["unlimited"], spends: [{ asset: erc20, amount }] })
    expect(factsOf(encode("increaseAllowance", [friend, amount])).dangers).toEqual(["unlimited"])
  })

  it("increaseAllowance spends what it adds", () => {
    expect(spent(encode("increaseAllowance", [friend, 9n]))).toEqual({ [erc20]: 9n })
  })

  it("permit spends what it permits, where the account is the owner", () => {
    const permit = (owner: Hex) => encode("permit", [owner, friend, 9n, 1n, 27, b32, b32])
    expect(spent(permit(account))).toEqual({ [erc20]: 9n })
    expect(spent(permit(stranger))).toEqual({})
    expect(typesOf(permit(stranger))).toEqual(["permit"])
  })

  it("DAI's permit is unlimited, or takes back", () => {
    const permit = (allowed: boolean) =>
      encode("permit", [account, friend, 0n, 0n, allowed, 27, b32, b32], dai)
    expect(spent(permit(true))).toEqual({ [erc20]: maxUint256 })
    expect(factsOf(permit(true)).dangers).toEqual(["unlimited"])
    expect(factsOf(permit(false))).toMatchObject({ spends: [], dangers: [] })
  })

  it.each([
    ["without data", encode("safeTransferFrom", [account, friend, 0n])],
    ["with data", encode("safeTransferFrom", [account, friend, 0n, "0x1234"], withData)],
  ])("safeTransferFrom %s spends one token of the collection", (_name, data) => {
    expect(spent(data)).toEqual({ [erc721]: 1n })
  })

  it("setApprovalForAll is unlimited, and taking it back is not", () => {
    const facts = factsOf(encode("setApprovalForAll", [friend, true]))
    expect(facts).toMatchObject({ dangers: ["unlimited"], spends: [{ asset: erc721, amount: maxUint256 }] })
    expect(facts.actions[0]).toMatchObject({ type: "approveAll", to: friend })
    expect(factsOf(encode("setApprovalForAll", [friend, false]))).toMatchObject({ dangers: [], spends: [] })
  })

  it("ERC-1155 spends each id by its amount, one id twice as the sum", () => {
    const one = encode("safeTransferFrom", [account, friend, 7n, 3n, "0x"], erc1155)
    expect(spent(one)).toEqual({ [`eip155:1/erc1155:${token}/7`]: 3n })
    const many = encode("safeBatchTransferFrom", [account, friend, [7n, 8n, 7n], [3n, 4n, 5n], "0x"])
    expect(spent(many)).toEqual({ [`eip155:1/erc1155:${token}/7`]: 8n, [`eip155:1/erc1155:${token}/8`]: 4n })
  })

  it("ERC-1155 with more ids than amounts, or none, is not understood", () => {
    for (const ids of [[7n, 8n], []]) {
      const odd = encode("safeBatchTransferFrom", [account, friend, ids, ids.slice(1), "0x"])
      expect(factsOf(odd).dangers).toEqual(["unknownCall"])
    }
  })

  it("wrapping spends the coin, and unwrapping the wrapped one", () => {
    expect(factsOf(encode("deposit"), { value: 5n })).toMatchObject({
      ...{ dangers: [], spends: [{ asset: coin, amount: 5n }] },
      actions: [{ type: "wrap", asset: coin, amount: 5n, to: token }],
    })
    expect(spent(encode("withdraw", [5n]))).toEqual({ [erc20]: 5n })
  })

  it("that brings a value spends that too, as an action of its own", () => {
    const facts = factsOf(encode("transfer", [friend, 9n]), { value: 5n })
    expect(facts.spends).toEqual([
      { asset: coin, amount: 5n },
      { asset: erc20, amount: 9n },
    ])
    expect(facts.actions.map(({ type, to, amount }) => [type, to, amount])).toEqual([
      ["transfer", friend, 9n],
      ["transfer", token, 5n],
    ])
  })
})

describe("a call of Permit2", () => {
  const at = { to: PERMIT2 as Hex }
  const single = { details: permitted, spender: friend, deadline: 1n }
  const batch = { details: [permitted, { ...permitted, token: stranger }], spender: friend, deadline: 1n }
  const transfer = { from: account, to: friend, amount: 9n, token }
  const both = { [erc20]: 9n, [`eip155:1/erc20:${stranger}`]: 9n }

  it.each([
    ["approve", encode("approve", [token, friend, 9n, 1], permit2), { [erc20]: 9n }],
    ["transferFrom", encode("transferFrom", [account, friend, 9n, token], permit2), { [erc20]: 9n }],
    [
      "transferFrom of many",
      encode("transferFrom", [[transfer, { ...transfer, token: stranger }]], permit2Many),
      both,
    ],
    ["permit", encode("permit", [account, single, "0x1234"], permit2Single), { [erc20]: 9n }],
    ["permit of many", encode("permit", [account, batch, "0x1234"], permit2Batch), both],
  ])("%s spends the token that it names", (_name, data, spends) => {
    const facts = factsOf(data, at)
    expect(facts.dangers).toEqual([])
    expect(Object.fromEntries(facts.spends.map(({ asset, amount }) => [asset, amount]))).toEqual(spends)
    expect(facts.programs).toEqual([PERMIT2.toLowerCase()])
    expect(factsOf(data).dangers).toEqual(["unknownCall"])
  })

  it("approve of the most that it can say is unlimited", () => {
    expect(factsOf(encode("approve", [token, friend, maxUint160, 1], permit2), at).dangers).toEqual([
      "unlimited",
    ])
  })

  it("that names nothing is not understood, so that nothing passes for everything being allowed", () => {
    expect(factsOf(encode("transferFrom", [[]], permit2Many), at).dangers).toEqual(["unknownCall"])
    const empty = { ...batch, details: [] }
    expect(factsOf(encode("permit", [account, empty, "0x"], permit2Batch), at).dangers).toEqual([
      "unknownCall",
    ])
  })
})

describe("calls inside a call", () => {
  const send = encode("transfer", [friend, 9n])
  const approve = encode("approve", [friend, 4n])

  it.each([
    ["multicall", encode("multicall", [[send, approve]])],
    ["multicall with a deadline", encode("multicall", [1n, [send, approve]], timed)],
    ["multicall in a multicall", encode("multicall", [[encode("multicall", [[send]]), approve]])],
  ])("of %s stand as actions of their own, and all are spent", (_name, data) => {
    expect(typesOf(data).filter((type) => type !== "call")).toEqual(["transfer", "approve"])
    expect(spent(data)).toEqual({ [erc20]: 13n, [erc721]: 1n })
    expect(factsOf(data).dangers).toEqual([])
  })

  it("are not nothing where there are none", () => {
    expect(typesOf(encode("multicall", [[]]))).toEqual(["call"])
  })

  it("that are not understood are a danger, however deep", () => {
    const data = encode("multicall", [[send, encode("multicall", [[encode("swap", [1n])]])]])
    expect(factsOf(data).dangers).toEqual(["unknownCall"])
    expect(spent(data)).toEqual({ [erc20]: 9n })
  })

  it("nested deeper than four are not understood", () => {
    const nest = (times: number): Hex => (times === 0 ? send : encode("multicall", [[nest(times - 1)]]))
    expect(factsOf(nest(4)).dangers).toEqual([])
    expect(factsOf(nest(5)).dangers).toEqual(["unknownCall"])
  })

  const take = encode("transferFrom", [account, friend, 9n])
  it.each([
    ["aggregate", encode("aggregate", [[{ target: token, data: take }]])],
    ["tryAggregate", encode("tryAggregate", [false, [{ target: token, data: take }]])],
    ["aggregate3", encode("aggregate3", [[{ target: token, may: true, data: take }]])],
    ["aggregate3Value", encode("aggregate3Value", [[{ target: token, may: true, value: 2n, data: take }]])],
  ])(
    "of Multicall3's %s are of their own targets, and what is taken from the account is spent",
    (_name, data) => {
      const facts = factsOf(data, { to: MULTICALL3, value: 2n })
      expect(facts.programs).toEqual([MULTICALL3.toLowerCase(), token])
      expect(facts.spends).toContainEqual({ asset: erc20, amount: 9n })
      expect(facts.spends).toContainEqual({ asset: coin, amount: 2n })
      expect(facts.dangers).toEqual([])
    },
  )

  it("of Multicall3 are made by Multicall3, so a transfer there is not the account's", () => {
    const data = encode("aggregate3", [[{ target: token, may: false, data: send }]])
    const facts = factsOf(data, { to: MULTICALL3 })
    expect(facts.spends).toEqual([])
    expect(facts.actions.at(-1)).toMatchObject({
      type: "transfer",
      from: MULTICALL3.toLowerCase(),
      to: friend,
    })
  })

  it("of Multicall3's functions on another contract are not understood", () => {
    const data = encode("aggregate3", [[{ target: token, may: false, data: send }]])
    expect(factsOf(data).dangers).toEqual(["unknownCall"])
  })
})

describe("a call that is not understood", () => {
  const send = encode("transfer", [friend, 9n])
  it.each([
    ["of a function that is not known", encode("swap", [1n])],
    ["with a byte behind its arguments", `${send}00`],
    ["with a word behind its arguments", `${send}${"00".repeat(32)}`],
    ["with an argument too few", send.slice(0, -64) as Hex],
    ["with dirt before an address", send.replace("0".repeat(24), `${"0".repeat(23)}1`) as Hex],
    ["of a selector alone", "0xa9059cbb"],
    ["of less than a selector", "0xa905"],
    ["with a truth that is neither", `${encode("setApprovalForAll", [friend, true]).slice(0, -1)}2`],
    [
      "with a tail that lies elsewhere",
      encode("multicall", [[]]).replace(`${"0".repeat(62)}20`, `${"0".repeat(62)}40`) as Hex,
    ],
    ["with padding that is not zero", `${encode("multicall", [["0x1234"]]).slice(0, -2)}01`],
    ["with a list of four billion", `0xac9650d8${"0".repeat(62)}20${"0".repeat(56)}ffffffff`],
    ["with a list that reaches past the end", `0xac9650d8${"0".repeat(62)}20${"0".repeat(62)}09`],
    ["with an offset of 2^255", `0xac9650d880${"0".repeat(60)}20${"0".repeat(64)}`],
  ])("%s says so, and spends its value", (_name, data) => {
    const facts = factsOf(data as Hex, { value: 5n })
    expect(facts.dangers).toEqual(["unknownCall"])
    expect(facts.spends).toEqual([{ asset: coin, amount: 5n }])
    expect(facts.actions).toEqual([
      {
        ...{ type: "call", program: token, method: data.slice(0, 10), asset: coin, amount: 5n },
        ...{ from: account, to: token },
      },
    ])
  })

  it("is any call of the account itself, which may have been delegated to code that means something else", () => {
    expect(factsOf(send, { to: account }).dangers).toEqual(["unknownCall"])
    const data = encode("aggregate3", [[{ target: account, may: false, data: send }]])
    expect(factsOf(data, { to: MULTICALL3 }).dangers).toEqual(["unknownCall"])
  })

  it("is every call whose arguments are not what ethers would write", () => {
    const ethers = new Interface(["function approve(address,uint256)", "function multicall(bytes[])"])
    const flips = fc.record({ place: fc.nat(), bit: fc.integer({ min: 1, max: 255 }) })
    fc.assert(
      fc.property(flips, ({ place, bit }) => {
        const bytes = Buffer.from(
          encode("multicall", [[encode("approve", [friend, 9n]), "0x12"]]).slice(2),
          "hex",
        )
        const at = 4 + (place % (bytes.length - 4))
        bytes[at] = (bytes[at] ?? 0) ^ bit
        const data = `0x${bytes.toString("hex")}` as const
        const facts = factsOf(data)
        if (facts.dangers.includes("unknownCall") && facts.actions.length === 1) return
        const [calls] = ethers.decodeFunctionData("multicall", data)
        expect(ethers.encodeFunctionData("multicall", [calls])).toBe(data)
      }),
      { numRuns: RUNS },
    )
  })
})

describe("spends", () => {
  it("of a multicall are exactly the sum of what is in it", () => {
    const amount = fc.bigInt({ min: 0n, max: 2n ** 120n })
    const move = fc.tuple(fc.constantFrom("transfer", "increaseAllowance", "withdraw"), amount)
    fc.assert(
      fc.property(fc.array(move, { maxLength: 20 }), amount, (moves, value) => {
        const calls = moves.map(([name, of]) => encode(name, name === "withdraw" ? [of] : [friend, of]))
        const total = moves.reduce((sum, [, of]) => sum + of, 0n)
        const sums = spent(encode("multicall", [calls]), { value })
        expect([sums[erc20] ?? 0n, sums[coin] ?? 0n]).toEqual([total, value])
      }),
      { numRuns: RUNS },
    )
  })
})
