/** The signer on its own: sealed seeds stay where they belong, and only a fresh and genuine order is carried out. */
import { randomBytes, randomUUID } from "node:crypto"
import { describe, expect, it } from "vitest"
import { authenticateOrder, makeOrderKey, type Order, openSigner } from "~kms-server/signer"
import { openSeed, sealSeed } from "~kms-server/signer/seal"
import { derivationOf } from "~protocol"

const masterKey = randomBytes(32)
const orderKey = makeOrderKey()

function begin(now = Date.now) {
  const signer = openSigner({ masterKey, orderKey, now })
  const owner = { organizationId: randomUUID(), walletId: randomUUID() }
  const { sealedSeed, keyVersion } = signer.createSeed(owner, 24)
  const order: Order = {
    ...owner,
    keyVersion,
    id: randomUUID(),
    decisionId: randomUUID(),
    kind: "ethereum-message",
    derivation: derivationOf.ethereum(0),
    expiresAt: Date.now() + 10_000,
    payload: Buffer.from("hello"),
  }
  return { signer, sealedSeed, order }
}

describe("an order", () => {
  it("is carried out once", () => {
    const { signer, sealedSeed, order } = begin()
    const given = authenticateOrder(orderKey, order)
    expect(signer.sign(given, sealedSeed)).toHaveLength(65)
    expect(() => signer.sign(given, sealedSeed)).toThrow("an order was used")
  })

  it("cannot be carried out after its time", () => {
    const { signer, sealedSeed, order } = begin()
    const given = authenticateOrder(orderKey, { ...order, expiresAt: Date.now() - 1 })
    expect(() => signer.sign(given, sealedSeed)).toThrow("an order was expired")
  })

  it("is not made fresh by having been used and forgotten", () => {
    let now = Date.now()
    const { signer, sealedSeed, order } = begin(() => now)
    const given = authenticateOrder(orderKey, order)
    signer.sign(given, sealedSeed)
    now += 20_000
    expect(() => signer.sign(given, sealedSeed)).toThrow("an order was expired")
  })

  it("of another's making is refused", () => {
    const { signer, sealedSeed, order } = begin()
    expect(() => signer.sign(authenticateOrder(makeOrderKey(), order), sealedSeed)).toThrow("altered")
  })

  const changes: [string, (order: Order) => Partial<Order>][] = [
    ["id", () => ({ id: randomUUID() })],
    ["decision", () => ({ decisionId: randomUUID() })],
    ["kind", () => ({ kind: "ethereum-transaction" })],
    ["organization", () => ({ organizationId: randomUUID() })],
    ["wallet", () => ({ walletId: randomUUID() })],
    ["key version", () => ({ keyVersion: 2 })],
    ["path", () => ({ derivation: derivationOf.ethereum(1) })],
    ["curve", ({ derivation }) => ({ derivation: { ...derivation, curve: "Ed25519" } })],
    ["expiry", ({ expiresAt }) => ({ expiresAt: expiresAt + 1 })],
    ["payload", () => ({ payload: Buffer.from("hellp") })],
  ]
  it.each(changes)("with another %s than was ordered is refused", (_name, change) => {
    const { signer, sealedSeed, order } = begin()
    const { mac } = authenticateOrder(orderKey, order)
    const altered = { order: { ...order, ...change(order) }, mac }
    expect(() => signer.sign(altered, sealedSeed)).toThrow("an order was altered")
  })

  it("for one chain is not carried out with another chain's key", () => {
    const { signer, sealedSeed, order } = begin()
    const mixed = authenticateOrder(orderKey, { ...order, derivation: derivationOf.solana(0) })
    expect(() => signer.sign(mixed, sealedSeed)).toThrow("mixes")
  })
})

describe("a sealed seed", () => {
  const owner = { organizationId: randomUUID(), walletId: randomUUID(), keyVersion: 1 }
  const entropy = randomBytes(32)
  const sealed = sealSeed(masterKey, entropy, owner)

  it("opens for the wallet it was made for", () => {
    expect(openSeed(masterKey, sealed, owner)).toEqual(entropy)
  })

  it.each([
    ["wallet", { walletId: randomUUID() }],
    ["organization", { organizationId: randomUUID() }],
    ["key version", { keyVersion: 2 }],
  ])("does not open when it is moved to another %s", (_name, moved) => {
    expect(() => openSeed(masterKey, sealed, { ...owner, ...moved })).toThrow("does not belong")
  })

  it("does not open under another master key", () => {
    expect(() => openSeed(randomBytes(32), sealed, owner)).toThrow("does not belong")
  })

  it("does not open when any one bit of it was flipped", () => {
    const bytes = Buffer.from(sealed, "base64url")
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Buffer.from(bytes)
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(() => openSeed(masterKey, flipped.toString("base64url"), owner)).toThrow()
    }
  })

  it("does not open when it is cut short", () => {
    for (const length of [0, 5, 12, 20, 28]) {
      expect(() => openSeed(masterKey, sealed.slice(0, length), owner)).toThrow()
    }
  })

  it("is never twice the same", () => {
    expect(sealSeed(masterKey, entropy, owner)).not.toBe(sealed)
  })

  it.each([12, 15, 18, 21, 24] as const)("can be of %i words", (words) => {
    const signer = openSigner({ masterKey, orderKey })
    const { sealedSeed } = signer.createSeed(owner, words)
    expect(openSeed(masterKey, sealedSeed, owner)).toHaveLength((words / 3) * 4)
  })
})
