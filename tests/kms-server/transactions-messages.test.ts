/** What is signed as a message is no transaction, and what could stand for anything is said to be a danger. */
import { randomBytes } from "node:crypto"
import { base58 } from "@scure/base"
import { address, getOffchainMessageEncoder } from "@solana/kit"
import { serializeTransaction, toHex } from "viem"
import { createSiweMessage } from "viem/siwe"
import { describe, expect, it } from "vitest"
import {
  readEthereumMessage,
  readRawPayload,
  readSui,
  readUtf8Message,
} from "~kms-server/policy/transactions"
import { isFault } from "~protocol"
import { bareMessage } from "./solana-bytes"

const solana = { address: base58.encode(randomBytes(32)), addressFormat: "Solana" } as const
const ethereum = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8" as const
const ethereumMessage = (text: string) => readEthereumMessage(Buffer.from(text)).facts
const utf8 = (text: string, account: Parameters<typeof readUtf8Message>[1] = solana) =>
  readUtf8Message(text, account)

function codeOf(attempt: () => unknown): string {
  try {
    attempt()
    return "it was read"
  } catch (thrown) {
    return isFault(thrown, "POLICY_DENIED") ||
      isFault(thrown, "BODY_MALFORMED") ||
      isFault(thrown, "TRANSACTION_UNREADABLE")
      ? thrown.code
      : `another error: ${thrown}`
  }
}

const siwe = {
  address: ethereum,
  chainId: 10,
  domain: "example.com:8080",
  nonce: "foobarbaz",
  uri: "https://example.com/path",
  version: "1",
  issuedAt: new Date(1_700_000_000_000),
} as const

describe("an Ethereum message", () => {
  it("is its bytes and its text, and spends nothing", () => {
    expect(ethereumMessage("héllo")).toEqual({
      ...{ kind: "message", chain: "ethereum", chainId: "", actions: [], spends: [], fee: null, dangers: [] },
      ...{
        programs: [],
        typedData: { primaryType: "", domainName: "", verifyingContract: "" },
        solana: null,
      },
      message: { bytes: 6, text: "héllo", signIn: null },
    })
  })

  it.each([
    ["as short as can be", siwe],
    ["with a statement", { ...siwe, statement: "I accept." }],
    ["with a scheme", { ...siwe, scheme: "https" }],
    [
      "with all there is",
      {
        ...siwe,
        statement: "URI: https://elsewhere.example",
        expirationTime: new Date(1_800_000_000_000),
        notBefore: new Date(1_700_000_000_000),
        requestId: "id-1",
        resources: ["https://example.com/a", "ipfs://b"],
      },
    ],
  ])("that is a sign-in %s, as viem writes it, says who asks", (_name, given) => {
    expect(ethereumMessage(createSiweMessage(given)).message.signIn).toEqual({
      ...{ domain: "example.com:8080", address: ethereum.toLowerCase(), uri: "https://example.com/path" },
      ...{ chainId: "10", nonce: "foobarbaz" },
    })
  })

  const text = createSiweMessage({ ...siwe, statement: "I accept." })
  it.each([
    ["has a line more", `${text}\nMore: yes`],
    ["has an empty line more", `${text}\n`],
    ["has a line less", text.replace(/Nonce: .*\n/, "")],
    ["has lines in another order", text.replace(/(Version: 1\n)(Chain ID: 10\n)/, "$2$1")],
    ["is of another version", text.replace("Version: 1", "Version: 2")],
    ["has a short nonce", text.replace("foobarbaz", "foo")],
    [
      "has a host with a user before it",
      text.replace("example.com:8080 wants", "example.com@evil.example wants"),
    ],
    ["has a host with a path", text.replace("example.com:8080 wants", "example.com/x wants")],
    ["has something before it", `Hello\n${text}`],
    ["has no address", text.replace(ethereum, "0x1234")],
    ["has a statement of two lines", text.replace("I accept.", "I accept.\nAll.")],
    ["has carriage returns", text.replaceAll("\n", "\r\n")],
    ["is for Solana", text.replace("Ethereum account", "Solana account")],
  ])("that %s is a text and no sign-in", (_name, changed) => {
    expect(changed).not.toBe(text)
    expect(ethereumMessage(changed).message).toMatchObject({ text: changed, signIn: null })
  })

  it("that is a sign-in of another account is no sign-in, where the account is known", () => {
    const signInOf = (account: string) => readEthereumMessage(Buffer.from(text), account).facts.message.signIn
    expect(signInOf(ethereum)?.domain).toBe("example.com:8080")
    expect(signInOf(`0x${"11".repeat(20)}`)).toBeNull()
  })

  it.each([
    ["32 bytes", randomBytes(32)],
    ["32 bytes that are text", Buffer.from("a sentence of 32 characters, yes")],
    ["a hash in hex", Buffer.from(toHex(randomBytes(32)))],
    ["a hash in hex without 0x", Buffer.from(randomBytes(32).toString("hex"))],
    [
      "a hash in hex with spaces around",
      Buffer.from(` ${toHex(randomBytes(32)).toUpperCase().replace("X", "x")}\n`),
    ],
  ])("of %s could be the digest of something else", (_name, bytes) => {
    expect(readEthereumMessage(bytes).facts.dangers).toContain("digest")
  })

  it("of bytes that are no text could be the digest of anything", () => {
    const { dangers, message } = readEthereumMessage(Buffer.of(0xff, 0xfe)).facts
    expect(dangers).toEqual(["digest"])
    expect(message).toEqual({ bytes: 2, text: "", signIn: null })
  })
})

