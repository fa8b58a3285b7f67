/** The order and the seal: only a fresh and genuine order is carried out, and what was sealed opens only in its place. */
import { createHmac, randomBytes, randomUUID } from "node:crypto"
import { encode } from "cborg"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  authenticateOrder,
  keyVersionOf,
  makeOrderKey,
  type Order,
  type Task,
  type TaskOf,
} from "~kms-server/signer"
import { ethereum, flipped, openTestSigner, runs, signTask, solana, words24 } from "./signer-bench"

const hello = Buffer.from("hello")

async function begin(config: Parameters<typeof openTestSigner>[0] = {}) {
  const bench = openTestSigner(config)
  const wallet = await bench.createWallet()
  return { ...bench, wallet, task: signTask(wallet, "Ethereum", "ethereum-message", hello) }
}

/** An order's bytes as the policy would authenticate them, whatever they say. */
function authenticated(orderKey: Uint8Array, bytes: Uint8Array) {
  return { bytes, mac: createHmac("sha256", orderKey).update(bytes).digest() }
}

describe("an order", () => {
  it("is good for one use (rule 11)", async () => {
    const { signer, orderKey, orderOf, task } = await begin()
    const given = authenticateOrder(orderKey, orderOf(task))
    expect(await signer.carryOut(given)).toHaveProperty("signed")
    await expect(signer.carryOut(given)).rejects.toThrow("refused an order: used")
  })

  it("is good for one use even when it comes a hundred times at once", async () => {
    const { signer, orderKey, orderOf, task } = await begin()
    const given = authenticateOrder(orderKey, orderOf(task))
    const outcomes = await Promise.allSettled(Array.from({ length: 100 }, () => signer.carryOut(given)))
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1)
  })

  it("of one id is used up by another of the same id", async () => {
    const { signer, orderKey, orderOf, task } = await begin()
    const id = randomUUID()
    await signer.carryOut(authenticateOrder(orderKey, orderOf(task, { id })))
    const other = orderOf({ ...task, payload: Buffer.from("other") }, { id })
    await expect(signer.carryOut(authenticateOrder(orderKey, other))).rejects.toThrow("used")
  })

  it("cannot be carried out at or after its time", async () => {
    const now = Date.now()
    const { signer, orderKey, orderOf, task } = await begin({ now: () => now })
    for (const expiresAt of [now, now - 1, 0, -1]) {
      const given = authenticateOrder(orderKey, orderOf(task, { expiresAt }))
      await expect(signer.carryOut(given)).rejects.toThrow("refused an order: expired")
    }
  })

  it("that ends far ahead tells the time to a signer whose clock was set back", async () => {
    const now = Date.now()
    const { signer, orderKey, orderOf, task } = await begin({ now: () => now })
    const later = now + 3_600_000
    await signer.carryOut(authenticateOrder(orderKey, orderOf(task, { expiresAt: later + 4000 })))
    const old = authenticateOrder(orderKey, orderOf(task, { expiresAt: now + 4000 }))
    await expect(signer.carryOut(old)).rejects.toThrow("refused an order: expired")
  })

  it("that was used is not made fresh by a clock that jumps ahead and back", async () => {
    const start = Date.now()
    let now = start
    const { signer, orderKey, orderOf, task } = await begin({ now: () => now })
    const given = authenticateOrder(orderKey, orderOf(task))
    await signer.carryOut(given)
    now = start + 60_000
    const later = orderOf(task, { expiresAt: now + 10_000 })
    await signer.carryOut(authenticateOrder(orderKey, later))
    now = start
    await expect(signer.carryOut(given)).rejects.toThrow("expired")
  })

  it("that comes while the signer is sealed is not used up", async () => {
    const masterKey = randomBytes(32)
    const { signer, orderKey, orderOf, task } = await begin({ masterKeys: [masterKey] })
    const given = authenticateOrder(orderKey, orderOf(task))
    signer.unseal([])
    await expect(signer.carryOut(given)).rejects.toMatchObject({ code: "KMS_SEALED" })
    signer.unseal([masterKey])
    expect(await signer.carryOut(given)).toHaveProperty("signed")
  })

  it("of another's making is refused", async () => {
    const { signer, orderOf, task } = await begin()
    const given = authenticateOrder(makeOrderKey(), orderOf(task))
    await expect(signer.carryOut(given)).rejects.toThrow("refused an order: altered")
  })

  const changes: [string, (order: Order<TaskOf<"sign">>) => Order][] = [
    ["id", (order) => ({ ...order, id: randomUUID() })],
    ["decision", (order) => ({ ...order, decisionId: randomUUID() })],
    ["end", (order) => ({ ...order, expiresAt: order.expiresAt + 1 })],
    ["organization", (order) => ({ ...order, task: { ...order.task, organizationId: randomUUID() } })],
    ["wallet", (order) => ({ ...order, task: { ...order.task, walletId: randomUUID() } })],
    ["way to sign", (order) => ({ ...order, task: { ...order.task, signing: "ethereum-transaction" } })],
    ["payload", (order) => ({ ...order, task: { ...order.task, payload: Buffer.from("hellp") } })],
    [
      "account",
      (order) => ({ ...order, task: { ...order.task, account: { ...order.task.account, keyVersion: 1 } } }),
    ],
  ]
  it.each(changes)("with another %s than was ordered is refused (rule 11)", async (_name, change) => {
    const { signer, orderKey, orderOf, task } = await begin()
    const order = orderOf(task)
    const { mac } = authenticateOrder(orderKey, order)
    const altered = { bytes: authenticateOrder(orderKey, change(order)).bytes, mac }
    await expect(signer.carryOut(altered)).rejects.toThrow("refused an order: altered")
  })

  it("is refused when any one bit of its bytes was flipped (rule 11)", async () => {
    const { signer, orderKey, orderOf, task } = await begin()
    const { bytes, mac } = authenticateOrder(orderKey, orderOf(task))
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const altered = { bytes: flipped(bytes, bit), mac }
      await expect(signer.carryOut(altered)).rejects.toMatchObject({ context: { why: "altered" } })
    }
  })

  it("is refused when any one bit of its authentication was flipped, or some of it is missing", async () => {
    const { signer, orderKey, orderOf, task } = await begin()
    const { bytes, mac } = authenticateOrder(orderKey, orderOf(task))
    const macs = [...Array(256).keys()].map((bit) => flipped(mac, bit))
    for (const other of [...macs, mac.subarray(1), new Uint8Array(0)]) {
      await expect(signer.carryOut({ bytes, mac: other })).rejects.toMatchObject({
        context: { why: "altered" },
      })
    }
  })

  it("cannot be changed between its check and its use", async () => {
    const { signer, orderKey, orderOf, carryOut, wallet, task } = await begin()
    const recipient = Buffer.from(
      await carryOut({ do: "begin-import", organizationId: randomUUID() }).then((one) => one.publicKey),
    )
    const given = authenticateOrder(
      orderKey,
      orderOf({ do: "export" as const, wallet: wallet.wallet, recipient }),
    )
    const exporting = signer.carryOut(given)
    given.bytes.fill(0)
    expect(await exporting).toHaveProperty("bundle")
    expect(await carryOut(task)).toHaveProperty("signed")
  })

  const misshapen: [string, (order: Record<string, unknown>) => unknown][] = [
    ["a member too many", (order) => ({ ...order, also: 1 })],
    ["no id", ({ id: _, ...order }) => order],
    ["an empty id", (order) => ({ ...order, id: "" })],
    ["an end that is no number", (order) => ({ ...order, expiresAt: String(order.expiresAt) })],
    ["an end with a fraction", (order) => ({ ...order, expiresAt: Number(order.expiresAt) + 0.5 })],
    ["no task", ({ task: _, ...order }) => order],
    ["an unknown task", (order) => ({ ...order, task: { do: "reveal" } })],
    ["a task of every object's", (order) => ({ ...order, task: { do: "constructor" } })],
    ["nothing at all", () => null],
    ["a list in its place", (order) => [order]],
  ]
  it.each(misshapen)("with %s is refused, though it is genuine", async (_name, change) => {
    const { signer, orderKey, orderOf, task } = await begin()
    const given = authenticated(orderKey, encode(change({ ...orderOf(task) })))
    await expect(signer.carryOut(given)).rejects.toThrow("refused an order: not understood")
  })

  it("with a key twice, of endless length or with bytes after it is refused", async () => {
    const { signer, orderKey, orderOf, task } = await begin()
    const bytes = Buffer.from(authenticateOrder(orderKey, orderOf(task)).bytes)
    const twice = Buffer.concat([
      Buffer.of((bytes[0] ?? 0) + 1),
      bytes.subarray(1),
      encode("id"),
      encode(randomUUID()),
    ])
    const endless = Buffer.concat([Buffer.of(0xbf), bytes.subarray(1), Buffer.of(0xff)])
    for (const other of [twice, endless, Buffer.concat([bytes, Buffer.of(0)]), Buffer.alloc(0)]) {
      await expect(signer.carryOut(authenticated(orderKey, other))).rejects.toThrow("not understood")
    }
  })

  it("of any genuine bytes is carried out or refused with a fault of the table, whatever they say", async () => {
    const { signer, orderKey, orderOf, task } = await begin()
    const order = orderOf(task)
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          fc.anything({ maxDepth: 3 }).map((value) => safelyEncoded({ ...order, task: value })),
          fc
            .dictionary(fc.string(), fc.anything({ maxDepth: 1 }))
            .map((value) => safelyEncoded({ ...order, task: { ...task, ...value } })),
        ),
        async (bytes) => {
          const outcome = await signer.carryOut(authenticated(orderKey, bytes)).catch((thrown) => thrown)
          expect(["ORDER_REFUSED", "INTERNAL", "signed"]).toContain(outcome.code ?? Object.keys(outcome)[0])
        },
      ),
      { numRuns: runs(300) },
    )
  })
})

