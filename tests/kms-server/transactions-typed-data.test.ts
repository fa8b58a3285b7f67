/** Typed data is what its types say, to the last member, or it is refused; what it permits is counted. */
import { TypedDataEncoder } from "ethers"
import fc from "fast-check"
import { hashTypedData, keccak256, maxUint256, toHex } from "viem"
import { describe, expect, it } from "vitest"
import { readTypedData } from "~kms-server/policy/transactions"
import { isFault, type TypedData } from "~protocol"
import { inTime } from "./transactions-time"

const RUNS = 100 * Number(process.env.COUNTERSIGN_RUNS ?? 1)
const address = (digit: string) => `0x${digit.repeat(40)}`
const [owner, token, friend, other] = [address("a"), address("b"), address("c"), address("d")]
const PERMIT2 = "0x000000000022D473030F116dDEE9F6B43aC78BA3"

type Members = { name: string; type: string }[]
/** `members("address owner, uint256 value")` */
const members = (text: string): Members =>
  text.split(", ").map((member) => {
    const [type = "", name = ""] = member.split(" ")
    return { name, type }
  })
const typesOf: Record<string, string> = {
  name: "string",
  version: "string",
  chainId: "uint256",
  verifyingContract: "address",
  salt: "bytes32",
}
const domainTypeOf = (domain: object): Members =>
  Object.keys(typesOf)
    .filter((name) => name in domain)
    .map((name) => ({ name, type: typesOf[name] ?? "" }))

function typedData(
  types: Record<string, Members>,
  primaryType: string,
  message: object,
  domain: object = tokenDomain,
): TypedData {
  return {
    types: { EIP712Domain: domainTypeOf(domain), ...types },
    primaryType,
    domain: { ...domain },
    message: { ...message },
  }
}
const tokenDomain = { name: "Token", version: "1", chainId: 1, verifyingContract: token }
const permit2Domain = { name: "Permit2", chainId: 1, verifyingContract: PERMIT2 }

/** From EIP-712 itself. */
const mail = typedData(
  {
    Person: members("string name, address wallet"),
    Mail: members("Person from, Person to, string contents"),
  },
  "Mail",
  {
    from: { name: "Cow", wallet: "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826" },
    to: { name: "Bob", wallet: "0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB" },
    contents: "Hello, Bob!",
  },
  {
    name: "Ether Mail",
    version: "1",
    chainId: 1,
    verifyingContract: "0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC",
  },
)

const digestOf = (data: TypedData) => keccak256(readTypedData(data).payload)
const ethersDigest = ({ domain, types: { EIP712Domain: _, ...types }, message }: TypedData) =>
  TypedDataEncoder.hash(domain, types, message)

function refusalOf(data: TypedData): string {
  try {
    readTypedData(data)
    return "it was read"
  } catch (thrown) {
    return isFault(thrown, "BODY_MALFORMED") ? thrown.message : `another error: ${thrown}`
  }
}