describe("a text", () => {
  const signIn = (more: string) =>
    `example.com wants you to sign in with your Solana account:\n${solana.address}${more}`

  it("is signed as its UTF-8 bytes", () => {
    const { facts, payload } = utf8("héllo 👻")
    expect(Buffer.from(payload)).toEqual(Buffer.from("héllo 👻"))
    expect(facts).toMatchObject({
      kind: "message",
      chain: "solana",
      dangers: [],
      message: { bytes: 11, text: "héllo 👻" },
    })
    expect(utf8("x", { address: "0x00", addressFormat: "Sui" }).facts).toMatchObject({
      chain: "sui",
      dangers: [],
    })
  })

  const fields =
    "URI: https://example.com/x\nVersion: 1\nChain ID: solana:mainnet\nNonce: foobarbaz\nIssued At: 2026-01-01T00:00:00Z"
  const full = { uri: "https://example.com/x", chainId: "solana:mainnet", nonce: "foobarbaz" }
  it.each([
    ["with nothing but an address", "", { uri: "", chainId: "", nonce: "" }],
    ["with a statement", "\n\nWelcome.", { uri: "", chainId: "", nonce: "" }],
    ["with its members", `\n\n${fields}`, full],
    ["with a statement and its members", `\n\nWelcome.\n\n${fields}`, full],
    ["with resources", `\n\n${fields}\nResources:\n- https://example.com`, full],
    ["with one member", "\n\nNonce: foobarbaz", { uri: "", chainId: "", nonce: "foobarbaz" }],
  ])("that is a sign-in %s says who asks", (_name, more, found) => {
    const expected = { domain: "example.com", address: solana.address, ...found }
    expect(utf8(signIn(more)).facts.message.signIn).toEqual(expected)
  })

  it.each([
    ["names another account", signIn("").replace(solana.address, base58.encode(randomBytes(32)))],
    ["has an unknown line", signIn(`\n\n${fields}\nMore: yes`)],
    ["has three paragraphs", signIn(`\n\nOne.\n\nTwo.\n\n${fields}`)],
    ["has a statement of two lines", signIn("\n\nOne.\nTwo.")],
    ["is for Ethereum", signIn("").replace("Solana account", "Ethereum account")],
    ["has a host with a user before it", signIn("").replace("example.com", "example.com@evil.example")],
  ])("that %s is no sign-in", (_name, text) => {
    expect(utf8(text).facts.message.signIn).toBeNull()
  })

  it("that begins like a Solana transaction is denied, whatever follows it", () => {
    const ascii = (fill: number) => new Uint8Array(32).fill(fill)
    const bytes = bareMessage({ signers: [ascii(1), ascii(2)], others: [ascii(0)], blockhash: ascii(3) })
    const text = Buffer.from(bytes).toString("utf8")
    expect(Buffer.from(text)).toEqual(Buffer.from(bytes))
    expect(codeOf(() => utf8(text))).toBe("POLICY_DENIED")
    expect(codeOf(() => utf8(`${text} and more`))).toBe("POLICY_DENIED")
  })

  it("with half of a surrogate pair has no bytes and is refused", () => {
    expect(codeOf(() => utf8("\ud83d"))).toBe("BODY_MALFORMED")
  })

  it("that is a hash in hex could be the digest of something else", () => {
    expect(utf8(toHex(randomBytes(32))).facts.dangers).toEqual(["digest"])
  })

  it.each(["Ethereum", "BitcoinSegwit", "BitcoinTaproot"] as const)(
    "for an account of %s, where it could be a transaction, has no meaning",
    (addressFormat) => {
      expect(utf8("hello", { address: "x", addressFormat }).facts.dangers).toEqual(["rawPayload"])
    },
  )
})