function safelyEncoded(value: unknown): Uint8Array {
  try {
    return encode(value)
  } catch {
    return encode(null)
  }
}

describe("what is sealed", () => {
  it("opens where it was made", async () => {
    const { carryOut, wallet } = await begin()
    const { accounts } = await carryOut({ do: "derive", wallet: wallet.wallet, derivations: [ethereum] })
    expect(accounts[0]?.address).toBe(
      wallet.accounts.find((one) => one.addressFormat === "Ethereum")?.address,
    )
  })

  it.each([
    ["organization", { organizationId: randomUUID() }],
    ["wallet", { walletId: randomUUID() }],
    ["kind", { kind: "keypair" as const }],
  ])("does not open when it is moved to another %s (rule 14)", async (_name, moved) => {
    const { carryOut, wallet } = await begin()
    const task: Task = { do: "derive", wallet: { ...wallet.wallet, ...moved }, derivations: [ethereum] }
    await expect(carryOut(task)).rejects.toMatchObject({ code: "INTERNAL" })
  })

  it("does not open under another key version (rule 14)", async () => {
    const masterKeys = [randomBytes(32), randomBytes(32)]
    const { carryOut, wallet } = await begin({ masterKeys })
    const keyVersion = keyVersionOf(masterKeys[1] ?? randomBytes(32))
    const task: Task = { do: "derive", wallet: { ...wallet.wallet, keyVersion }, derivations: [] }
    await expect(carryOut(task)).rejects.toMatchObject({ code: "INTERNAL" })
  })

  it.each([
    ["path", { derivationPath: "m/44'/60'/0'/0/1" }],
    ["address format", { addressFormat: "BitcoinSegwit" as const }],
    ["public key", { publicKey: "2Ry3vDbNe9cb4YLkfGyWDbmb8rbSmsTUBYwVpvnQcNFQ" }],
  ])("as an account does not open with another %s (rule 14)", async (_name, moved) => {
    const { carryOut, task } = await begin()
    const signing = "raw-secp256k1-keccak"
    const moving: Task = { ...task, signing, account: { ...task.account, ...moved } }
    await expect(carryOut(moving)).rejects.toMatchObject({ code: "INTERNAL" })
    expect(await carryOut({ ...task, signing })).toHaveProperty("signed")
  })

  it.each(["organizationId", "walletId"])(
    "as an account does not open with another %s (rule 14)",
    async (member) => {
      const { carryOut, task, wallet } = await begin()
      await expect(carryOut({ ...task, [member]: randomUUID() })).rejects.toMatchObject({ code: "INTERNAL" })
      const ed25519 = signTask(wallet, "Solana", "solana-message", hello)
      await carryOut(ed25519)
      await expect(carryOut({ ...ed25519, [member]: randomUUID() })).rejects.toMatchObject({
        code: "INTERNAL",
      })
    },
  )

  it("as a wallet does not open as an account, nor an account as a wallet", async () => {
    const { carryOut, task, wallet } = await begin()
    const sealedKey = wallet.wallet.sealed
    await expect(carryOut({ ...task, account: { ...task.account, sealedKey } })).rejects.toMatchObject({
      code: "INTERNAL",
    })
    const sealed = task.account.sealedKey
    const derive: Task = { do: "derive", wallet: { ...wallet.wallet, sealed }, derivations: [] }
    await expect(carryOut(derive)).rejects.toMatchObject({ code: "INTERNAL" })
  })

  it("does not open when any one bit of it was flipped, or some of it is missing", async () => {
    const { carryOut, wallet, task } = await begin()
    const bytes = Buffer.from(task.account.sealedKey, "base64url")
    const flips = [...Array(bytes.length * 8).keys()].map((bit) => flipped(bytes, bit))
    const cuts = [0, 5, 12, 27, 28, bytes.length - 1].map((length) => bytes.subarray(0, length))
    for (const other of [...flips, ...cuts]) {
      const sealedKey = Buffer.from(other).toString("base64url")
      const broken = carryOut({ ...task, account: { ...task.account, sealedKey } })
      await expect(broken).rejects.toMatchObject({ code: "INTERNAL" })
      const derive = carryOut({
        do: "derive",
        wallet: { ...wallet.wallet, sealed: sealedKey },
        derivations: [],
      })
      await expect(derive).rejects.toMatchObject({ code: "INTERNAL" })
    }
  })

  it("is never twice the same", async () => {
    const { carryOut, wallet } = await begin()
    const derive: Task = { do: "derive", wallet: wallet.wallet, derivations: [solana] }
    const [one, other] = [await carryOut(derive), await carryOut(derive)]
    expect(one.accounts[0]?.sealedKey).not.toBe(other.accounts[0]?.sealedKey)
    expect(one.accounts[0]?.address).toBe(other.accounts[0]?.address)
  })

  it("still opens for the keys in memory after a move was tried with them", async () => {
    const { carryOut, wallet } = await begin()
    const task = signTask(wallet, "Solana", "solana-message", hello)
    const first = await carryOut(task)
    const other = await carryOut({
      ...task,
      account: { ...task.account, publicKey: "11111111111111111111111111111111" },
    }).catch((thrown) => thrown)
    expect(other.code).toBe("INTERNAL")
    expect((await carryOut(task)).signed).toEqual(first.signed)
  })
})

