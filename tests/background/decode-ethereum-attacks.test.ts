import { AbiCoder, Interface } from "ethers"
import { describe, expect, test } from "vitest"
import { readEthereumCall, readTypedData } from "~background/decode"
import { actionLine, allOf, lineOf } from "./support/readings"

const ME = "0x1111111111111111111111111111111111111111"
const THIEF = "0x2222222222222222222222222222222222222222"
const TOKEN = "0x3333333333333333333333333333333333333333"
const USDC = "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48"
const WETH = "0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2"
const PERMIT2 = "0x000000000022D473030F116dDEE9F6B43aC78BA3"
const SEAPORT = "0x0000000000000068F116a894984e2DB1123eB395"
const MULTICALL = "0xcA11bde05977b3631167028862bE2a173976CA11"
const MULTISEND = "0x9641d764fc13c8B624c04430C7356C1C7C8102e2"

const coder = AbiCoder.defaultAbiCoder()
const abi = new Interface([
  "function approve(address,uint256)",
  "function transfer(address,uint256)",
  "function increaseAllowance(address,uint256)",
  "function setApprovalForAll(address,bool)",
  "function multicall(bytes[])",
  "function aggregate3((address,bool,bytes)[])",
  "function multiSend(bytes)",
  "function execTransaction(address,uint256,bytes,uint8,uint256,uint256,uint256,address,address,bytes)",
  "function transferOwnership(address)",
  "function renounceOwnership()",
  "function setName(string)",
  "function safeBatchTransferFrom(address,address,uint256[],uint256[],bytes)",
  "function exactInput((bytes,address,uint256,uint256))",
  "function execute(bytes,bytes[],uint256)",
  "function deposit()",
])

const read = (data: string, to: string | null = TOKEN, wei = "0") =>
  readEthereumCall({ chain: "eip155:1", from: ME, to, wei, data })
const line = (data: string, to?: string) => lineOf(read(data, to), ME)
const word = (hex: string) => hex.padStart(64, "0")
const approval = abi.encodeFunctionData("approve", [THIEF, 5])

describe("calldata that no encoder wrote", () => {
  test("cannot hide an approval by being a byte short", () => {
    const reading = read(approval.slice(0, -2))
    expect(lineOf(reading, ME)).toBe(`named approve 0 ${TOKEN} to ${THIEF}`)
    expect(reading.flaws).toEqual(["too-short"])
    expect(reading.data).toBe(approval.slice(0, -2))
  })

  test("cannot hide an approval by having half a byte too much", () => {
    const reading = read(`${approval}0`)
    expect(lineOf(reading, ME)).toBe(`named approve 5 ${TOKEN} to ${THIEF}`)
    expect(reading.flaws).toEqual(["odd-length"])
  })

  test("cannot hide an approval behind bytes that nobody reads", () => {
    const reading = read(`${approval}deadbeef`)
    expect(lineOf(reading, ME)).toBe(`named approve 5 ${TOKEN} to ${THIEF}`)
    expect(reading.flaws).toEqual(["bytes-left-over"])
  })

  test("cannot hide an operator with a true that is two", () => {
    const data = `0xa22cb465${word(THIEF.slice(2))}${word("2")}`
    const reading = read(data)
    expect(lineOf(reading, ME)).toBe(`named approve-all ${TOKEN} to ${THIEF}`)
    expect(reading.flaws).toEqual(["boolean-not-canonical"])
  })

  test("cannot hide a spender behind bytes above its address", () => {
    const reading = read(`0x095ea7b3${"ff".repeat(12)}${THIEF.slice(2)}${word("5")}`)
    expect(lineOf(reading, ME)).toBe(`named approve 5 ${TOKEN} to ${THIEF}`)
    expect(reading.flaws).toEqual(["address-not-canonical"])
  })

  test("is told from a number that is larger than its type", () => {
    const permit2 = `0x87517c45${word(USDC.slice(2))}${word(THIEF.slice(2))}${word(`1${"0".repeat(40)}`)}${word("1")}`
    const reading = read(permit2, PERMIT2)
    expect(reading.how).toBe("named")
    expect(reading.action).toMatchObject({ type: "approve", spender: THIEF })
    expect(reading.flaws).toEqual(["number-not-canonical"])
  })

  test("is told from places that are not where an encoder puts them", () => {
    const honest = abi.encodeFunctionData("multicall", [[approval]])
    const moved = `0xac9650d8${word("40")}${word("0")}${honest.slice(10 + 64)}`
    const reading = read(moved)
    expect(reading.how).toBe("named")
    expect(reading.flaws).toEqual(["offset-not-canonical"])
    expect(reading.inside.map(({ action }) => actionLine(action))).toEqual([`approve 5 ${TOKEN} to ${THIEF}`])
  })

  test("is told from text that is none", () => {
    const ens = "0xa58E81fe9b61B5c3fE2AFD33CF304c454AbFc7Cb"
    const honest = abi.encodeFunctionData("setName", ["abcd"])
    expect(line(honest, ens)).toBe("exact call")
    const reading = read(honest.replace("61626364", "61ff6364"), ens)
    expect(reading.flaws).toEqual(["text-not-canonical"])
    expect(reading.how).toBe("named")
  })

  test("is told from what fills up the last word", () => {
    const honest = abi.encodeFunctionData("multicall", [["0x12345678"]])
    const reading = read(`${honest.slice(0, -2)}01`)
    expect(reading.flaws).toEqual(["bytes-left-over"])
  })

  test("says no more than its name where it ends in the middle of a list", () => {
    const honest = abi.encodeFunctionData("multicall", [[approval]])
    const reading = read(honest.slice(0, 10 + 128))
    expect(reading).toMatchObject({
      how: "named",
      action: { type: "call" },
      members: [],
      flaws: ["too-short"],
    })
  })

  test("is not read at all where it is shorter than a function's name", () => {
    expect(read("0xa9059c")).toMatchObject({ how: "unknown", flaws: ["too-short"], data: "0xa9059c" })
  })
})

