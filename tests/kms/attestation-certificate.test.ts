/** The certificate reader against another one, and against bytes that mean what the certificate means, or nothing. */
import "reflect-metadata"
import { X509Certificate } from "node:crypto"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { type Certificate, readCertificate } from "~kms/attestation/certificate"
import { issueLeaf, issueRoot } from "~kms-server/certifier/certificates"
import { rootKeyOf } from "~kms-server/certifier/keys"
import { forger, identityKey, NOW } from "./documents"
import { patienceMs, runs } from "./runs"

const refused = expect.objectContaining({ code: "ATTESTATION_REFUSED" })

const rootKey = rootKeyOf(identityKey)
const root = await issueRoot(rootKey)
const leaf = await issueLeaf(rootKey, rootKey.publicKey, NOW)

/** What a reader that is fooled would have to answer: the same signature over the same content, from other bytes. */
const signedPartOf = ({ toBeSigned, signature }: Certificate) =>
  Buffer.concat([toBeSigned, signature]).toString("hex")
const signedPart = signedPartOf(readCertificate(leaf, "leaf"))

function readOrNull(der: Uint8Array): Certificate | null {
  try {
    return readCertificate(der, "leaf")
  } catch (thrown) {
    expect(thrown).toEqual(refused)
    return null
  }
}