describe("typed data", () => {
  it("of EIP-712's own example has the digest that is printed there", () => {
    expect(digestOf(mail)).toBe("0xbe609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2")
    expect(readTypedData(mail).payload).toHaveLength(66)
  })

  it("needs no type of its domain: it is what the members make it", () => {
    const { EIP712Domain: _, ...types } = mail.types
    expect(digestOf({ ...mail, types })).toBe(digestOf(mail))
  })

  it("has the digest of viem and of ethers, whatever its types are", () => {
    fc.assert(
      fc.property(anyTypedData(), (data) => {
        const digest = digestOf(data)
        expect(digest).toBe(ethersDigest(data))
        expect(digest).toBe(hashTypedData(data as never))
      }),
      { numRuns: RUNS },
    )
  })

  it("with a colon in a type's name, as is in use, is what viem makes of it", () => {
    const types = {
      "HyperliquidTransaction:UsdSend": members("string destination, string amount, uint64 time"),
    }
    const message = { destination: friend, amount: "1", time: 1_700_000_000_000 }
    const data = typedData(types, "HyperliquidTransaction:UsdSend", message)
    expect(digestOf(data)).toBe(hashTypedData(data as never))
  })

  const item = {
    Item: members(
      "uint8 number, bytes2 pair, bool flag, address who, int8 signed, string text, uint8[2] two",
    ),
  }
  const fits = { number: 1, pair: "0x1234", flag: true, who: friend, signed: -1, text: "x", two: [1, 2] }
  it("that fits its types is read", () => {
    expect(refusalOf(typedData(item, "Item", fits))).toBe("it was read")
  })

  it.each<[string, object]>([
    ["a member more", { ...fits, more: 1 }],
    ["a member less", { number: 1 }],
    ["another member", { ...Object.fromEntries(Object.entries(fits).slice(1)), nombre: 1 }],
    ["a number too large", { ...fits, number: 256 }],
    ["a number below nothing", { ...fits, number: -1 }],
    ["a number with a fraction", { ...fits, number: 1.5 }],
    ["a number that is no text of one", { ...fits, number: "1e3" }],
    ["a number with spaces", { ...fits, number: " 1" }],
    ["a number that is empty", { ...fits, number: "" }],
    ["a number with zeros in front", { ...fits, number: "01" }],
    ["a signed number too small", { ...fits, signed: -129 }],
    ["a truth that is a number", { ...fits, flag: 1 }],
    ["a truth that is a text", { ...fits, flag: "true" }],
    ["bytes too few", { ...fits, pair: "0x12" }],
    ["bytes too many", { ...fits, pair: "0x123456" }],
    ["bytes without 0x", { ...fits, pair: "1234" }],
    ["half a byte", { ...fits, pair: "0x123" }],
    ["an address too short", { ...fits, who: "0x1234" }],
    ["an address that is a name", { ...fits, who: "vitalik.eth" }],
    ["half of a surrogate pair", { ...fits, text: "\ud800" }],
    ["a text that is a number", { ...fits, text: 1 }],
    ["a list too short", { ...fits, two: [1] }],
    ["a list that is none", { ...fits, two: { 0: 1, 1: 2, length: 2 } }],
    ["nothing where something is", { ...fits, number: null }],
  ])("with %s is refused", (_name, message) => {
    expect(refusalOf(typedData(item, "Item", message))).toContain("does not fit its types")
  })

  it.each<[string, Record<string, Members>, string]>([
    ["that is not among the types", item, "Thing"],
    ["that is the domain's", item, "EIP712Domain"],
    ["that is only inherited", item, "toString"],
    ["that is an atom", { uint256: members("uint8 number") }, "uint256"],
    ["of a member of an unknown type", { Item: members("Thing thing") }, "Item"],
    ["of a member without a width", { Item: members("uint number") }, "Item"],
    ["of a member of a width that does not exist", { Item: members("uint257 number") }, "Item"],
    ["of a member of zero bytes", { Item: members("bytes0 none") }, "Item"],
    ["of a member named twice", { Item: members("uint8 number, uint8 number") }, "Item"],
    ["of a member without a name", { Item: [{ name: "", type: "uint8" }] }, "Item"],
    [
      "whose name would pass for another type",
      { "Item(uint8 a)B": members("uint8 number") },
      "Item(uint8 a)B",
    ],
    ["whose member's name holds a comma", { Item: [{ name: "a,uint8 b", type: "uint8" }] }, "Item"],
  ])("of a primary type %s is refused", (_name, types, primaryType) => {
    expect(refusalOf(typedData(types, primaryType, { number: 1 }))).toContain("typed data")
  })

  it.each<[string, Partial<TypedData>]>([
    ["a member that its type does not name", { domain: { ...mail.domain, salt: `0x${"11".repeat(32)}` } }],
    ["a member that is not EIP-712's", { domain: { ...mail.domain, owner } }],
    ["a member less than its type names", { domain: { name: "Ether Mail" } }],
    ["a chain that is no number", { domain: { ...mail.domain, chainId: "one" } }],
    ["a type of its own", { types: { ...mail.types, EIP712Domain: members("string name") } }],
    [
      "members in another order",
      { types: { ...mail.types, EIP712Domain: [...(mail.types.EIP712Domain ?? [])].reverse() } },
    ],
  ])("whose domain has %s is refused", (_name, change) => {
    expect(refusalOf({ ...mail, ...change })).toContain("does not fit its types")
  })

  it("that refers to itself is read, and without end refused", () => {
    const types = { Node: members("uint8 value, Node[] children") }
    const nest = (depth: number): object => ({ value: 1, children: depth === 0 ? [] : [nest(depth - 1)] })
    expect(digestOf(typedData(types, "Node", nest(3)))).toBe(
      hashTypedData(typedData(types, "Node", nest(3)) as never),
    )
    expect(refusalOf(typedData(types, "Node", nest(40)))).toContain("does not fit its types")
  })

  it.each<[string, () => TypedData]>([
    [
      "a list of a million",
      () => typedData({ Item: members("uint8[] list") }, "Item", { list: new Array(1_000_000).fill(1) }),
    ],
    [
      "lists in lists",
      () =>
        typedData({ Item: members("uint8[][] list") }, "Item", {
          list: new Array(1000).fill(new Array(1000).fill(1)),
        }),
    ],
    [
      "a text of four million letters",
      () => typedData({ Item: members("string text") }, "Item", { text: "x".repeat(4_000_000) }),
    ],
    [
      "structs without number",
      () =>
        typedData({ A: members("B[] list"), B: members("uint8 n") }, "A", {
          list: new Array(100_000).fill({ n: 1 }),
        }),
    ],
    [
      "a thousand types",
      () =>
        typedData(
          Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`T${at}`, members("T1 next")])),
          "T0",
          {},
        ),
    ],
  ])("with %s is refused before it takes long", (_name, make) => {
    const data = make()
    expect(inTime(() => refusalOf(data))).toContain("typed data")
  })
})