describe("what an approval can hide in", () => {
  const inner = `approve 5 ${TOKEN} to ${THIEF}`
  const actions = (data: string, to: string) => allOf(read(data, to)).map(({ action }) => actionLine(action))

  test("is seen as one that comes on top of the one before", () => {
    expect(line(abi.encodeFunctionData("increaseAllowance", [THIEF, 7]))).toBe(
      `exact approve 7 ${TOKEN} to ${THIEF} adding`,
    )
  })

  test("is opened: a multicall in a multicall", () => {
    const once = abi.encodeFunctionData("multicall", [[approval]])
    expect(actions(abi.encodeFunctionData("multicall", [[once]]), TOKEN)).toContain(inner)
  })

  test("is opened: Multicall3, in whose name the calls are made", () => {
    const data = abi.encodeFunctionData("aggregate3", [
      [[TOKEN, true, abi.encodeFunctionData("transfer", [THIEF, 9])]],
    ])
    expect(actions(data, MULTICALL)).toEqual(["several", `send 9 ${TOKEN} from ${MULTICALL} to ${THIEF}`])
  })

  test("is opened: a batch that a Safe runs as its own code", () => {
    const packed = `0x00${TOKEN.slice(2)}${word("0")}${word("44")}${approval.slice(2)}`
    const batch = abi.encodeFunctionData("multiSend", [packed])
    const data = abi.encodeFunctionData("execTransaction", [MULTISEND, 0, batch, 1, 0, 0, 0, ME, ME, "0x"])
    expect(actions(data, THIEF)).toEqual(["call", "several", inner])
  })

  test("is not lost in a crowd: what is too much to be read is unknown, and not a call of that name", () => {
    const crowd = Array.from({ length: 2_005 }, () => "0x")
    const data = abi.encodeFunctionData("multicall", [[approval, ...crowd]])
    expect(read(data)).toMatchObject({
      how: "unknown",
      action: { type: "unknown" },
      signature: "multicall(bytes[])",
    })
    const some = abi.encodeFunctionData("multicall", [Array.from({ length: 150 }, () => approval)])
    const lines = read(some).inside.map((each) => lineOf(each, ME))
    expect(new Set(lines)).toEqual(new Set([`exact ${inner}`, "unknown unknown"]))
  })

  test("is not taken for a token's own function where it runs with a Safe's rights", () => {
    const data = abi.encodeFunctionData("execTransaction", [TOKEN, 0, approval, 1, 0, 0, 0, ME, ME, "0x"])
    expect(actions(data, THIEF)).toEqual(["call", "unknown"])
  })

  test("is still read where the contract around it is nobody's, as no more than likely", () => {
    const data = abi.encodeFunctionData("aggregate3", [[[TOKEN, true, approval]]])
    const reading = read(data, THIEF)
    expect(reading).toMatchObject({ how: "named", action: { type: "call" }, protocol: null })
    expect(reading.inside[0]?.action).toMatchObject({ type: "approve", spender: THIEF })
  })
})

