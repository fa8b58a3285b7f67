/** What the certifier says, read with other tools than it was written with. */
import { createHash, createPublicKey, verify, X509Certificate } from "node:crypto"
import { p384 } from "@noble/curves/nist.js"
import { hkdf } from "@noble/hashes/hkdf.js"
import { sha384 } from "@noble/hashes/sha2.js"
import { decode, encode, rfc8949EncodeOptions } from "cborg"
import { describe, expect, it } from "vitest"
import {
  type AttestationRequest,
  type Certifier,
  type Measurements,
  openCertifier,
} from "~kms-server/certifier"
import { openDocumentKeys } from "~kms-server/certifier/document-key"
import { rootKeyOf } from "~kms-server/certifier/keys"
import vectors from "../vectors/attestation.json"

const NOW = Date.UTC(2026, 10, 22, 16)
const MINUTE = 60_000
const HOUR = 60 * MINUTE

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"))
const hex = (value: Uint8Array) => Buffer.from(value).toString("hex")

const identityKey = bytes(vectors.identityKey)
const liveKey = bytes(vectors.liveKey)
const rootHash = bytes(vectors.checkpoint.rootHash)
const measurements: Measurements = {
  launcher: bytes(vectors.measurements.launcher),
  policy: bytes(vectors.measurements.policy),
  signer: bytes(vectors.measurements.signer),
  certifier: bytes(vectors.measurements.certifier),
  api: bytes(vectors.measurements.api),
}
const config = { identityKey, measurements, liveKey, now: () => NOW }
const nonce = new Uint8Array(32).fill(3)
const request: AttestationRequest = {
  nonce,
  policyEngineVersion: "0.1.0",
  checkpoint: vectors.checkpoint.text,
  treeSize: 5,
  rootHash,
}

type Payload = Map<string, unknown>
type Read = { header: Uint8Array; payload: Uint8Array; signature: Uint8Array; says: Payload }

function read(document: Uint8Array): Read {
  const [header, unprotected, payload, signature] = decode(document, {
    useMaps: true,
    strict: true,
    rejectDuplicateMapKeys: true,
  }) as [Uint8Array, Map<number, unknown>, Uint8Array, Uint8Array]
  expect(unprotected.size).toBe(0)
  return { header, payload, signature, says: decode(payload, { useMaps: true }) as Payload }
}

async function leafOf(certifier: Certifier): Promise<X509Certificate> {
  const { says } = read(await certifier.attest(request))
  return new X509Certificate(says.get("certificate") as Uint8Array)
}

describe("the identity of an installation", () => {
  it("is the same at every opening and on every server, to the byte", async () => {
    const one = await (await openCertifier(config)).identity()
    const two = await (await openCertifier({ ...config, measurements: null, now: () => 0 })).identity()
    expect(one).toEqual({ rootCertificate: vectors.rootCertificate, logKey: vectors.logKey })
    expect(two).toEqual(one)
  })

  it("is another one for another identity key", async () => {
    const other = await openCertifier({ ...config, identityKey: new Uint8Array(32).fill(8) })
    const { rootCertificate, logKey } = await other.identity()
    expect(rootCertificate).not.toBe(vectors.rootCertificate)
    expect(logKey).not.toBe(vectors.logKey)
  })

  it("has a root key that HKDF-SHA384 gives, by another library", () => {
    const info = new TextEncoder().encode("countersign certifier root key v1")
    const wide = BigInt(`0x${hex(hkdf(sha384, identityKey, undefined, info, 72))}`)
    const order = p384.Point.Fn.ORDER
    const scalar = (wide % (order - 1n)) + 1n
    const point = p384.getPublicKey(bytes(scalar.toString(16).padStart(96, "0")), false)
    expect(hex(rootKeyOf(identityKey).publicKey)).toContain(hex(point))
  })

  it("has a root that signs itself, signs certificates and nothing below them, and lasts for fifty years", () => {
    const root = new X509Certificate(vectors.rootCertificate)
    expect(root.verify(root.publicKey) && root.checkIssued(root) && root.ca).toBe(true)
    expect(root.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: "secp384r1" })
    expect([root.validFrom, root.validTo]).toEqual(["Jan  1 00:00:00 2025 GMT", "Jan  1 00:00:00 2075 GMT"])
    expect(root.subject).toContain("simulated in software")
  })

  it("needs an identity key, a live key and measurements of the right length", async () => {
    const wrong = new Uint8Array(31)
    await expect(openCertifier({ ...config, identityKey: wrong })).rejects.toThrow("32 bytes")
    await expect(openCertifier({ ...config, liveKey: wrong })).rejects.toThrow("32 bytes")
    for (const program of Object.keys(measurements)) {
      const given = { ...measurements, [program]: wrong }
      await expect(openCertifier({ ...config, measurements: given })).rejects.toThrow(program)
    }
  })
})