const details = { token, amount: "9", expiration: 1, nonce: 0 }
const permitted = { token, amount: 9 }
const permit2Types = {
  PermitDetails: members("address token, uint160 amount, uint48 expiration, uint48 nonce"),
  PermitSingle: members("PermitDetails details, address spender, uint256 sigDeadline"),
  PermitBatch: members("PermitDetails[] details, address spender, uint256 sigDeadline"),
}
const tokens = { TokenPermissions: members("address token, uint256 amount") }
const transfer = "permitted, address spender, uint256 nonce, uint256 deadline"
const witness = { Order: members("address maker, uint256 salt") }
const once = { permitted, spender: friend, nonce: 1, deadline: 2 }
const order = { ...once, witness: { maker: owner, salt: 1 } }
const two = [permitted, { token: other, amount: 5 }]
const only = (types: object, ...names: string[]) =>
  Object.fromEntries(Object.entries(types).filter(([name]) => names.includes(name))) as Record<
    string,
    Members
  >

const erc20 = `eip155:1/erc20:${token}`
const both = { [erc20]: 9n, [`eip155:1/erc20:${other}`]: 5n }
const eip2612 = {
  Permit: members("address owner, address spender, uint256 value, uint256 nonce, uint256 deadline"),
}
const daiPermit = {
  Permit: members("address holder, address spender, uint256 nonce, uint256 expiry, bool allowed"),
}
const eip3009 = members(
  "address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce",
)
const authorized = {
  from: owner,
  to: friend,
  value: 9,
  validAfter: 0,
  validBefore: 1,
  nonce: `0x${"11".repeat(32)}`,
}

