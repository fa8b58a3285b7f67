/** Secrets on their way in and out: only as they were announced, only by whoever began it, and nothing is said of them. */
import { randomBytes, randomUUID } from "node:crypto"
import { inspect } from "node:util"
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from "@hpke/core"
import { Mnemonic } from "ethers"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { SecretShape, TaskOf } from "~kms-server/signer"
import { ethereum, flipped, openTestSigner, runs, solana } from "./signer-bench"
import { decrypt, encrypt, makeRecipient } from "./signer-hpke"

const IMPORT = "countersign/import/v1"
const EXPORT = "countersign/export/v1"
const words12: SecretShape = { kind: "mnemonic", words: 12 }
const phrase = "legal winner thank year wave sausage worth useful legal winner thank yellow"

async function begin(bench = openTestSigner()) {
  const organizationId = randomUUID()
  const begun = await bench.carryOut({ do: "begin-import", organizationId })

  function taskOf(
    secret: Uint8Array,
    shape: SecretShape = words12,
    changes: Partial<TaskOf<"complete-import">> = {},
  ): TaskOf<"complete-import"> {
    return {
      do: "complete-import",
      organizationId,
      walletId: randomUUID(),
      ...begun,
      encryptedSecret: encrypt(begun.publicKey, IMPORT, secret),
      shape,
      derivations: [],
      ...changes,
    }
  }
  return { ...bench, organizationId, begun, taskOf }
}

