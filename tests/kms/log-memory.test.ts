import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { advanceLogMemory, type LogCheckpoint, type LogMemory, proofNeeded, verifyCheckpoint } from "~kms"
import { parseVerifierKey, verifyNote } from "~kms/log/note"
import vectors from "../vectors/attestation.json"
import known from "../vectors/attestation-log.json"
import { patienceMs, runs } from "./runs"
import { consistencyOf, leavesOf, rootOf } from "./trees"

const refusal = (why: string) => expect.objectContaining({ code: "LOG_REFUSED", context: { why } })
const { logKey, checkpoint } = vectors
const [origin = ""] = logKey.split("+")

describe("a checkpoint of the audit log", () => {
  const { privateKey, key } = makeLog("some/log")
  const root = Buffer.alloc(32, 1).toString("base64")

  test("says the size and the root that its key signed", () => {
    const read = verifyCheckpoint(checkpoint.text, logKey)
    expect(read.size).toBe(checkpoint.size)
    expect(Buffer.from(read.rootHash).toString("hex")).toBe(checkpoint.rootHash)
  })

  test("is a signed note as others know it", () => {
    const { key, text, signature } = known.note
    expect(verifyNote(`${text}\n${signature}`, parseVerifierKey(key))).toBe(text)
    expect(() => verifyNote(`${text} \n${signature}`, parseVerifierKey(key))).toThrow("not a signed note")
    expect(() => verifyNote(`More\n${text}\n${signature}`, parseVerifierKey(key))).toThrow("does not verify")
  })

  test("is refused under another log's key", () => {
    expect(() => verifyCheckpoint(checkpoint.text, known.note.key)).toThrow(
      refusal("its checkpoint is signed by another key"),
    )
  })

  test.each([
    "",
    "log",
    `${origin}+00000000+AQ==`,
    logKey.replace(/.$/, "A"),
    logKey.replace("+A", "+B"),
    `${logKey}\n`,
  ])("is refused where the pinned key is unreadable: %j", (key) => {
    expect(() => verifyCheckpoint(checkpoint.text, key)).toThrow(refusal("its verifier key cannot be read"))
  })

  test("is refused under a key of another kind, though its hash is right", () => {
    const other = makeLog("some/log", 4)
    const note = noteOf(`some/log\n5\n${root}\n`, other.privateKey, other.key)
    expect(() => verifyCheckpoint(note, other.key)).toThrow(refusal("its verifier key cannot be read"))
    expect(verifyCheckpoint(noteOf(`some/log\n5\n${root}\n`, privateKey, key), key).size).toBe(5)
  })

  test("is refused under a key of small order, which would fit every note", () => {
    const raw = Buffer.concat([Buffer.of(1), Buffer.alloc(31)])
    const name = "some/log"
    const forAnything = `${name}+${keyHash(name, raw, 1)}+${Buffer.concat([Buffer.of(1), raw]).toString("base64")}`
    const signature = Buffer.concat([
      Buffer.from(keyHash(name, raw, 1), "hex"),
      Buffer.of(1),
      Buffer.alloc(63),
    ])
    const note = `${name}\n5\n${root}\n\n— ${name} ${signature.toString("base64")}\n`
    expect(() => verifyCheckpoint(note, forAnything)).toThrow("does not verify")
  })

  test(
    "is not accepted with any bit of its UTF-8 turned",
    () => {
      const good = Buffer.from(checkpoint.text)
      const accepted: string[] = []
      for (let index = 0; index < good.length * 8; index++) {
        const turned = Buffer.from(good)
        turned[index >> 3] = (turned[index >> 3] ?? 0) ^ (1 << (index & 7))
        try {
          accepted.push(verifyCheckpoint(turned.toString("utf8"), logKey).text)
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: "LOG_REFUSED" })
        }
      }
      expect(accepted).toEqual([])
    },
    patienceMs,
  )

  test("may bear other signatures, none of which counts", () => {
    const other = "— witness AAAAAAAA\n"
    expect(verifyCheckpoint(checkpoint.text + other, logKey).size).toBe(checkpoint.size)
    expect(() => verifyCheckpoint(checkpoint.text + other.repeat(16), logKey)).toThrow("not a signed note")
    expect(() => verifyCheckpoint(`${checkpoint.text}witness\n`, logKey)).toThrow(
      "a line that is no signature",
    )
    expect(() => verifyCheckpoint(checkpoint.text + other.repeat(400), logKey)).toThrow("too long")
  })

  test("is refused with a second signature of its own key that does not verify", () => {
    const [, hash = ""] = logKey.split("+")
    const wrong = Buffer.concat([Buffer.from(hash, "hex"), Buffer.alloc(64)]).toString("base64")
    const note = `${checkpoint.text}— ${origin} ${wrong}\n`
    expect(() => verifyCheckpoint(note, logKey)).toThrow("a signature that does not verify")
  })

  const bodies: [string, string][] = [
    ["another log's name", `other/log\n5\n${root}\n`],
    ["a line more", `some/log\n5\n${root}\nmore\n`],
    ["a line less", "some/log\n5\n"],
    ["a size with a zero before it", `some/log\n05\n${root}\n`],
    ["a size below zero", `some/log\n-1\n${root}\n`],
    ["a size with a fraction", `some/log\n5.0\n${root}\n`],
    ["a size that no number holds", `some/log\n9999999999999999\n${root}\n`],
    ["a short root", `some/log\n5\n${Buffer.alloc(31).toString("base64")}\n`],
    ["a root in hex", `some/log\n5\n${"ab".repeat(32)}\n`],
    ["a root in a second spelling", `some/log\n5\n${root.replace("E=", "F=")}\n`],
    ["nothing", "\n"],
  ]
  test.each(bodies)("is refused where what was signed has %s", (_, body) => {
    expect(() => verifyCheckpoint(noteOf(body, privateKey, key), key)).toThrow(
      expect.objectContaining({ code: "LOG_REFUSED" }),
    )
  })

  test(
    "is refused as any text that is not one",
    () => {
      fc.assert(
        fc.property(
          fc.oneof(
            fc.string(),
            fc.string({ unit: "binary" }).map((text) => `${text}\n\n— ${origin} A\n`),
          ),
          (text) => {
            expect(() => verifyCheckpoint(text, logKey)).toThrow(
              expect.objectContaining({ code: "LOG_REFUSED" }),
            )
          },
        ),
        runs(300),
      )
    },
    patienceMs,
  )
})