describe("a document", () => {
  it("is a COSE_Sign1 in the shape of Nitro's: untagged, ES384, deterministic CBOR (rule 17)", async () => {
    const document = await (await openCertifier(config)).attest(request)
    expect(document[0]).toBe(0x84)
    const { header, payload, signature, says } = read(document)
    expect(hex(header)).toBe("a1013822")
    expect(signature.length).toBe(96)
    const names = ["pcrs", "nonce", "digest", "cabundle", "module_id", "timestamp", "user_data", "public_key"]
    expect([...says.keys()]).toEqual([...names, "certificate"])
    const again = encode([header, new Map(), payload, signature], rfc8949EncodeOptions)
    expect(Buffer.from(again).equals(document)).toBe(true)
    expect(Buffer.from(encode(says, rfc8949EncodeOptions)).equals(payload)).toBe(true)
  })

  it("says what was measured, which key is live, and where the audit log stands", async () => {
    const { says } = read(await (await openCertifier(config)).attest(request))
    const { launcher, policy, signer, certifier, api } = measurements
    expect(says.get("pcrs")).toEqual(new Map([launcher, policy, signer, certifier, api].entries()))
    expect(says.get("timestamp")).toBe(NOW)
    expect(says.get("nonce")).toEqual(nonce)
    expect(says.get("public_key")).toEqual(liveKey)
    expect(says.get("digest")).toBe("SHA384")
    const userData = says.get("user_data") as Uint8Array
    expect(userData.length).toBeLessThanOrEqual(512)
    expect(decode(userData)).toEqual({
      enclave: "simulated in software",
      policyEngineVersion: "0.1.0",
      checkpoint: vectors.checkpoint.text,
      treeSize: 5,
      rootHash,
    })
  })

  it("is signed by a leaf that the root signed, as node:crypto verifies", async () => {
    const certifier = await openCertifier(config)
    const { header, payload, signature, says } = read(await certifier.attest(request))
    const root = new X509Certificate(vectors.rootCertificate)
    expect(says.get("cabundle")).toEqual([new Uint8Array(root.raw)])
    const leaf = new X509Certificate(says.get("certificate") as Uint8Array)
    expect(leaf.verify(root.publicKey) && leaf.checkIssued(root) && !leaf.ca).toBe(true)
    const signed = encode(["Signature1", header, new Uint8Array(), payload])
    const key = { key: leaf.publicKey, dsaEncoding: "ieee-p1363" as const }
    expect(verify("sha384", signed, key, signature)).toBe(true)
    expect(verify("sha384", encode(["Signature1", header, nonce, payload]), key, signature)).toBe(false)
  })

  it("has measurements of nothing but zeros in debug mode", async () => {
    const { says } = read(await (await openCertifier({ ...config, measurements: null })).attest(request))
    const zeros = new Uint8Array(48)
    expect(says.get("pcrs")).toEqual(new Map([zeros, zeros, zeros, zeros, zeros].entries()))
  })

  it("says what was measured at the start, whatever becomes of the given bytes", async () => {
    const given = { ...measurements, policy: new Uint8Array(measurements.policy) }
    const certifier = await openCertifier({ ...config, measurements: given })
    given.policy.fill(0)
    const { says } = read(await certifier.attest(request))
    expect((says.get("pcrs") as Map<number, Uint8Array>).get(1)).toEqual(measurements.policy)
  })

  it("is the same for bytes that came over a channel as a Buffer", async () => {
    const certifier = await openCertifier({ ...config, liveKey: Buffer.from(liveKey) })
    const buffers = { ...request, nonce: Buffer.from(nonce), rootHash: Buffer.from(rootHash) }
    expect(read(await certifier.attest(buffers)).says.get("nonce")).toEqual(nonce)
  })

  it.each([0, 15, 65])("is not written for a nonce of %i bytes", async (length) => {
    const certifier = await openCertifier(config)
    await expect(certifier.attest({ ...request, nonce: new Uint8Array(length) })).rejects.toMatchObject({
      code: "PARAMS_INVALID",
      context: { where: "a nonce has 16 to 64 bytes" },
    })
  })

  it("is not written where it could grow, or speak of no tree", async () => {
    const certifier = await openCertifier(config)
    const wrong: Partial<AttestationRequest>[] = [
      { policyEngineVersion: "1".repeat(65) },
      { policyEngineVersion: "" },
      { policyEngineVersion: "\u00e9" },
      { checkpoint: "1".repeat(321) },
      { checkpoint: "\u2014".repeat(107) },
      { treeSize: -1 },
      { treeSize: 0.5 },
      { rootHash: new Uint8Array(31) },
    ]
    for (const one of wrong) await expect(certifier.attest({ ...request, ...one })).rejects.toThrow()
    const long = { policyEngineVersion: "1".repeat(64), checkpoint: "1".repeat(320), treeSize: 2 ** 53 - 1 }
    const { says } = read(await certifier.attest({ ...request, ...long }))
    expect((says.get("user_data") as Uint8Array).length).toBeLessThanOrEqual(512)
  })

  it("holds nothing of the identity key, and neither does an error", async () => {
    const certifier = await openCertifier(config)
    const said = Buffer.concat([
      await certifier.attest(request),
      Buffer.from(JSON.stringify(await certifier.identity())),
      Buffer.from(
        await certifier.attest({ ...request, nonce: identityKey.subarray(1, 9) }).then(hex, String),
      ),
      Buffer.from(
        await openCertifier({ ...config, identityKey: identityKey.subarray(1) }).then(() => "", String),
      ),
    ])
    expect(said.includes(Buffer.from(identityKey.subarray(0, 8)))).toBe(false)
    expect(said.includes(hex(identityKey).slice(0, 16))).toBe(false)
  })
})