describe("a secret that is brought", () => {
  it("becomes a wallet with the accounts of its words", async () => {
    const { carryOut, taskOf } = await begin()
    const { accounts } = await carryOut(taskOf(Buffer.from(phrase), words12, { derivations: [ethereum] }))
    expect(accounts[0]?.address).toBe("0x58A57ed9d8d624cBD12e2C467D34787555bB1b25")
  })

  it.each([
    ["Ed25519", { ...solana, derivationPath: "m" }],
    ["Secp256k1", { ...ethereum, derivationPath: "m" }],
  ] as const)("becomes a wallet of one key of %s, and is exported as it was", async (curve, derivation) => {
    const { carryOut, taskOf, organizationId } = await begin()
    const secret = randomBytes(32)
    const task = taskOf(secret, { kind: "keypair", curve }, { derivations: [derivation] })
    const { keyVersion, sealed } = await carryOut(task)
    const recipient = makeRecipient()
    const wallet = { organizationId, walletId: task.walletId, kind: "keypair", keyVersion, sealed } as const
    const { bundle } = await carryOut({ do: "export", wallet, recipient: recipient.publicKey })
    expect(Buffer.from(decrypt(recipient.privateKey, EXPORT, bundle))).toEqual(secret)
  })

  it("may be encrypted with the library as well as by the letter of RFC 9180 (rule 19)", async () => {
    const { carryOut, taskOf, begun } = await begin()
    const suite = new CipherSuite({
      kem: new DhkemX25519HkdfSha256(),
      kdf: new HkdfSha256(),
      aead: new Aes256Gcm(),
    })
    const recipientPublicKey = await suite.kem.deserializePublicKey(Uint8Array.from(begun.publicKey).buffer)
    const info = Uint8Array.from(Buffer.from(IMPORT)).buffer
    const { enc, ct } = await suite.seal(
      { recipientPublicKey, info },
      Uint8Array.from(Buffer.from(phrase)).buffer,
    )
    const encryptedSecret = Buffer.concat([Buffer.from(enc), Buffer.from(ct)])
    expect(await carryOut(taskOf(Buffer.alloc(0), words12, { encryptedSecret }))).toHaveProperty("sealed")
  })

  it("is exported in the form that it is imported in, for any entropy", async () => {
    const bench = await begin()
    const entropies = fc
      .constantFrom(16, 20, 24, 28, 32)
      .chain((length) => fc.uint8Array({ minLength: length, maxLength: length }))
    await fc.assert(
      fc.asyncProperty(entropies, async (entropy) => {
        const words = Buffer.from(Mnemonic.fromEntropy(entropy).phrase)
        const shape = { kind: "mnemonic", words: (entropy.length / 4) * 3 } as SecretShape
        const task = bench.taskOf(words, shape)
        const { keyVersion, sealed } = await bench.carryOut(task)
        const { organizationId, walletId } = task
        const recipient = makeRecipient()
        const wallet = { organizationId, walletId, kind: "mnemonic", keyVersion, sealed } as const
        const { bundle } = await bench.carryOut({ do: "export", wallet, recipient: recipient.publicKey })
        expect(Buffer.from(decrypt(recipient.privateKey, EXPORT, bundle))).toEqual(words)
      }),
      { numRuns: runs(8) },
    )
  })

  const wrong: [string, string, SecretShape][] = [
    ["of another number of words", phrase, { kind: "mnemonic", words: 24 }],
    ["with a word too many", `${phrase} zoo`, words12],
    ["with a false checksum", phrase.replace("yellow", "zoo"), words12],
    ["with a word that is none", phrase.replace("legal", "legall"), words12],
    ["in capitals", phrase.toUpperCase(), words12],
    ["with two spaces", phrase.replace(" ", "  "), words12],
    ["with a space before", ` ${phrase}`, words12],
    ["with a line's end after", `${phrase}\n`, words12],
    ["of nothing", "", words12],
    ["of words where a key was announced", phrase, { kind: "keypair", curve: "Ed25519" }],
    ["of 31 bytes where a key was announced", "x".repeat(31), { kind: "keypair", curve: "Ed25519" }],
    ["of a key above the curve's order", "\xff".repeat(32), { kind: "keypair", curve: "Secp256k1" }],
    ["of a key of zero", "\0".repeat(32), { kind: "keypair", curve: "Secp256k1" }],
  ]
  it.each(wrong)("%s is refused, and nothing is said of it", async (_name, secret, shape) => {
    const { carryOut, taskOf } = await begin()
    const refused = await carryOut(taskOf(Buffer.from(secret, "latin1"), shape)).catch((thrown) => thrown)
    expect(refused).toMatchObject({
      code: "SECRET_REFUSED",
      context: { where: "it is not what was announced" },
    })
    const said = inspect(refused, { depth: 9 })
    for (const word of ["legal", "winner", "yellow"]) expect(said).not.toContain(word)
  })

  it("is refused when any one bit of it was flipped on the way, or some of it is missing", async () => {
    const { carryOut, taskOf } = await begin()
    const genuine = encrypt(taskOf(Buffer.alloc(0)).publicKey, IMPORT, Buffer.from(phrase))
    const flips = [...Array(genuine.length * 8).keys()]
      .filter((bit) => bit % 5 === 0 && bit !== 255)
      .map((bit) => flipped(genuine, bit))
    const cuts = [0, 1, 31, 32, 47, 48, genuine.length - 1].map((length) => genuine.subarray(0, length))
    for (const encryptedSecret of [...flips, ...cuts]) {
      const task = taskOf(Buffer.alloc(0), words12, { encryptedSecret })
      await expect(carryOut(task)).rejects.toMatchObject({
        code: "SECRET_REFUSED",
        context: { where: "it was not encrypted to this envelope" },
      })
    }
  })

  it("that was encrypted to be exported is not imported", async () => {
    const { carryOut, taskOf, begun } = await begin()
    const encryptedSecret = encrypt(begun.publicKey, EXPORT, Buffer.from(phrase))
    await expect(carryOut(taskOf(Buffer.alloc(0), words12, { encryptedSecret }))).rejects.toMatchObject({
      code: "SECRET_REFUSED",
    })
  })
})