describe("typed data that lets value leave", () => {
  it.each<[string, TypedData, string, Record<string, bigint>]>([
    [
      "an EIP-2612 permit",
      typedData(eip2612, "Permit", { owner, spender: friend, value: "0x9", nonce: 0, deadline: 1 }),
      ...(["permit", { [erc20]: 9n }] as const),
    ],
    [
      "an ERC-4494 permit",
      typedData(
        { Permit: members("address spender, uint256 tokenId, uint256 nonce, uint256 deadline") },
        "Permit",
        { spender: friend, tokenId: 0, nonce: 0, deadline: 1 },
      ),
      ...(["permit", { [`eip155:1/erc721:${token}`]: 1n }] as const),
    ],
    [
      "an EIP-3009 transfer",
      typedData({ TransferWithAuthorization: eip3009 }, "TransferWithAuthorization", authorized),
      "transfer",
      { [erc20]: 9n },
    ],
    [
      "an EIP-3009 receipt",
      typedData({ ReceiveWithAuthorization: eip3009 }, "ReceiveWithAuthorization", authorized),
      "transfer",
      { [erc20]: 9n },
    ],
    [
      "Permit2's single permit",
      typedData(
        only(permit2Types, "PermitDetails", "PermitSingle"),
        "PermitSingle",
        { details, spender: friend, sigDeadline: 1 },
        permit2Domain,
      ),
      ...(["permit", { [erc20]: 9n }] as const),
    ],
    [
      "Permit2's batch of permits",
      typedData(
        only(permit2Types, "PermitDetails", "PermitBatch"),
        "PermitBatch",
        { details: [details, { ...details, token: other, amount: 5 }], spender: friend, sigDeadline: 1 },
        permit2Domain,
      ),
      ...(["permit", both] as const),
    ],
    [
      "Permit2's transfer",
      typedData(
        { ...tokens, PermitTransferFrom: members(`TokenPermissions ${transfer}`) },
        "PermitTransferFrom",
        once,
        permit2Domain,
      ),
      ...(["permit", { [erc20]: 9n }] as const),
    ],
    [
      "Permit2's batch of transfers",
      typedData(
        { ...tokens, PermitBatchTransferFrom: members(`TokenPermissions[] ${transfer}`) },
        "PermitBatchTransferFrom",
        { ...once, permitted: two },
        permit2Domain,
      ),
      ...(["permit", both] as const),
    ],
    [
      "Permit2's transfer with a witness",
      typedData(
        {
          ...tokens,
          ...witness,
          PermitWitnessTransferFrom: members(`TokenPermissions ${transfer}, Order witness`),
        },
        "PermitWitnessTransferFrom",
        order,
        permit2Domain,
      ),
      ...(["permit", { [erc20]: 9n }] as const),
    ],
    [
      "Permit2's batch of transfers with a witness",
      typedData(
        {
          ...tokens,
          ...witness,
          PermitBatchWitnessTransferFrom: members(`TokenPermissions[] ${transfer}, Order witness`),
        },
        "PermitBatchWitnessTransferFrom",
        { ...order, permitted: two },
        permit2Domain,
      ),
      ...(["permit", both] as const),
    ],
  ])("%s is counted, and no danger", (_name, data, type, spends) => {
    const { facts } = readTypedData(data)
    expect(digestOf(data)).toBe(ethersDigest(data))
    expect(facts.dangers).toEqual([])
    expect(Object.fromEntries(facts.spends.map(({ asset, amount }) => [asset, amount]))).toEqual(spends)
    expect(facts.actions.every((action) => action.type === type && action.to === friend)).toBe(true)
    const contract = String(data.domain.verifyingContract).toLowerCase()
    expect(facts).toMatchObject({
      kind: "typedData",
      chain: "ethereum",
      chainId: "1",
      fee: null,
      programs: [contract],
    })
  })

  it("DAI's permit is unlimited, or takes back", () => {
    const permit = (allowed: boolean) =>
      readTypedData(
        typedData(daiPermit, "Permit", { holder: owner, spender: friend, nonce: 0, expiry: 0, allowed }),
      ).facts
    expect(permit(true)).toMatchObject({
      dangers: ["unlimited"],
      spends: [{ asset: erc20, amount: maxUint256 }],
    })
    expect(permit(false)).toMatchObject({ dangers: [], spends: [] })
  })

  it("a permit of 2^128 or more is unlimited", () => {
    const permit = (value: bigint) =>
      readTypedData(
        typedData(eip2612, "Permit", { owner, spender: friend, value: String(value), nonce: 0, deadline: 1 }),
      )
    expect(permit(2n ** 128n).facts.dangers).toEqual(["unlimited"])
    expect(permit(2n ** 128n - 1n).facts.dangers).toEqual([])
  })
})

