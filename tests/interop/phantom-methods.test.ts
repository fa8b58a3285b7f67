/** The rest of Phantom's published client: users, authenticators, grants, typed data, tags, and what it does before it sends. */
import { generateKeyPair, NetworkId } from "@phantom/client"
import { base58 } from "@scure/base"
import { verifyTypedData } from "ethers"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { authenticatorOf, openPublishedClient, type PublishedClient } from "./phantom"

/** The generated types of the package drop members and narrow enums; its code sends what it is given. */
type NewUser = Parameters<PublishedClient["client"]["addUserToOrganization"]>[0]
type NewGrant = Parameters<PublishedClient["client"]["grantOrganizationAccess"]>[0]

let published: PublishedClient
let walletId: string
let ethereum: string

beforeAll(async () => {
  published = await openPublishedClient()
  const made = await published.client.createWallet("Interop Wallet")
  walletId = made.walletId
  ethereum = made.addresses.find(({ addressType }) => addressType === "Ethereum")?.address ?? ""
})
afterAll(() => published.stop())

const message = Buffer.from("hello").toString("base64url")
const networkId = NetworkId.ETHEREUM_MAINNET

describe("Phantom's published client", () => {
  it("signs typed data that ethers recovers to the wallet's address", async () => {
    const types = { Mail: [{ name: "text", type: "string" }] }
    const domain = { name: "Mail", version: "1", chainId: 1 }
    const typedData = {
      types: {
        EIP712Domain: [
          { name: "name", type: "string" },
          { name: "version", type: "string" },
          { name: "chainId", type: "uint256" },
        ],
        ...types,
      },
      primaryType: "Mail",
      domain,
      message: { text: "hello" },
    }
    const signature = await published.client.ethereumSignTypedData({ walletId, typedData, networkId })
    const hex = `0x${Buffer.from(signature, "base64url").toString("hex")}`
    expect(verifyTypedData(domain, types, { text: "hello" }, hex)).toBe(ethereum)
  })

  it("reads its organization, and finds a wallet by its tag", async () => {
    const { organizationId, client } = published
    const read = await client.getOrganization(organizationId)
    expect(read).toMatchObject({ organizationId, organizationName: "interop" })
    const asked = { organizationId, tag: "no such tag", derivationPaths: ["m/44'/60'/0'/0/0"] }
    await expect(client.getWalletWithTag(asked)).rejects.toThrow("There is no such wallet")
  })

  it("signs and asks to send; where no network is configured it hears of no hash", async () => {
    const [account = ""] = (await published.client.getWalletAddresses(walletId))
      .filter(({ addressType }) => addressType === "Solana")
      .map(({ address }) => address)
    const transaction = transferOf(account, 1n)
    const sent = await published.client.signAndSendTransaction({
      ...{ walletId, account, transaction, networkId: NetworkId.SOLANA_DEVNET },
    })
    expect(sent.rawTransaction).toMatch(/^[\w-]+$/)
    expect(sent.hash).toBeUndefined()
  })

  it("adds a user, who signs from then on", async () => {
    const keys = generateKeyPair()
    await published.client.addUserToOrganization({
      organizationId: published.organizationId,
      replaceExpirable: false,
      user: {
        username: "second",
        policy: { type: "CEL", preset: "LEGACY_USER_ROLE" },
        authenticators: [authenticatorOf(keys)],
        traits: { appId: "app" },
        expiresInMs: 60_000,
      },
    } as unknown as NewUser)
    const second = published.clientFor(keys)
    expect(await second.ethereumSignMessage({ walletId, message, networkId })).toMatch(/^[\w-]{87}$/)
  })

  it("creates an authenticator that stamps, and deletes it, after which it does not", async () => {
    const keys = generateKeyPair()
    const made = await published.client.createAuthenticator({
      organizationId: published.organizationId,
      username: "root",
      authenticatorName: "phone",
      authenticator: authenticatorOf(keys, "phone"),
    })
    const phone = published.clientFor(keys)
    expect((await phone.getWallets()).totalCount).toBe(1)
    await published.client.deleteAuthenticator({
      organizationId: published.organizationId,
      username: "root",
      authenticatorId: (made as unknown as { id: string }).id,
    })
    await expect(phone.getWallets()).rejects.toThrow("Unauthorized")
  })

  it("grants a wallet to another organization, which signs with it under its own key", async () => {
    const keys = generateKeyPair()
    const { organizationId: target } = await published
      .clientFor(keys)
      .createOrganization("other", [
        { username: "root", role: "ADMIN", authenticators: [authenticatorOf(keys)] },
      ])
    const other = published.clientFor(keys, { organizationId: target })
    await expect(other.ethereumSignMessage({ walletId, message, networkId })).rejects.toThrow()
    await published.client.grantOrganizationAccess({
      ownerOrganizationId: published.organizationId,
      targetOrganizationId: target,
      walletId,
      policy: { version: "v0", scopes: ["ethereumSignMessage"] },
    } as unknown as NewGrant)
    expect(await other.ethereumSignMessage({ walletId, message, networkId })).toMatch(/^[\w-]{87}$/)
  })

  it("asks to prepare a Solana transaction as a user's wallet does, and hears of a limit in its own words", async () => {
    const keys = generateKeyPair()
    const usdLimit = {
      usdCentsLimitPerDay: 1,
      memoryAccount: base58.encode(Buffer.alloc(32)),
      memoryId: 1,
      memoryBump: 1,
    }
    await published.client.addUserToOrganization({
      organizationId: published.organizationId,
      replaceExpirable: false,
      user: {
        username: "limited",
        policy: { type: "CEL", preset: "DAPP_CONNECTION_USER", walletId, usdLimit },
        authenticators: [authenticatorOf(keys)],
        traits: { appId: "app" },
      },
    } as unknown as NewUser)
    const limited = published.clientFor(keys, { walletType: "user-wallet" })
    const [account = ""] = (await published.client.getWalletAddresses(walletId))
      .filter(({ addressType }) => addressType === "Solana")
      .map(({ address }) => address)
    const send = (lamports: bigint) =>
      limited.signTransaction({
        ...{ walletId, account, networkId: NetworkId.SOLANA_DEVNET },
        transaction: transferOf(account, lamports),
      })
    await expect(send(1_000_000_000n)).rejects.toMatchObject({ limitCents: 1, previousSpendCents: 0 })
    expect((await send(0n)).rawTransaction).toMatch(/^[\w-]+$/)
    await expect(send(1n)).rejects.toMatchObject({ limitCents: 1, previousSpendCents: 1, totalSpendCents: 2 })
  })
})

function transferOf(from: string, lamports: bigint): string {
  const data = Buffer.alloc(12)
  data.writeUInt32LE(2)
  data.writeBigUInt64LE(lamports, 4)
  const keys = [base58.decode(from), Buffer.alloc(32, 7), Buffer.alloc(32)]
  const message = Buffer.concat([
    Buffer.of(1, 0, 1, 3),
    ...keys,
    Buffer.alloc(32, 9),
    Buffer.of(1, 2, 2, 0, 1, 12),
    data,
  ])
  return Buffer.concat([Buffer.of(1), Buffer.alloc(64), message]).toString("base64url")
}