describe("a raw payload", () => {
  const raw = (bytes: Uint8Array, algorithm: Parameters<typeof readRawPayload>[1] = "Ed25519") =>
    readRawPayload(bytes, algorithm).facts

  it("is a danger, always", () => {
    const { kind, dangers, actions } = raw(Buffer.from("hello"))
    expect([kind, dangers, actions[0]?.type]).toEqual(["rawPayload", ["rawPayload"], "unknown"])
  })

  it.each(["Ed25519", "Secp256k1", "Secp256k1Keccak256", "Secp256k1Schnorr", "Secp256r1"] as const)(
    "of 32 bytes for %s could be the digest of anything",
    (algorithm) => {
      expect(raw(randomBytes(32), algorithm).dangers).toEqual(["rawPayload", "digest"])
    },
  )

  it("that is a transaction is seen to be one", () => {
    const message = bareMessage({ signers: [randomBytes(32)] })
    expect(raw(message).dangers).toEqual(["rawPayload", "unknownTransaction"])
    const ethereumTransaction = serializeTransaction({ chainId: 1, type: "eip1559", to: ethereum })
    const bytes = Buffer.from(ethereumTransaction.slice(2), "hex")
    expect(raw(bytes, "Secp256k1Keccak256").dangers).toEqual(["rawPayload", "unknownTransaction"])
  })

  it("that delegates an account, or is typed data, is seen to do so", () => {
    const authorization = Buffer.concat([Buffer.of(0x05, 0xd7, 0x01, 0x94), randomBytes(20), Buffer.of(0x07)])
    expect(raw(authorization, "Secp256k1Keccak256").dangers).toEqual(["rawPayload", "eip7702"])
    const typed = Buffer.concat([Buffer.of(0x19, 0x01), randomBytes(64)])
    expect(raw(typed, "Secp256k1Keccak256").dangers).toEqual(["rawPayload", "unknownCall"])
  })

  const signatory = { address: address(solana.address) }
  const encode = (message: object) => Uint8Array.from(getOffchainMessageEncoder().encode(message as never))
  const domain = { applicationDomain: base58.encode(randomBytes(32)), requiredSignatories: [signatory] }
  const envelopes: [string, Uint8Array][] = [
    ["0", encode({ ...domain, version: 0, content: { format: 1, text: "héllo" } })],
    ["1", encode({ version: 1, requiredSignatories: [signatory], content: "héllo" })],
  ]
  it.each(envelopes)(
    "that is Solana's envelope of version %s for text off the chain is a message",
    (_version, bytes) => {
      expect(raw(bytes)).toMatchObject({
        kind: "message",
        chain: "solana",
        dangers: [],
        message: { text: "héllo" },
      })
      expect(raw(bytes, "Secp256k1Keccak256").kind).toBe("rawPayload")
    },
  )

  it("that only begins like such an envelope is none", () => {
    for (const [, bytes] of envelopes) {
      expect(raw(bytes.subarray(0, 20)).dangers).toEqual(["rawPayload"])
      expect(raw(Uint8Array.of(...bytes.subarray(0, 16), 2, ...bytes.subarray(17))).dangers).toEqual([
        "rawPayload",
      ])
      expect(raw(Uint8Array.of(...bytes, 0xff)).dangers).toEqual(["rawPayload"])
    }
  })
})

describe("a Sui transaction", () => {
  it("is unknown, and its bytes are handed on as they are", () => {
    const bytes = randomBytes(100)
    const { facts, transaction } = readSui(bytes)
    expect(transaction).toBe(bytes)
    expect(facts).toMatchObject({ kind: "transaction", chain: "sui", dangers: ["unknownTransaction"] })
    expect(facts.actions.map(({ type }) => type)).toEqual(["unknown"])
  })

  it("of nothing, or larger than Sui takes, is not read", () => {
    expect(codeOf(() => readSui(new Uint8Array()))).toBe("TRANSACTION_UNREADABLE")
    expect(codeOf(() => readSui(new Uint8Array(200_000)))).toBe("TRANSACTION_UNREADABLE")
  })
})