describe("typed data that is not understood", () => {
  const seaport = typedData(
    { OrderComponents: members("address offerer, uint256 counter") },
    "OrderComponents",
    { offerer: owner, counter: 1 },
  )
  const permit = { owner, spender: friend, value: 9, nonce: 0, deadline: 1 }
  it.each<[string, TypedData]>([
    ["an order for a contract", seaport],
    [
      "an order for the zero address, as exchanges sign",
      { ...seaport, domain: { ...seaport.domain, verifyingContract: address("0") } },
    ],
    [
      "a rollup's own transaction, which names a chain only",
      typedData(
        { Transaction: members("uint256 to, uint256 value") },
        "Transaction",
        { to: 1, value: 1 },
        { name: "zkSync", version: "2", chainId: 324 },
      ),
    ],
    [
      "a permit with a member more",
      typedData({ Permit: [...eip2612.Permit, ...members("uint8 more")] }, "Permit", { ...permit, more: 1 }),
    ],
    [
      "a permit of a token of no chain",
      typedData(eip2612, "Permit", permit, { name: "Token", verifyingContract: token }),
    ],
    [
      "Permit2's permit for another contract",
      typedData(
        { ...tokens, PermitTransferFrom: members(`TokenPermissions ${transfer}`) },
        "PermitTransferFrom",
        once,
      ),
    ],
    [
      "Permit2's batch that permits nothing",
      typedData(
        { ...tokens, PermitBatchTransferFrom: members(`TokenPermissions[] ${transfer}`) },
        "PermitBatchTransferFrom",
        { ...once, permitted: [] },
        permit2Domain,
      ),
    ],
  ])("%s is a danger", (_name, data) => {
    const { facts } = readTypedData(data)
    expect(facts).toMatchObject({
      dangers: ["unknownCall"],
      spends: [],
      actions: [{ type: "unknown", method: data.primaryType }],
    })
  })

  it("a sign-in or a vote, bound to no contract and no chain, is unknown and no danger", () => {
    const vote = typedData(
      { Vote: members("address from, string proposal") },
      "Vote",
      { from: owner, proposal: "1" },
      { name: "snapshot", version: "0.1.4" },
    )
    const { facts } = readTypedData(vote)
    expect(facts).toMatchObject({ dangers: [], spends: [], actions: [{ type: "unknown" }], programs: [] })
    expect(facts.typedData).toEqual({ primaryType: "Vote", domainName: "snapshot", verifyingContract: "" })
  })
})

/** Types that refer to each other downward, with values that fit. */
function anyTypedData(): fc.Arbitrary<TypedData> {
  const bytes = (length: number) =>
    fc.uint8Array({ minLength: length, maxLength: length }).map((value) => toHex(value))
  const number = (bits: number) => fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n })
  const atoms: Record<string, fc.Arbitrary<unknown>> = {
    uint256: number(256).map(String),
    uint8: number(8).map(Number),
    uint64: number(64).map((value) => toHex(value)),
    int256: number(255).map((value) => String(-value)),
    int16: fc.integer({ min: -(2 ** 15), max: 2 ** 15 - 1 }),
    address: bytes(20),
    bool: fc.boolean(),
    string: fc.string({ unit: "grapheme", maxLength: 20 }),
    bytes: fc.uint8Array({ maxLength: 40 }).map((value) => toHex(value)),
    bytes32: bytes(32),
    bytes1: bytes(1),
  }
  const leaf = fc.array(fc.constantFrom(...Object.keys(atoms)), { minLength: 1, maxLength: 6 })
  const suffix = fc.constantFrom("", "", "[]", "[2]", "[][2]")
  return fc
    .tuple(leaf, fc.array(fc.tuple(fc.constantFrom("Leaf", ...Object.keys(atoms)), suffix), { maxLength: 5 }))
    .chain(([leafTypes, rootTypes]) => {
      const Leaf = leafTypes.map((type, at) => ({ name: `m${at}`, type }))
      const Root = [
        { type: "Leaf", name: "leaf" },
        ...rootTypes.map(([type, of], at) => ({ name: `n${at}`, type: type + of })),
      ]
      const leafValue = fc.record(
        Object.fromEntries(Leaf.map(({ name, type }) => [name, atoms[type] ?? fc.constant(0)])),
      )
      const fitting = (type: string): fc.Arbitrary<unknown> => {
        if (type.endsWith("[2]")) return fc.tuple(fitting(type.slice(0, -3)), fitting(type.slice(0, -3)))
        if (type.endsWith("[]")) return fc.array(fitting(type.slice(0, -2)), { maxLength: 3 })
        return type === "Leaf" ? leafValue : (atoms[type] ?? fc.constant(0))
      }
      const message = fc.record(Object.fromEntries(Root.map(({ name, type }) => [name, fitting(type)])))
      const domain = fc.subarray([
        ["name", "D"],
        ["version", "1"],
        ["chainId", 5],
        ["verifyingContract", token],
      ] as const)
      return fc
        .tuple(message, domain)
        .map(([value, parts]) => typedData({ Leaf, Root }, "Root", value, Object.fromEntries(parts)))
    })
}