describe("the memory of the audit log", () => {
  const leaves = leavesOf(40)
  const seen = (count: number, among = leaves): LogCheckpoint => ({
    size: count,
    rootHash: rootOf(among.slice(0, count)),
    text: `${count}`,
  })
  const following = (last: LogCheckpoint): LogMemory => ({ status: "following", last })
  const empty: LogMemory = { status: "empty" }

  test("begins with the first checkpoint that it sees", () => {
    expect(proofNeeded(empty, seen(5))).toBeNull()
    expect(advanceLogMemory(empty, seen(5), [])).toEqual({ accepted: true, memory: following(seen(5)) })
  })

  test("stays where the log has not grown", () => {
    expect(proofNeeded(following(seen(5)), seen(5))).toBeNull()
    expect(advanceLogMemory(following(seen(5)), seen(5), [])).toMatchObject({ accepted: true })
  })

  test("follows a log that is proved to have grown", () => {
    expect(proofNeeded(following(seen(5)), seen(9))).toEqual({ from: 5, to: 9 })
    const step = advanceLogMemory(following(seen(5)), seen(9), consistencyOf(5, leaves.slice(0, 9)))
    expect(step).toEqual({ accepted: true, memory: following(seen(9)) })
  })

  test("follows a log that began empty", () => {
    expect(proofNeeded(following(seen(0)), seen(9))).toBeNull()
    expect(advanceLogMemory(following(seen(0)), seen(9), [])).toMatchObject({ accepted: true })
  })

  test("refuses a log that shrank", () => {
    expect(proofNeeded(following(seen(9)), seen(5))).toBeNull()
    expect(advanceLogMemory(following(seen(9)), seen(5), [])).toEqual({
      accepted: false,
      why: "it shrank from 9 entries to 5",
    })
  })

  test("refuses a log that forked at the same size", () => {
    expect(advanceLogMemory(following(seen(9)), seen(9, leavesOf(9, "other")), [])).toEqual({
      accepted: false,
      why: "it has other entries than the 9 it had",
    })
  })

  test("refuses a log that forked and grew, whatever proof comes with it", () => {
    const forked = leavesOf(12, "other")
    for (const path of [[], consistencyOf(9, forked), consistencyOf(9, leaves.slice(0, 12))]) {
      expect(advanceLogMemory(following(seen(9)), seen(12, forked), path)).toEqual({
        accepted: false,
        why: "it has no proof that it only grew",
      })
    }
  })

  test(
    "never follows two logs that differ in an entry it has seen, in whatever order it sees them",
    () => {
      const visit = fc.record({ size: fc.nat(20), isForked: fc.boolean() })
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 20 }), fc.array(visit, { maxLength: 12 }), (forkAt, visits) => {
          const forked = [...leaves.slice(0, forkAt - 1), ...leavesOf(30, "other")]
          let memory: LogMemory = empty
          let followed: boolean | null = null
          for (const { size, isForked } of visits) {
            const among = isForked ? forked : leaves
            const from = memory.status === "empty" ? 0 : memory.last.size
            const path = size > from ? consistencyOf(from, among.slice(0, size)) : []
            const step = advanceLogMemory(memory, seen(size, among), path)
            if (!step.accepted) continue
            expect(size).toBeGreaterThanOrEqual(from)
            memory = step.memory
            if (size < forkAt) continue
            expect(followed ?? isForked).toBe(isForked)
            followed = isForked
          }
        }),
        runs(300),
      )
    },
    patienceMs,
  )
})

function makeLog(name: string, kind = 1): { privateKey: KeyObject; key: string } {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519")
  const raw = Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url")
  return {
    privateKey,
    key: `${name}+${keyHash(name, raw, kind)}+${Buffer.concat([Buffer.of(kind), raw]).toString("base64")}`,
  }
}

function keyHash(name: string, raw: Uint8Array, kind: number): string {
  const text = Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(kind), raw])
  return createHash("sha256").update(text).digest("hex").slice(0, 8)
}

function noteOf(body: string, privateKey: KeyObject, key: string): string {
  const [name, hash = ""] = key.split("+")
  const signature = Buffer.concat([Buffer.from(hash, "hex"), sign(null, Buffer.from(body), privateKey)])
  return `${body}\n— ${name} ${signature.toString("base64")}\n`
}