describe("what only looks like a known protocol", () => {
  test("is no swap at a contract that is not the router", () => {
    const path = `${USDC}000bb8${WETH.slice(2)}`
    const data = abi.encodeFunctionData("exactInput", [[path, ME, 5, 1]])
    expect(line(data, THIEF)).toBe("named call")
    expect(line(data, "0x68b3465833fb72A70ecDF485E0e4C7bD8665Fc45")).toBe(
      `exact swap 5 ${USDC} for 1 ${WETH} to me`,
    )
  })

  test("is no swap where the path is none", () => {
    const data = abi.encodeFunctionData("exactInput", [[`${USDC}000bb8`, ME, 5, 1]])
    expect(line(data, "0x68b3465833fb72A70ecDF485E0e4C7bD8665Fc45")).toBe("named call")
  })

  test("is no wrapping at a contract that is not the wrapped currency", () => {
    expect(line(abi.encodeFunctionData("deposit"), THIEF)).toBe("named call")
    expect(line(abi.encodeFunctionData("deposit"), WETH)).toBe(`exact wrap 0 ${WETH}`)
  })

  test("is not known on another chain by the address it has on one", () => {
    const data = abi.encodeFunctionData("deposit")
    const reading = readEthereumCall({ chain: "eip155:31337", from: ME, to: WETH, wei: "1", data })
    expect(reading).toMatchObject({ how: "named", protocol: null, action: { type: "call" } })
  })

  test("leaves a command of the universal router unknown that it does not know", () => {
    const wrap = coder.encode(["address", "uint256"], ["0x0000000000000000000000000000000000000002", 5])
    const data = abi.encodeFunctionData("execute", ["0x0b10", [wrap, "0x1234"], 1])
    const reading = read(data, "0x66a9893cC07D91D95644AEDD05D03f95e1dBA8Af")
    expect(reading.inside.map((each) => lineOf(each, ME))).toEqual([
      `exact wrap 5 ${WETH}`,
      "unknown unknown",
    ])
  })

  test("makes no sense with more commands than arguments", () => {
    const data = abi.encodeFunctionData("execute", ["0x0b0b", ["0x"], 1])
    expect(line(data, "0x66a9893cC07D91D95644AEDD05D03f95e1dBA8Af")).toBe("named call")
  })

  test("sends nothing in a batch whose lists are of unlike lengths", () => {
    expect(line(abi.encodeFunctionData("safeBatchTransferFrom", [ME, THIEF, [1, 2], [1], "0x"]))).toBe(
      "named call",
    )
  })
})

describe("ownership", () => {
  test("is seen to go to somebody, and to nobody", () => {
    expect(line(abi.encodeFunctionData("transferOwnership", [THIEF]))).toBe(
      `exact transfer-ownership of ${TOKEN} to ${THIEF}`,
    )
    expect(line(abi.encodeFunctionData("renounceOwnership"))).toBe(
      `exact transfer-ownership of ${TOKEN} to null`,
    )
  })
})

describe("a contract that is created", () => {
  const creates = (code: string) => lineOf(read(code, null), ME)

  test("is seen to be able to destroy itself, at once or later", () => {
    expect(creates("0x33ff")).toBe("exact create what destroys itself")
    // What stays begins behind the INVALID, where no jump leads.
    expect(creates("0x600480600c6000396000f3fe335bff00")).toBe("exact create what destroys itself")
  })

  test("is not feared for a byte that is only pushed, or that nothing leads to", () => {
    expect(creates("0x60ff50f3")).toBe("exact create")
    expect(creates("0x6000f3ff")).toBe("exact create")
    expect(creates(`0x6000f3fea264697066735822${"12ff".repeat(17)}64736f6c63430008110033`)).toBe(
      "exact create",
    )
  })

  test("is seen through a push that swallows the start of the code that stays", () => {
    // 0x62 pushes the next three bytes in one reading; the code that is copied begins in the midst of them.
    expect(creates("0x6003600c60003960006000f362335b3300ff")).not.toBe("exact create what destroys itself")
    expect(creates("0x6003600d60003960036000f36233ff00")).toBe("exact create what destroys itself")
  })
})

