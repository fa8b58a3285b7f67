/** Signed notes: only the exact text that the log's key signed counts, whatever else is offered. */
import { randomBytes } from "node:crypto"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { isSignedBy, readCheckpoint, readVerifierKey } from "~kms-server/audit/notes"
import { makeLogKey } from "./log-keeper"

const RUNS = 500 * Number(process.env.COUNTERSIGN_RUNS ?? 1)
const key = makeLogKey()
const tree = { size: 20_852_163, rootHash: randomBytes(32) }

describe("a signed note", () => {
  it("is of its log, size and root, under the key that is pinned", async () => {
    const note = readCheckpoint(await key.signCheckpoint(tree))
    if (!note) throw new Error("the note cannot be read")
    expect(note).toMatchObject({ origin: "countersign/log/test", size: tree.size })
    expect(Buffer.from(note.rootHash)).toEqual(Buffer.from(tree.rootHash))
    expect(isSignedBy(note, readVerifierKey(key.vkey))).toBe(true)
    expect(isSignedBy(note, readVerifierKey(makeLogKey().vkey))).toBe(false)
  })

  it("has the key hash of C2SP's own example", () => {
    const vkey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    expect(readVerifierKey(vkey)).toMatchObject({ name: "PeterNeumann", keyHash: "c74f20a3" })
  })

  it("counts no more with any one bit of it flipped", async () => {
    const text = Buffer.from(await key.signCheckpoint(tree))
    const verifier = readVerifierKey(key.vkey)
    for (let bit = 0; bit < 8 * text.length; bit++) {
      const changed = Buffer.from(text)
      const at = Math.floor(bit / 8)
      changed.writeUInt8(changed.readUInt8(at) ^ (1 << (bit % 8)), at)
      const note = readCheckpoint(changed.toString("utf8"))
      expect(note !== null && isSignedBy(note, verifier)).toBe(false)
    }
  })

  it("is nothing that was cut, put together or made up", async () => {
    const text = await key.signCheckpoint(tree)
    const other = await key.signCheckpoint({ ...tree, size: 5 })
    const verifier = readVerifierKey(key.vkey)
    const piece = fc.tuple(fc.constantFrom(text, other), fc.nat(300), fc.nat(300))
    const cut = piece.map(([from, start, end]) => from.slice(start, end))
    const made = fc.oneof(
      fc.string(),
      fc.array(fc.oneof(cut, fc.string())).map((parts) => parts.join("")),
    )
    const isRefused = (offered: string) => {
      const note = readCheckpoint(offered)
      if (offered !== text && offered !== other)
        expect(note !== null && isSignedBy(note, verifier)).toBe(false)
    }
    fc.assert(fc.property(made, isRefused), { numRuns: RUNS })
  })

  it("is checked with no key of another length, kind or hash", () => {
    const [name, hash, encoded = ""] = key.vkey.split("+")
    const raw = Buffer.from(key.vkey.slice(key.vkey.indexOf(String(hash)) + 9), "base64")
    const rsa = Buffer.concat([Buffer.of(2), raw.subarray(1)]).toString("base64")
    for (const vkey of [
      "",
      `${name}+00000000+${encoded}`,
      `${name}+${hash}+`,
      `${name}+${hash}+${rsa}`,
      `a+${hash}+AQ==`,
    ]) {
      expect(() => readVerifierKey(vkey)).toThrow("not the verifier key")
    }
  })
})
