/** That a secret is nowhere but in buffers that are zeroed: not in a string of the heap, an error, or for long in memory. */
import { randomBytes, randomUUID } from "node:crypto"
import { inspect } from "node:util"
import { getHeapSnapshot } from "node:v8"
import { Mnemonic } from "ethers"
import { afterEach, describe, expect, it, vi } from "vitest"
import type { Task } from "~kms-server/signer"
import { openKeyPair } from "~kms-server/signer/ed25519"
import { openKeyPairs } from "~kms-server/signer/key-pairs"
import { everyDerivation, openTestSigner, signTask, solana } from "./signer-bench"
import { makeRecipient } from "./signer-hpke"

/** What of these a string that is still there says. The spellings are made only afterwards, and would find themselves. */
async function inHeap(spellings: () => Buffer[]): Promise<number[]> {
  const chunks: Buffer[] = []
  for await (const chunk of getHeapSnapshot()) chunks.push(Buffer.from(chunk))
  const heap = Buffer.concat(chunks)
  return spellings().flatMap((spelling, index) => (heap.includes(spelling) ? [index] : []))
}

describe("a secret", () => {
  it("leaves no string behind: no seed, words or key is in the heap after all was done with it (rule 14)", async () => {
    const drawn: Buffer[] = []
    const entropySource = (bytes: number) => {
      const entropy = randomBytes(bytes)
      drawn.push(Buffer.from(entropy))
      return entropy
    }
    const bench = openTestSigner({ entropySource })
    const made = await bench.createWallet()
    const key = await bench.createWallet({ kind: "keypair", curve: "Ed25519" }, [
      { ...solana, derivationPath: "m" },
    ])
    await bench.carryOut({ do: "derive", wallet: made.wallet, derivations: everyDerivation })
    for (const wallet of [made, key]) {
      await bench.carryOut(signTask(wallet, "Solana", "solana-message", Buffer.from("hello")))
      await bench.carryOut({ do: "export", wallet: wallet.wallet, recipient: makeRecipient().publicKey })
    }
    await bench.carryOut(signTask(made, "Ethereum", "ethereum-message", Buffer.from("hello")))
    const present = made.accounts[0]?.address ?? ""
    expect(await inHeap(() => [Buffer.from(present)])).toEqual([0])
    const found = await inHeap(() =>
      drawn.flatMap((secret) => [
        Buffer.from(secret.toString("hex")),
        Buffer.from(secret.toString("base64url")),
        Buffer.from(secret.toString("base64")),
        Buffer.from(Mnemonic.fromEntropy(secret).phrase),
      ]),
    )
    expect(found).toEqual([])
  })

  it("is in no error, whatever goes wrong", async () => {
    const secret = Buffer.from("5ec4e7".padEnd(64, "5ec4e7"), "hex")
    const bench = openTestSigner({ entropySource: () => Buffer.from(secret) })
    const { wallet, accounts } = await bench.createWallet()
    const sign = signTask({ wallet, accounts }, "Ethereum", "ethereum-message", Buffer.from("hello"))
    const failing: Task[] = [
      { ...sign, walletId: randomUUID() },
      { ...sign, signing: "raw-secp256k1" },
      { ...sign, signing: "bitcoin-psbt" },
      { do: "derive", wallet, derivations: [{ ...solana, derivationPath: "m/0" }] },
      { do: "derive", wallet: { ...wallet, kind: "keypair" }, derivations: [] },
      { do: "export", wallet, recipient: new Uint8Array(32) },
      {
        do: "create",
        organizationId: randomUUID(),
        walletId: randomUUID(),
        shape: { kind: "mnemonic", words: 12 },
        derivations: [],
      },
    ]
    for (const task of failing) {
      const thrown = await bench.carryOut(task).catch((error) => error)
      expect(thrown).toHaveProperty("code")
      const said = inspect(thrown, { depth: 9, showHidden: true })
      expect(said).not.toMatch(/5ec4e7|XsTn|5e c4 e7|94, ?196, ?231/)
    }
  })
})

describe("key pairs in memory", () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  const pair = openKeyPair(randomBytes(32))

  function openCounted() {
    const pairs = openKeyPairs()
    let made = 0
    const take = (name: string) => {
      pairs.take(name, () => {
        made += 1
        return pair
      })
      return made
    }
    return { pairs, take }
  }

  it("stay while they are used, and are gone a minute after", () => {
    vi.useFakeTimers()
    const { take } = openCounted()
    expect(take("one")).toBe(1)
    for (let round = 0; round < 10; round++) {
      vi.advanceTimersByTime(29_000)
      expect(take("one")).toBe(1)
    }
    vi.advanceTimersByTime(60_000)
    expect(vi.getTimerCount()).toBe(0)
    expect(take("one")).toBe(2)
  })

  it("are a few thousand at most", () => {
    const { take } = openCounted()
    for (let index = 0; index < 10_000; index++) take(`pair ${index}`)
    expect(take("pair 9999")).toBe(10_000)
    expect(take("pair 1")).toBe(10_001)
  })

  it("are gone when they are to be forgotten", () => {
    vi.useFakeTimers()
    const { pairs, take } = openCounted()
    take("one")
    pairs.forget()
    expect(vi.getTimerCount()).toBe(0)
    expect(take("one")).toBe(2)
  })

  it("are not kept where they could not be made", () => {
    const pairs = openKeyPairs()
    const fail = () => {
      throw new Error("no key")
    }
    expect(() => pairs.take("one", fail)).toThrow("no key")
    expect(pairs.take("one", () => pair)).toBe(pair)
  })
})