describe("typed data", () => {
  const item = (type: number, token: string, amount: string) => ({
    itemType: type,
    token,
    identifierOrCriteria: "7",
    startAmount: amount,
    endAmount: amount,
  })
  const items = [
    { name: "itemType", type: "uint8" },
    { name: "token", type: "address" },
    { name: "identifierOrCriteria", type: "uint256" },
    { name: "startAmount", type: "uint256" },
    { name: "endAmount", type: "uint256" },
  ]
  const types = {
    OrderComponents: [
      { name: "offerer", type: "address" },
      { name: "zone", type: "address" },
      { name: "offer", type: "OfferItem[]" },
      { name: "consideration", type: "ConsiderationItem[]" },
      { name: "orderType", type: "uint8" },
      { name: "startTime", type: "uint256" },
      { name: "endTime", type: "uint256" },
      { name: "zoneHash", type: "bytes32" },
      { name: "salt", type: "uint256" },
      { name: "conduitKey", type: "bytes32" },
      { name: "counter", type: "uint256" },
    ],
    OfferItem: items,
    ConsiderationItem: [...items, { name: "recipient", type: "address" }],
  }
  const hash = `0x${"00".repeat(32)}`
  const order = (consideration: object[]) => ({
    offerer: ME,
    zone: THIEF,
    offer: [item(2, TOKEN, "1")],
    consideration,
    orderType: 0,
    startTime: 1,
    endTime: 2,
    zoneHash: hash,
    salt: 1,
    conduitKey: hash,
    counter: 0,
  })
  const DOMAIN = [
    { name: "name", type: "string" },
    { name: "chainId", type: "uint256" },
    { name: "verifyingContract", type: "address" },
  ]
  const sign = (primaryType: string, given: object, message: object, domain: object = {}) =>
    readTypedData({
      chain: "eip155:1",
      account: ME,
      typedData: JSON.stringify({
        types: { EIP712Domain: DOMAIN, ...given },
        primaryType,
        domain: { name: "Seaport", chainId: 1, verifyingContract: SEAPORT, ...domain },
        message,
      }),
    })

  test("shows an order whose price goes to somebody else as one for nothing", () => {
    const reading = sign("OrderComponents", types, order([{ ...item(0, ME, "5"), recipient: THIEF }]))
    expect(lineOf(reading, ME)).toBe(`exact order 1 ${TOKEN}#7 for nothing to me until 2000`)
    expect(reading).toMatchObject({ target: SEAPORT, protocol: "Seaport 1.6" })
  })

  test("shows each order of a tree, and leaves out what fills it up", () => {
    const zero = `0x${"00".repeat(20)}`
    const empty = { ...order([]), offerer: zero, offer: [] }
    const tree = [
      [order([]), empty],
      [order([{ ...item(1, USDC, "5"), recipient: ME }]), empty],
    ]
    const bulk = { ...types, BulkOrder: [{ name: "tree", type: "OrderComponents[2][2]" }] }
    const reading = sign("BulkOrder", bulk, { tree })
    expect(reading.inside.map((each) => lineOf(each, ME))).toEqual([
      `exact order 1 ${TOKEN}#7 for nothing to me until 2000`,
      `exact order 1 ${TOKEN}#7 for 5 ${USDC} to me until 2000`,
    ])
  })

  test("is a tree and no more where its type is one letter away from a known one", () => {
    const permit = [
      { name: "owner", type: "address" },
      { name: "spender", type: "address" },
      { name: "amount", type: "uint256" },
      { name: "nonce", type: "uint256" },
      { name: "deadline", type: "uint256" },
    ]
    const message = { owner: ME, spender: THIEF, amount: 5, nonce: 0, deadline: 1 }
    const reading = sign("Permit", { Permit: permit }, message)
    expect(lineOf(reading, ME)).toBe("exact unknown")
    expect(reading.members.map(({ name, value }) => `${name} ${value}`)).toContain("amount 5")
  })

  test("takes the chain from the domain, before the site's", () => {
    const permit = ["owner", "spender", "value", "nonce", "deadline"].map((name) => ({
      name,
      type: name === "owner" || name === "spender" ? "address" : "uint256",
    }))
    const message = { owner: ME, spender: THIEF, value: 5, nonce: 0, deadline: 1 }
    const reading = sign("Permit", { Permit: permit }, message, { chainId: 8453 })
    expect(reading.action).toMatchObject({
      type: "approve",
      asset: { chain: "eip155:8453", address: SEAPORT },
    })
  })

  test("is nobody's where its types name no domain, whatever stands in it", () => {
    const permit = [{ name: "spender", type: "address" }]
    const typedData = JSON.stringify({
      types: { Permit: permit },
      primaryType: "Permit",
      domain: { chainId: 8453, verifyingContract: SEAPORT },
      message: { spender: THIEF },
    })
    const reading = readTypedData({ chain: "eip155:1", account: ME, typedData })
    expect(reading).toMatchObject({ target: null, protocol: null, action: { type: "unknown" } })
  })

  test("is unknown where it is no typed data", () => {
    for (const typedData of ["", "{", "null", "[]", '{"types":{}}', "[".repeat(100_000)]) {
      expect(readTypedData({ chain: null, account: ME, typedData })).toMatchObject({ how: "unknown" })
    }
  })
})