describe("a certificate of the certifier", () => {
  test.each([
    ["root", root],
    ["leaf", leaf],
  ] as const)("is read as node:crypto reads it: %s", (use, der) => {
    const own = readCertificate(der, use)
    const other = new X509Certificate(der)
    const key = Buffer.from(other.publicKey.export({ format: "der", type: "spki" }))
    expect(Buffer.from(own.publicKey)).toEqual(key.subarray(-97))
    expect(own.notBefore).toBe(Date.parse(other.validFrom))
    expect(own.notAfter).toBe(Date.parse(other.validTo))
    expect(own.issuer).toEqual(readCertificate(root, "root").subject)
  })

  test("made by other tools is read too", () => {
    const der = new Uint8Array(forger.certificate.rawData)
    expect(readCertificate(der, "root").notBefore).toBe(forger.certificate.notBefore.getTime())
  })

  test(
    "is read with its dates, to the second, whatever they are",
    async () => {
      const seconds = fc.integer({ min: Date.UTC(2025) / 1000, max: Date.UTC(2074) / 1000 })
      await fc.assert(
        fc.asyncProperty(seconds, async (second) => {
          const der = await issueLeaf(rootKey, rootKey.publicKey, second * 1000)
          expect(readCertificate(der, "leaf").notBefore).toBe(second * 1000 - 300_000)
        }),
        { ...runs(20), examples: [[Date.UTC(2050) / 1000], [Date.UTC(2028, 1, 29) / 1000]] },
      )
    },
    patienceMs,
  )

  test("is for one use only", () => {
    expect(() => readCertificate(root, "leaf")).toThrow(refused)
    expect(() => readCertificate(leaf, "root")).toThrow(refused)
  })

  test("has no bit that could be turned without touching what is signed, or the signature", () => {
    const untouched: number[] = []
    for (let index = 0; index < leaf.length * 8; index++) {
      const turned = new Uint8Array(leaf)
      turned[index >> 3] = (turned[index >> 3] ?? 0) ^ (1 << (index & 7))
      const read = readOrNull(turned)
      if (read !== null && signedPartOf(read) === signedPart) untouched.push(index)
    }
    expect(untouched).toEqual([])
  })

  test(
    "has no second spelling, however bytes are put in and taken out",
    () => {
      const edit = fc.record({
        at: fc.nat(leaf.length),
        cut: fc.nat(5),
        put: fc.uint8Array({ maxLength: 5 }),
      })
      fc.assert(
        fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
          let der = Buffer.from(leaf)
          for (const { at, cut, put } of edits) {
            der = Buffer.concat([der.subarray(0, at), put, der.subarray(at + cut)])
          }
          fc.pre(!der.equals(leaf))
          const read = readOrNull(der)
          if (read !== null) expect(signedPartOf(read)).not.toBe(signedPart)
        }),
        runs(2_000),
      )
    },
    patienceMs,
  )

  test(
    "is not read from any other bytes",
    () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
          expect(readOrNull(bytes)).toBeNull()
          expect(
            readOrNull(new Uint8Array([0x30, 0x82, bytes.length >> 8, bytes.length & 0xff, ...bytes])),
          ).toBeNull()
        }),
        runs(1_000),
      )
    },
    patienceMs,
  )

  test("is not read where it nests to no end, or has a length in a second spelling", () => {
    expect(readOrNull(new Uint8Array(4096).fill(0x30))).toBeNull()
    expect(readOrNull(new Uint8Array([0x30, 0x80, 0, 0]))).toBeNull()
    expect(readOrNull(new Uint8Array([0x30, 0x83, 0, 0, 1, 0]))).toBeNull()
    expect(readOrNull(new Uint8Array([0x3f, 0x30, 0]))).toBeNull()
  })

  const lengths: [string, (length: number) => number[], boolean][] = [
    ["as it is", (length) => [length], true],
    ["in one byte more", (length) => [0x81, length], false],
    ["in two bytes more", (length) => [0x82, 0, length], false],
    ["without a length", () => [0x80], false],
  ]
  const partsOf = () => {
    const at = 4 + readCertificate(leaf, "leaf").toBeSigned.length + 12
    return { signed: leaf.subarray(4, at), signature: leaf.subarray(at) }
  }
  const wrapped = (...parts: Uint8Array[]) => {
    const content = Buffer.concat(parts)
    return new Uint8Array([0x30, 0x82, content.length >> 8, content.length & 0xff, ...content])
  }

  test.each(lengths)("has a signature whose length is written only in one way: %s", (_, spelled, isRead) => {
    const { signed, signature } = partsOf()
    const [tag = 0, length = 0] = signature
    const respelled = new Uint8Array([tag, ...spelled(length), ...signature.subarray(2)])
    expect(readOrNull(wrapped(signed, respelled)) !== null).toBe(isRead)
  })

  test("has numbers without needless zeros, and none below zero", () => {
    const { signed, signature } = partsOf()
    const withNumber = (edit: (r: number[]) => number[]) => {
      const length = signature[6] ?? 0
      const r = edit([...signature.subarray(7, 7 + length)])
      const numbers = [2, r.length, ...r, ...signature.subarray(7 + length)]
      const bits = [0, 0x30, numbers.length, ...numbers]
      return wrapped(signed, new Uint8Array([3, bits.length, ...bits]))
    }
    const unsigned = (r: number[]) => (r[0] === 0 ? r.slice(1) : r)
    expect(readOrNull(withNumber((r) => r))).not.toBeNull()
    expect(readOrNull(withNumber((r) => [0, 0, ...unsigned(r)]))).toBeNull()
    expect(readOrNull(withNumber((r) => [0, 1, ...unsigned(r).slice(1)]))).toBeNull()
    expect(readOrNull(withNumber((r) => [0x80, ...unsigned(r).slice(1)]))).toBeNull()
    expect(readOrNull(withNumber(() => []))).toBeNull()
  })

  test.each([
    "260230000000Z",
    "260431000000Z",
    "261122240000Z",
    "261322000000Z",
    "2611221600.0Z",
    "990101000000Z",
  ])("has no date that is on no calendar: %s", (date) => {
    const der = Buffer.from(leaf)
    const at = der.indexOf(Buffer.from([0x17, 13])) + 2
    expect(
      readOrNull(Buffer.concat([der.subarray(0, at), Buffer.from(date), der.subarray(at + 13)])),
    ).toBeNull()
  })
})