describe("a master key", () => {
  it("has a version of 31 bits that another does not share", () => {
    const versions = Array.from({ length: 1000 }, () => keyVersionOf(randomBytes(32)))
    expect(new Set(versions).size).toBe(1000)
    expect(versions.every((version) => Number.isInteger(version) && version >= 0 && version < 2 ** 31)).toBe(
      true,
    )
  })

  it("has the version that it always had", () => {
    expect(keyVersionOf(new Uint8Array(32))).toBe(keyVersionOf(Buffer.alloc(32)))
    expect(keyVersionOf(new Uint8Array(32).fill(1))).not.toBe(keyVersionOf(new Uint8Array(32)))
  })

  it("that is first seals, and an older one opens what it sealed", async () => {
    const [old, young] = [randomBytes(32), randomBytes(32)]
    const { signer, carryOut, createWallet } = openTestSigner({ masterKeys: [old] })
    const { wallet, accounts } = await createWallet()
    signer.unseal([young, old])
    expect(await signer.state()).toEqual({ sealed: false, keyVersions: [young, old].map(keyVersionOf) })
    expect(await carryOut(signTask({ wallet, accounts }, "Solana", "solana-message", hello))).toHaveProperty(
      "signed",
    )
    const resealed = await carryOut({ do: "reseal", wallet, organizationId: wallet.organizationId })
    expect(resealed.keyVersion).toBe(keyVersionOf(young))
    signer.unseal([young])
    const rotated = await carryOut({
      do: "derive",
      wallet: { ...wallet, ...resealed },
      derivations: [solana],
    })
    expect(rotated.accounts[0]?.address).toBe(accounts[0]?.address)
    await expect(carryOut({ do: "derive", wallet, derivations: [] })).rejects.toMatchObject({
      code: "KMS_SEALED",
    })
  })

  it("that was taken away opens nothing any more, not even what is in memory", async () => {
    const { signer, carryOut, createWallet } = openTestSigner()
    const task = signTask(await createWallet(), "Solana", "solana-message", hello)
    await carryOut(task)
    signer.unseal([randomBytes(32)])
    await expect(carryOut(task)).rejects.toMatchObject({ code: "KMS_SEALED" })
  })

  it("of another length, or given twice, is refused, and those that were there stay", async () => {
    const { signer, createWallet } = openTestSigner()
    const [key, before] = [randomBytes(32), await signer.state()]
    expect(() => signer.unseal([randomBytes(31)])).toThrow("32 bytes")
    expect(() => signer.unseal([key, key])).toThrow("the same")
    expect(await signer.state()).toEqual(before)
    expect(await createWallet()).toHaveProperty("accounts")
  })

  it("is missing at first where the signer starts sealed, and then nothing is done", async () => {
    const { signer, createWallet } = openTestSigner({ masterKeys: [] })
    expect(await signer.state()).toEqual({ sealed: true, keyVersions: [] })
    await expect(createWallet()).rejects.toMatchObject({ code: "KMS_SEALED" })
  })
})

