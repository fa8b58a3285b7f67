/**
 * Phantom's published client, unmodified, against the KMS over HTTP: an organization, a wallet, addresses, and
 * signatures for both chains, each verified by a library that neither side uses for it.
 */
import { randomBytes } from "node:crypto"
import { ed25519 } from "@noble/curves/ed25519.js"
import { NetworkId, type PhantomClient } from "@phantom/client"
import { base58 } from "@scure/base"
import {
  address,
  appendTransactionMessageInstruction,
  blockhash,
  compileTransaction,
  createTransactionMessage,
  getTransactionEncoder,
  lamports,
  pipe,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
} from "@solana/kit"
import { getTransferSolInstruction } from "@solana-program/system"
import { Transaction, verifyMessage } from "ethers"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { openPublishedClient, type PublishedClient } from "./phantom"

let published: PublishedClient
let client: PhantomClient
let walletId: string
let addresses: Record<string, string>

beforeAll(async () => {
  published = await openPublishedClient()
  client = published.client
  const made = await client.createWallet("Interop Wallet")
  walletId = made.walletId
  addresses = Object.fromEntries(made.addresses.map(({ addressType, address }) => [addressType, address]))
})
afterAll(() => published.stop())

const bytesOf = (text: string) => Buffer.from(text, "base64url")

describe("Phantom's published client", () => {
  it("makes a wallet with an address of each of its four chains", () => {
    expect(Object.keys(addresses).sort()).toEqual(["BitcoinSegwit", "Ethereum", "Solana", "Sui"])
    expect(addresses.BitcoinSegwit).toMatch(/^bc1q[a-z0-9]{38}$/)
    expect(addresses.Sui).toMatch(/^0x[0-9a-f]{64}$/)
  })

  it("lists the same addresses again", async () => {
    const listed = await client.getWalletAddresses(walletId)
    expect(Object.fromEntries(listed.map((one) => [one.addressType, one.address]))).toEqual(addresses)
  })

  it("lists its wallets and reads its organization", async () => {
    const { wallets, totalCount } = await client.getWallets()
    expect(totalCount).toBe(1)
    expect(wallets).toEqual([{ walletId, walletName: "Interop Wallet" }])
  })

  it("signs an Ethereum message that ethers recovers to the wallet's address", async () => {
    const text = "héllo 👻"
    const message = Buffer.from(text).toString("base64url")
    const signature = await client.ethereumSignMessage({
      walletId,
      message,
      networkId: NetworkId.ETHEREUM_MAINNET,
    })
    expect(verifyMessage(text, `0x${bytesOf(signature).toString("hex")}`)).toBe(addresses.Ethereum)
  })

  it("signs a Solana message that noble verifies under the wallet's address", async () => {
    const message = "héllo 👻"
    const signature = await client.signUtf8Message({ walletId, message, networkId: NetworkId.SOLANA_DEVNET })
    const publicKey = base58.decode(addresses.Solana ?? "")
    expect(ed25519.verify(bytesOf(signature), Buffer.from(message), publicKey)).toBe(true)
  })

  it("signs an Ethereum transaction that ethers reads back whole, from the wallet's address", async () => {
    const unsigned = Transaction.from({
      type: 2,
      chainId: 11155111,
      nonce: 7,
      to: "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
      value: 10n ** 16n,
      gasLimit: 21_000,
      maxFeePerGas: 3n * 10n ** 9n,
      maxPriorityFeePerGas: 10n ** 9n,
    })
    const { rawTransaction } = await client.signTransaction({
      walletId,
      transaction: unsigned.unsignedSerialized,
      networkId: NetworkId.ETHEREUM_SEPOLIA,
    })
    const signed = Transaction.from(`0x${bytesOf(rawTransaction).toString("hex")}`)
    expect(signed.from).toBe(addresses.Ethereum)
    expect(signed.unsignedSerialized).toBe(unsigned.unsignedSerialized)
  })

  it("signs a Solana transaction that noble verifies over the unchanged message", async () => {
    const payer = address(addresses.Solana ?? "")
    const compiled = compileTransaction(transferFrom(payer))
    const { rawTransaction } = await client.signTransaction({
      walletId,
      transaction: Buffer.from(getTransactionEncoder().encode(compiled)).toString("base64url"),
      networkId: NetworkId.SOLANA_DEVNET,
    })
    const signed = bytesOf(rawTransaction)
    expect(signed[0]).toBe(1)
    expect(signed.subarray(65)).toEqual(Buffer.from(compiled.messageBytes))
    expect(ed25519.verify(signed.subarray(1, 65), signed.subarray(65), base58.decode(payer))).toBe(true)
  })

  it("hears why it is refused", async () => {
    published.kms.setFaults({ denies: true })
    const message = Buffer.from("no").toString("base64url")
    const asked = client.ethereumSignMessage({ walletId, message, networkId: NetworkId.ETHEREUM_MAINNET })
    await expect(asked).rejects.toThrow("Denied by policy: kms-mock denies.")
    published.kms.setFaults({ denies: false })
  })

  it("leaves one audit result for each signature", async () => {
    expect(await published.kms.signatures()).toBe(4)
  })
})

function transferFrom(payer: ReturnType<typeof address>) {
  const transfer = getTransferSolInstruction({
    source: { address: payer, signTransactions: async () => [] },
    destination: address(base58.encode(randomBytes(32))),
    amount: lamports(1000n),
  })
  return pipe(
    createTransactionMessage({ version: 0 }),
    (message) => setTransactionMessageFeePayer(payer, message),
    (message) =>
      setTransactionMessageLifetimeUsingBlockhash(
        { blockhash: blockhash(base58.encode(randomBytes(32))), lastValidBlockHeight: 1n },
        message,
      ),
    (message) => appendTransactionMessageInstruction(transfer, message),
  )
}