describe("an envelope", () => {
  it("hides its seed and names its key version, in 80 bytes", async () => {
    const { begun, signer } = await begin()
    const { keyVersions } = await signer.state()
    expect(begun.envelope).toHaveLength(4 + 12 + 48 + 16)
    expect(Buffer.from(begun.envelope).readUInt32BE()).toBe(keyVersions[0])
  })

  it("does not open for another organization, key or installation, or altered", async () => {
    const bench = await begin()
    const [other, elsewhere] = [await begin(bench), await begin()]
    const { envelope, publicKey } = bench.begun
    const changes: Partial<TaskOf<"complete-import">>[] = [
      { organizationId: other.organizationId },
      { publicKey: other.begun.publicKey },
      { publicKey: publicKey.subarray(1) },
      { envelope: other.begun.envelope },
      { envelope: elsewhere.begun.envelope, publicKey: elsewhere.begun.publicKey },
      ...[0, 3, 4, 20, 79].map((length) => ({ envelope: envelope.subarray(0, length) })),
      ...[...Array(80 * 8).keys()]
        .filter((bit) => bit % 3 === 0)
        .map((bit) => ({ envelope: flipped(envelope, bit) })),
    ]
    for (const change of changes) {
      await expect(bench.carryOut(bench.taskOf(Buffer.from(phrase), words12, change))).rejects.toMatchObject({
        code: "SECRET_REFUSED",
        context: { where: "its envelope does not open here" },
      })
    }
    expect(await bench.carryOut(bench.taskOf(Buffer.from(phrase)))).toHaveProperty("sealed")
  })

  it("opens after the master key was changed, as long as the old one is there", async () => {
    const [old, young] = [randomBytes(32), randomBytes(32)]
    const { signer, carryOut, taskOf } = await begin(openTestSigner({ masterKeys: [old] }))
    signer.unseal([young, old])
    expect(await carryOut(taskOf(Buffer.from(phrase)))).toHaveProperty("sealed")
    signer.unseal([young])
    await expect(carryOut(taskOf(Buffer.from(phrase)))).rejects.toMatchObject({ code: "SECRET_REFUSED" })
  })
})

describe("an export", () => {
  /** The points of small order on Curve25519 and its twist, in the spellings that fit in 32 bytes (RFC 7748, section 6). */
  const smallOrder = [
    "00".repeat(32),
    `01${"00".repeat(31)}`,
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    `ec${"ff".repeat(30)}7f`,
    `ed${"ff".repeat(30)}7f`,
    `ee${"ff".repeat(30)}7f`,
  ]

  it.each(smallOrder)("to a key that every secret agrees with is refused: %s", async (hex) => {
    const { createWallet, carryOut } = openTestSigner()
    const { wallet } = await createWallet()
    const recipient = Buffer.from(hex, "hex")
    await expect(carryOut({ do: "export", wallet, recipient })).rejects.toMatchObject({ code: "KEY_REFUSED" })
  })

  it("to what is no key is refused", async () => {
    const { createWallet, carryOut } = openTestSigner()
    const { wallet } = await createWallet()
    for (const length of [0, 31, 33, 65]) {
      const recipient = randomBytes(length)
      await expect(carryOut({ do: "export", wallet, recipient })).rejects.toMatchObject({
        code: "KEY_REFUSED",
      })
    }
  })

  it("opens for its recipient alone, and is never twice the same", async () => {
    const { createWallet, carryOut } = openTestSigner()
    const { wallet } = await createWallet()
    const [recipient, other] = [makeRecipient(), makeRecipient()]
    const { bundle } = await carryOut({ do: "export", wallet, recipient: recipient.publicKey })
    const again = await carryOut({ do: "export", wallet, recipient: recipient.publicKey })
    expect(
      Buffer.from(decrypt(recipient.privateKey, EXPORT, bundle))
        .toString()
        .split(" "),
    ).toHaveLength(24)
    expect(() => decrypt(other.privateKey, EXPORT, bundle)).toThrow()
    expect(() => decrypt(recipient.privateKey, IMPORT, bundle)).toThrow()
    expect(again.bundle).not.toEqual(bundle)
  })
})
