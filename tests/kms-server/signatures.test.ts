/** What is signed is what was read, and verifies on its chain; what was not understood is not signed. */
import { randomBytes } from "node:crypto"
import { ed25519 } from "@noble/curves/ed25519.js"
import { base58 } from "@scure/base"
import { Signature, Transaction, verifyMessage } from "ethers"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { SignedTransaction } from "~protocol"
import { type Home, openHome, openTestKms, type TestKms } from "./kms"
import { bareMessage, compact, wholeTransaction } from "./solana-bytes"

let kms: TestKms
let home: Home
let owner: { organizationId: string; walletId: string }
let ethereum: string
let solana: string

beforeAll(async () => {
  kms = await openTestKms()
  home = await openHome(kms)
  owner = { organizationId: home.organization.organizationId, walletId: home.wallet.walletId }
  const addressOf = (format: string) =>
    home.wallet.accounts?.find((account) => account.addressFormat === format)?.address ?? ""
  ethereum = addressOf("Ethereum")
  solana = addressOf("Solana")
})
afterAll(() => kms.close())

const bytesOf = (text = "") => Buffer.from(text, "base64url")
const toHex = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString("hex")}`
const sign = (transaction: unknown, more: object = {}) =>
  kms.ask(home.stamper, "signTransaction", { ...owner, transaction, ...more })
const rlp = (bytes: string) => ({ kind: "RLP_ENCODED", bytes })

async function expectRefused(asked: ReturnType<typeof sign>, type: string, detail = "") {
  const before = await kms.signatures()
  const answer = await asked
  expect(answer.status).toBeGreaterThanOrEqual(400)
  expect(answer.error.type).toBe(type)
  expect(answer.error.detail).toContain(detail)
  expect(await kms.signatures()).toBe(before)
  expect(await kms.lastRefusal()).toContain(type.toUpperCase().replaceAll("-", "_"))
}

describe("an Ethereum message", () => {
  it.each(["", "hello", "héllo 👻", "\u0019Ethereum Signed Message:\n1x", "a".repeat(40_000)])(
    "is signed as EIP-191 says, and ethers recovers its signer (%#)",
    async (text) => {
      const message = Buffer.from(text).toString("base64url")
      const { signature, address } = await kms.call(home.stamper, "ethereumSignMessage", {
        ...owner,
        message,
      })
      expect(bytesOf(signature)).toHaveLength(65)
      expect([27, 28]).toContain(bytesOf(signature)[64])
      expect(verifyMessage(text, toHex(bytesOf(signature)))).toBe(ethereum)
      expect(address).toBe(ethereum)
    },
  )

  it("may be bytes that are no text", async () => {
    const message = randomBytes(33)
    const { signature } = await kms.call(home.stamper, "ethereumSignMessage", {
      ...owner,
      message: message.toString("base64url"),
    })
    expect(verifyMessage(message, toHex(bytesOf(signature)))).toBe(ethereum)
  })

  it("is not signed by an account of another chain", async () => {
    const asked = kms.ask(home.stamper, "ethereumSignMessage", {
      ...owner,
      message: "",
      derivationInfo: "m/44'/501'/0'/0'",
    })
    await expectRefused(asked, "body-malformed", "Ethereum")
  })

  it("in base64url of a second spelling is refused", async () => {
    await expectRefused(
      kms.ask(home.stamper, "ethereumSignMessage", { ...owner, message: "AB" }),
      "body-malformed",
      "canonical",
    )
  })
})

describe("an Ethereum transaction", () => {
  const to = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
  const common = { chainId: 1, nonce: 3, to, value: 5n, gasLimit: 21_000 }
  const accessList = [{ address: to, storageKeys: [`0x${"11".repeat(32)}`] }]

  it.each([
    ["legacy with a chain id", { ...common, type: 0, gasPrice: 7n }],
    ["of type 1", { ...common, type: 1, gasPrice: 7n, accessList }],
    ["of type 2", { ...common, type: 2, maxFeePerGas: 9n, maxPriorityFeePerGas: 1n, accessList }],
    ["that creates a contract", { ...common, type: 2, to: null, data: "0x6000", maxFeePerGas: 9n }],
    [
      "of type 3, with blobs",
      {
        ...common,
        type: 3,
        maxFeePerGas: 9n,
        maxFeePerBlobGas: 1n,
        blobVersionedHashes: [`0x01${"22".repeat(31)}`],
      },
    ],
    ["on a chain with a large id", { ...common, type: 0, gasPrice: 7n, chainId: 11155111 }],
    ["with nothing but zeros", { type: 2, chainId: 1 }],
  ])("%s is signed, and ethers reads it back whole", async (_name, fields) => {
    for (let nonce = 0; nonce < 6; nonce++) {
      const unsigned = Transaction.from({ ...fields, nonce })
      const answer = await sign(rlp(unsigned.unsignedSerialized))
      expect(answer.text).toContain("result")
      const { transaction, address } = answer.result as SignedTransaction
      const signed = Transaction.from(toHex(bytesOf(transaction)))
      expect(signed.from).toBe(ethereum)
      expect(signed.unsignedSerialized).toBe(unsigned.unsignedSerialized)
      expect(address).toBe(ethereum)
    }
  })

  it.each([
    ["garbage", "0xdeadbeef"],
    ["empty", "0x"],
    [
      "legacy without a chain id",
      Transaction.from({ type: 0, nonce: 1, gasPrice: 1n, gasLimit: 1n, to }).unsignedSerialized,
    ],
    ["followed by another byte", `${Transaction.from({ ...common, type: 2 }).unsignedSerialized}00`],
    ["with a number that has a leading zero", "0x02cb01820001808080808080c0"],
    ["of a type that does not exist", "0x05c0"],
    ["of type 2 with too few fields", "0x02c20180"],
  ])("that is %s is not signed", async (_name, bytes) => {
    await expectRefused(sign(rlp(bytes)), "transaction-unreadable")
  })

  it("that is signed already is not signed again", async () => {
    const unsigned = Transaction.from({ ...common, type: 2 })
    const { result } = await sign(rlp(unsigned.unsignedSerialized))
    const signed = toHex(bytesOf((result as SignedTransaction).transaction))
    await expectRefused(sign(rlp(signed)), "transaction-unreadable", "signed already")
  })

  it("with EIP-7702 authorisations is denied, to root too", async () => {
    const authorization = {
      address: to,
      nonce: 0n,
      chainId: 1n,
      signature: Signature.from({ r: `0x${"11".repeat(32)}`, s: `0x${"11".repeat(32)}`, yParity: 0 }),
    }
    const delegates = Transaction.from({ ...common, type: 4, authorizationList: [authorization] })
    await expectRefused(sign(rlp(delegates.unsignedSerialized)), "policy-denied", "eip7702")
  })

  it("is not signed by a Solana account", async () => {
    const { unsignedSerialized } = Transaction.from({ ...common, type: 2 })
    const derivationInfo = "m/44'/501'/0'/0'"
    await expectRefused(sign(rlp(unsignedSerialized), { derivationInfo }), "body-malformed")
  })
})

describe("a Solana transaction", () => {
  const me = () => base58.decode(solana)
  const signText = (bytes: Uint8Array) => sign(Buffer.from(bytes).toString("base64url"))
  const verifies = (signed: Uint8Array, slot: number, message: Uint8Array) =>
    ed25519.verify(signed.subarray(1 + slot * 64, 65 + slot * 64), message, me())

  it.each(["legacy", "v0"] as const)("that is whole and %s comes back whole and signed", async (version) => {
    const message = bareMessage({ signers: [me()], version })
    const { result } = await signText(wholeTransaction(message, [new Uint8Array(64)]))
    const signed = bytesOf((result as SignedTransaction).transaction)
    expect(signed.subarray(65)).toEqual(Buffer.from(message))
    expect(verifies(signed, 0, message)).toBe(true)
  })

  it.each(["legacy", "v0"] as const)(
    "that is a bare %s message comes back whole and signed",
    async (version) => {
      const message = bareMessage({ signers: [me()], version })
      const { result } = await signText(message)
      const signed = bytesOf((result as SignedTransaction).transaction)
      expect(signed.subarray(65)).toEqual(Buffer.from(message))
      expect(verifies(signed, 0, message)).toBe(true)
    },
  )

  it("keeps the signatures of others", async () => {
    const theirs = randomBytes(64)
    const message = bareMessage({ signers: [randomBytes(32), me()] })
    const { result } = await signText(wholeTransaction(message, [theirs, new Uint8Array(64)]))
    const signed = bytesOf((result as SignedTransaction).transaction)
    expect(signed.subarray(1, 65)).toEqual(theirs)
    expect(verifies(signed, 1, message)).toBe(true)
  })

  it("that this account need not sign is not signed", async () => {
    const message = bareMessage({ signers: [randomBytes(32)], others: [me()] })
    await expectRefused(signText(message), "transaction-unreadable", "not one of its signers")
  })

  it("is not signed by an Ethereum account", async () => {
    const message = Buffer.from(bareMessage({ signers: [me()] })).toString("base64url")
    await expectRefused(sign(message, { derivationInfo: "m/44'/60'/0'/0/0" }), "body-malformed")
  })

  it.each([
    ["empty", () => new Uint8Array()],
    ["random", () => randomBytes(200)],
    ["cut short", () => bareMessage({ signers: [me()] }).subarray(0, -1)],
    ["followed by another byte", () => Buffer.concat([bareMessage({ signers: [me()] }), Buffer.of(0)])],
    ["of version 1", () => Buffer.concat([Buffer.of(0x81), bareMessage({ signers: [me()] })])],
    ["without a signer", () => bareMessage({ signers: [] })],
    ["with one key twice", () => bareMessage({ signers: [me()], others: [me()] })],
    [
      "with fewer signatures than signers",
      () => wholeTransaction(bareMessage({ signers: [me(), randomBytes(32)] }), [new Uint8Array(64)]),
    ],
    ["with an account index that points nowhere", () => bareMessage({ signers: [me()], accounts: [9] })],
    [
      "with a count that is written too long",
      () => Buffer.concat([Buffer.of(0x81, 0x00), new Uint8Array(64), bareMessage({ signers: [me()] })]),
    ],
    ["with a count of sixty thousand", () => Buffer.concat([Buffer.of(1, 0, 0), compact(60_000)])],
  ])("that is %s is not signed", async (_name, make) => {
    await expectRefused(signText(make()), "transaction-unreadable")
  })
})

describe("a Solana message", () => {
  const derivationInfo = {
    derivationPath: "m/44'/501'/0'/0'",
    curve: "Ed25519",
    addressFormat: "Solana",
  } as const
  const signText = (message: string) =>
    kms.ask(home.stamper, "signUtf8Message", { ...owner, message, algorithm: "Ed25519", derivationInfo })

  it.each(["", "hello", "héllo 👻", "zeros \u0000 inside", "long ".repeat(2000)])(
    "is signed as it is, and noble verifies it (%#)",
    async (text) => {
      const answer = await signText(text)
      const { signature } = answer.result as { signature: string }
      expect(ed25519.verify(bytesOf(signature), Buffer.from(text), base58.decode(solana))).toBe(true)
    },
  )

  it("that is a transaction in disguise is not signed", async () => {
    const ascii = (fill: number) => new Uint8Array(32).fill(fill)
    const message = bareMessage({ signers: [ascii(1), ascii(2)], others: [ascii(0)], blockhash: ascii(3) })
    const text = Buffer.from(message).toString("utf8")
    expect(Buffer.from(text)).toEqual(Buffer.from(message))
    await expectRefused(signText(text), "policy-denied", "disguise")
    await expectRefused(signText(`${text} and more`), "policy-denied", "disguise")
  })
})