describe("a wallet", () => {
  it.each([12, 15, 18, 21, 24] as const)("can be of %i words", async (words) => {
    const asked: number[] = []
    const entropySource = (bytes: number) => {
      asked.push(bytes)
      return randomBytes(bytes)
    }
    const { createWallet } = openTestSigner({ entropySource })
    await createWallet({ kind: "mnemonic", words }, [solana])
    expect(asked).toEqual([(words / 3) * 4])
  })

  it.each([
    [{ kind: "keypair", curve: "Ed25519" } as const, { ...solana, derivationPath: "m" }],
    [{ kind: "keypair", curve: "Secp256k1" } as const, { ...ethereum, derivationPath: "m" }],
  ])("can be of one key: %o", async (shape, derivation) => {
    const { createWallet, carryOut } = openTestSigner()
    const { wallet, accounts } = await createWallet(shape, [derivation])
    const again = await carryOut({ do: "derive", wallet, derivations: [derivation] })
    expect(again.accounts[0]?.address).toBe(accounts[0]?.address)
    const signing = shape.curve === "Ed25519" ? "solana-message" : "ethereum-message"
    const task = signTask({ wallet, accounts }, derivation.addressFormat, signing, hello)
    expect(await carryOut(task)).toHaveProperty("signed")
  })

  it("of one key has no other key, and one of words no key of its own", async () => {
    const { createWallet, carryOut } = openTestSigner()
    const whole = { ...solana, derivationPath: "m" }
    const { wallet } = await createWallet({ kind: "keypair", curve: "Ed25519" }, [])
    for (const derivation of [solana, { ...ethereum, derivationPath: "m" }]) {
      const task: Task = { do: "derive", wallet, derivations: [derivation] }
      await expect(carryOut(task)).rejects.toMatchObject({ code: "ORDER_REFUSED" })
    }
    await expect(createWallet(words24, [whole])).rejects.toMatchObject({ code: "ORDER_REFUSED" })
  })

  it("does not derive by a path in another spelling, or for a curve without such addresses", async () => {
    const { createWallet } = openTestSigner()
    const wrong = [
      { ...ethereum, derivationPath: "m/044'/60'/0'/0/0" },
      { ...ethereum, derivationPath: "m/44'/60'/0'/0/2147483648" },
      { ...ethereum, derivationPath: "m/44'/60'/0'/0/x" },
      { ...ethereum, derivationPath: "44'/60'" },
      { ...ethereum, curve: "Ed25519" as const },
      { ...solana, derivationPath: "m/44'/501'/0" },
    ]
    for (const derivation of wrong) {
      await expect(createWallet(words24, [derivation])).rejects.toMatchObject({ code: "ORDER_REFUSED" })
    }
  })

  it("is not made of a source that gives too little, or never a key", async () => {
    const short = openTestSigner({ entropySource: () => randomBytes(8) })
    await expect(short.createWallet()).rejects.toMatchObject({ code: "INTERNAL" })
    const zeros = openTestSigner({ entropySource: (bytes) => new Uint8Array(bytes) })
    const shape = { kind: "keypair", curve: "Secp256k1" } as const
    await expect(zeros.createWallet(shape, [])).rejects.toMatchObject({ code: "INTERNAL" })
  })

  it("that moves to another organization opens there, and its old seal not", async () => {
    const { createWallet, carryOut } = openTestSigner()
    const { wallet, accounts } = await createWallet()
    const organizationId = randomUUID()
    const moved = { ...wallet, organizationId, ...(await carryOut({ do: "reseal", wallet, organizationId })) }
    const derived = await carryOut({ do: "derive", wallet: moved, derivations: [ethereum] })
    expect(derived.accounts[0]?.address).toBe(accounts[1]?.address)
    const unmoved: Task = { do: "derive", wallet: { ...wallet, organizationId }, derivations: [] }
    await expect(carryOut(unmoved)).rejects.toMatchObject({ code: "INTERNAL" })
  })

  it("leaves nothing of its entropy in the buffer that it came in", async () => {
    const given: Uint8Array[] = []
    const entropySource = (bytes: number) => {
      const entropy = Uint8Array.from(randomBytes(bytes))
      given.push(entropy)
      return entropy
    }
    await openTestSigner({ entropySource }).createWallet()
    expect(given).toEqual([new Uint8Array(32)])
  })
})