describe("the certificate of a document", () => {
  function clocked() {
    const clock = { at: NOW }
    return { clock, opened: openCertifier({ ...config, now: () => clock.at }) }
  }

  it("is good for three hours, and begins five minutes early for clocks that are slow", async () => {
    const leaf = await leafOf(await openCertifier(config))
    expect(Date.parse(leaf.validFrom)).toBe(NOW - 5 * MINUTE)
    expect(Date.parse(leaf.validTo)).toBe(NOW + 3 * HOUR)
  })

  it("has a key of its own for each process", async () => {
    const one = await leafOf(await openCertifier(config))
    const two = await leafOf(await openCertifier(config))
    expect(one.publicKey.equals(two.publicKey)).toBe(false)
    expect(one.serialNumber).not.toBe(two.serialNumber)
    expect(one.serialNumber).toMatch(/^[4-7][0-9A-F]{31}$/)
  })

  it("is made once for many who ask at once", async () => {
    const certifier = await openCertifier(config)
    const leaves = await Promise.all(Array.from({ length: 20 }, () => leafOf(certifier)))
    expect(new Set(leaves.map(({ serialNumber }) => serialNumber)).size).toBe(1)
  })

  it("is renewed, with another key, when half of it is over", async () => {
    const { clock, opened } = clocked()
    const first = await leafOf(await opened)
    clock.at += 90 * MINUTE - 1
    expect((await leafOf(await opened)).raw.equals(first.raw)).toBe(true)
    clock.at += 1
    const second = await leafOf(await opened)
    expect(second.publicKey.equals(first.publicKey)).toBe(false)
    expect(Date.parse(second.validTo)).toBe(clock.at + 3 * HOUR)
  })

  it.each([-6 * MINUTE, -HOUR * 24 * 365, 4 * HOUR, HOUR * 24 * 365])(
    "covers the time of the document, though the clock jumps by %i ms",
    async (jump) => {
      const { clock, opened } = clocked()
      await leafOf(await opened)
      clock.at += jump
      const leaf = await leafOf(await opened)
      expect(Date.parse(leaf.validFrom)).toBeLessThanOrEqual(clock.at)
      expect(Date.parse(leaf.validTo)).toBeGreaterThan(clock.at)
    },
  )

  it("is made by the next who asks where it could not be made", async () => {
    const root = rootKeyOf(identityKey)
    let isBroken = true
    const keyAt = openDocumentKeys({
      ...root,
      sign: (signed) => {
        if (isBroken) throw new Error("no entropy")
        return root.sign(signed)
      },
    })
    await expect(keyAt(NOW)).rejects.toThrow("no entropy")
    isBroken = false
    expect((await keyAt(NOW)).certificate.length).toBeGreaterThan(256)
  })
})

describe("a checkpoint", () => {
  it("is the known one: a signed note that node:crypto verifies", async () => {
    const certifier = await openCertifier(config)
    const text = await certifier.signCheckpoint({ size: 5, rootHash })
    expect(text).toBe(vectors.checkpoint.text)
    const [name = "", keyHash = "", encoded = ""] = vectors.logKey.split("+")
    const key = Buffer.from(encoded, "base64")
    const hashed = createHash("sha256").update(`${name}\n`).update(key).digest("hex")
    expect(keyHash).toBe(hashed.slice(0, 8))
    const [body = "", line = ""] = text.split("\n\n")
    const signature = Buffer.from(line.replace(`— ${name} `, "").trim(), "base64")
    expect(hex(signature.subarray(0, 4))).toBe(keyHash)
    const jwk = { kty: "OKP", crv: "Ed25519", x: key.subarray(1).toString("base64url") }
    const publicKey = createPublicKey({ key: jwk, format: "jwk" })
    expect(verify(null, Buffer.from(`${body}\n`), publicKey, signature.subarray(4))).toBe(true)
  })

  it("is not signed for what is no tree", async () => {
    const certifier = await openCertifier(config)
    for (const size of [-1, 0.5, Number.NaN, 2 ** 53]) {
      await expect(certifier.signCheckpoint({ size, rootHash })).rejects.toThrow("whole number")
    }
    await expect(certifier.signCheckpoint({ size: 1, rootHash: liveKey.subarray(1) })).rejects.toThrow(
      "32 bytes",
    )
  })
})
