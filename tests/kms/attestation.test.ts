import "reflect-metadata"
import { createHash, randomBytes, X509Certificate } from "node:crypto"
import { BasicConstraintsExtension, Extension, KeyUsageFlags, KeyUsagesExtension } from "@peculiar/x509"
import { decode, encode } from "cborg"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { type ExpectedAttestation, type Program, verifyAttestation } from "~kms"
import { openCertifier } from "~kms-server/certifier"
import vectors from "../vectors/attestation.json"
import {
  type Attested,
  attested,
  endEntity,
  type Forgery,
  forged,
  forgedUserData,
  forger,
  HOUR,
  identityKey,
  type LeafChanges,
  liveKey,
  makeAuthority,
  measurements,
  NOW,
  pinnedMeasurements,
  rootHash,
  signsDocuments,
} from "./documents"
import { patienceMs, runs } from "./runs"

const programs: Program[] = ["launcher", "policy", "signer", "certifier", "api"]

async function expectRefused(given: Attested, why: string, changes: Partial<ExpectedAttestation> = {}) {
  const verdict = verifyAttestation(given.document, { ...given.expected, ...changes })
  await expect(verdict).rejects.toMatchObject({ code: "ATTESTATION_REFUSED", context: { why } })
}

async function expectForgeryRefused(changes: Forgery, why: string) {
  await expectRefused(await forged(changes), why)
}

describe("an attestation document", () => {
  test("proves what the KMS is, and says that its enclave is simulated in software", async () => {
    const { document, expected } = await attested()
    const proved = await verifyAttestation(document, expected)
    expect(proved).toMatchObject({
      enclave: "simulated in software",
      moduleId: "countersign-kms",
      measurements: pinnedMeasurements,
      policyEngineVersion: "0.1.0",
      treeSize: 5,
      at: NOW,
    })
    expect(proved.liveKey).toEqual(liveKey)
    expect(proved.rootHash).toEqual(rootHash)
    expect(proved.checkpoint).toContain("\n5\n")
    expect(proved.expiresAt).toBe(NOW + 3 * HOUR)
  })

  test(
    "proves it for whatever nonce, log and version it is written for",
    async () => {
      const request = fc.record({
        nonce: fc.uint8Array({ minLength: 16, maxLength: 64 }),
        policyEngineVersion: fc.stringMatching(/^[!-~]{1,64}$/),
        checkpoint: fc.string({ unit: "grapheme-ascii", maxLength: 320 }),
        treeSize: fc.maxSafeNat(),
        rootHash: fc.uint8Array({ minLength: 32, maxLength: 32 }),
      })
      const certifier = await openCertifier({ identityKey, measurements, liveKey, now: () => NOW })
      const { rootCertificate } = await certifier.identity()
      await fc.assert(
        fc.asyncProperty(request, async ({ nonce, ...says }) => {
          const document = await certifier.attest({ nonce, ...says })
          const expected = { rootCertificate, measurements: pinnedMeasurements, nonce, now: NOW }
          expect(await verifyAttestation(document, expected)).toMatchObject(says)
        }),
        runs(30),
      )
    },
    patienceMs,
  )

  test("made with other tools than the certifier's proves the same (rule 19)", async () => {
    const { document, expected } = await forged()
    expect((await verifyAttestation(document, expected)).measurements).toEqual(pinnedMeasurements)
  })

  test.each(vectors.documents)("that is kept as a vector: $name", async ({ document, expected, proved }) => {
    const verdict = verifyAttestation(Buffer.from(document, "base64"), {
      rootCertificate: vectors.rootCertificate,
      measurements: vectors.measurements,
      nonce: new Uint8Array(Buffer.from(expected.nonce, "hex")),
      now: expected.now,
    })
    if (proved === null) await expect(verdict).rejects.toMatchObject({ context: { why: expected.why } })
    else expect(await verdict).toMatchObject(proved)
  })

  test("carries a chain that another reader of certificates verifies to the pinned root", async () => {
    const { document, expected } = await attested()
    const [, , payload] = decode(document, { useMaps: true }) as [unknown, unknown, Uint8Array]
    const leaf = new X509Certificate(
      (decode(payload, { useMaps: true }) as Map<string, Uint8Array>).get("certificate") ?? "",
    )
    const root = new X509Certificate(expected.rootCertificate)
    expect(leaf.verify(root.publicKey) && leaf.checkIssued(root)).toBe(true)
    expect(root.verify(root.publicKey) && root.ca && !leaf.ca).toBe(true)
  })

  test("is not accepted with any single bit turned: not one of all of them (rule 18)", async () => {
    const { document, expected } = await attested()
    const flips = Array.from({ length: document.length * 8 }, (_, index) => index)
    const isAccepted = async (index: number) => {
      const turned = new Uint8Array(document)
      turned[index >> 3] = (turned[index >> 3] ?? 0) ^ (1 << (index & 7))
      return verifyAttestation(turned, expected).then(
        () => true,
        (thrown) => thrown.code !== "ATTESTATION_REFUSED",
      )
    }
    const accepted: number[] = []
    for (let from = 0; from < flips.length; from += 256) {
      const batch = flips.slice(from, from + 256)
      const verdicts = await Promise.all(batch.map(isAccepted))
      accepted.push(...batch.filter((_, index) => verdicts[index]))
    }
    expect(flips.length).toBeGreaterThan(15_000)
    expect(accepted).toEqual([])
  }, 180_000)
})

describe("an attestation document is refused", () => {
  test("for another nonce than it was asked with (rule 18)", async () => {
    const given = await attested()
    await expectRefused(given, "its document answers another nonce", { nonce: randomBytes(32) })
    await expectRefused(given, "its document answers another nonce", {
      nonce: given.expected.nonce.subarray(1),
    })
  })

  test.each(programs)(
    "when the measurement of the %s is another one, or none was expected",
    async (program) => {
      const given = await attested()
      const why = `its ${program} is not the program that was expected`
      const other = createHash("sha384").update("other").digest("hex")
      for (const hex of [
        other,
        "",
        pinnedMeasurements[program].slice(2),
        `${pinnedMeasurements[program]}00`,
      ]) {
        await expectRefused(given, why, { measurements: { ...pinnedMeasurements, [program]: hex } })
      }
    },
  )

  test.each(programs)(
    "in debug mode, if only the %s is not measured and even if that is expected",
    async (program) => {
      const zeros = { [program]: new Uint8Array(48) }
      const { launcher, policy, signer, certifier, api } = { ...measurements, ...zeros }
      const given = await forged({
        payload: { pcrs: new Map([launcher, policy, signer, certifier, api].entries()) },
      })
      await expectRefused(given, "it runs in debug mode, where nothing is measured", {
        measurements: { ...pinnedMeasurements, [program]: "0".repeat(96) },
      })
    },
  )

  test("from a certifier in debug mode, whatever is expected", async () => {
    const given = await attested({ debug: true })
    const zeros = "0".repeat(96)
    const none = { launcher: zeros, policy: zeros, signer: zeros, certifier: zeros, api: zeros }
    await expectRefused(given, "it runs in debug mode, where nothing is measured")
    await expectRefused(given, "it runs in debug mode, where nothing is measured", { measurements: none })
  })

  test("when its time is not now, in either direction", async () => {
    const given = await attested()
    const late = { now: NOW + 5 * 60_000 + 1 }
    await expectRefused(given, "its time is 300 seconds off this device's", late)
    await expectRefused(given, "its time is 300 seconds off this device's", { now: NOW - 5 * 60_000 - 1 })
    await expectRefused(given, "its time is 1 seconds off this device's", { now: NOW + 1000, maxAgeMs: 999 })
    await expectRefused(given, "its time is NaN seconds off this device's", { now: Number.NaN })
    await expect(
      verifyAttestation(given.document, { ...given.expected, now: NOW + 5 * 60_000 }),
    ).resolves.toMatchObject({ at: NOW })
  })

  const dates: [string, LeafChanges][] = [
    ["is over", { notBefore: NOW - 2 * HOUR, notAfter: NOW - 1000 }],
    ["is not yet good", { notBefore: NOW + 1000 }],
    ["was over in another century", { notBefore: NOW - 2 * HOUR, notAfter: Date.UTC(1990, 1, 1) }],
  ]
  test.each(dates)("when its certificate %s", async (name, leaf) => {
    const why = name.endsWith("century")
      ? "its certificate has an odd date"
      : "its certificate is not good now"
    await expectForgeryRefused({ leaf }, why)
  })

  test("when its certificate has ended since it was written", async () => {
    const given = await forged({ leaf: { notAfter: NOW + 100_000 } })
    await expectRefused(given, "its certificate is not good now", { now: NOW + 200_000 })
  })

  test("when it is older than its certificate", async () => {
    const changes = { payload: { timestamp: NOW - 200_000 }, leaf: { notBefore: NOW - 100_000 } }
    await expectForgeryRefused(changes, "its certificate is not good now")
  })

  test("when the pinned root itself is over", async () => {
    const at = Date.UTC(2075, 0, 2)
    await expectRefused(await attested({ at }), "its certificate is not good now")
  })

  test("when it is under another root than the pinned one, even one of the same name (rule 18)", async () => {
    const { pem, certificate } = await makeAuthority()
    const given = await forged()
    await expectRefused(given, "its root certificate is not the pinned one", { rootCertificate: pem })
    const bundled = await forged({ payload: { cabundle: [new Uint8Array(certificate.rawData)] } })
    await expectRefused(bundled, "its root certificate is not the pinned one")
  })

  test("when the root in it is the pinned one and another signed its certificate", async () => {
    const authority = await makeAuthority()
    await expectForgeryRefused({ authority }, "its certificate is not signed by the pinned root")
  })

  test("when its certificate names another issuer", async () => {
    await expectForgeryRefused({ leaf: { issuer: "CN=somebody" } }, "its certificate names another issuer")
  })

  test("when something else than its certificate's key signed it, the pinned root's included", async () => {
    const signer = forger.keys.privateKey
    await expectForgeryRefused({ signer }, "its document is not signed by its certificate")
  })

  test("when the pinned root stands where the certificate should", async () => {
    const certificate = new Uint8Array(forger.certificate.rawData)
    const changes = { payload: { certificate }, signer: forger.keys.privateKey }
    await expectForgeryRefused(changes, "its certificate is for another use")
  })

  const authority = new BasicConstraintsExtension(true, 0, true)
  const signsCertificates = new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true)
  const signsBoth = new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.keyCertSign, true)
  const unknown = (isCritical: boolean) => new Extension("1.2.3.4", isCritical, new Uint8Array([5, 0]))
  const odd: [string, LeafChanges, string][] = [
    ["is an authority", { extensions: [authority, signsDocuments] }, "its certificate is for another use"],
    [
      "may sign certificates",
      { extensions: [endEntity, signsCertificates] },
      "its certificate is for another use",
    ],
    ["may sign both", { extensions: [endEntity, signsBoth] }, "its certificate is for another use"],
    ["does not say what it may sign", { extensions: [endEntity] }, "its certificate does not say its use"],
    [
      "does not say that it ends the chain",
      { extensions: [signsDocuments] },
      "its certificate does not say its use",
    ],
    ["says nothing", { extensions: [] }, "its certificate does not say its use"],
    [
      "says a thing twice",
      { extensions: [endEntity, signsDocuments, signsDocuments] },
      "its certificate is for another use",
    ],
    [
      "has a critical extension that nobody knows",
      { extensions: [endEntity, signsDocuments, unknown(true)] },
      "its certificate is for another use",
    ],
    [
      "has any extension that nobody knows",
      { extensions: [endEntity, signsDocuments, unknown(false)] },
      "its certificate is for another use",
    ],
    [
      "is signed over another digest",
      { signingAlgorithm: { name: "ECDSA", hash: "SHA-256" } },
      "its certificate is signed in another way",
    ],
  ]
  test.each(odd)("when its certificate %s", async (_, leaf, why) => {
    await expectForgeryRefused({ leaf }, why)
  })

  test("when its certificate is for a key of another curve", async () => {
    const changes = {
      leaf: { curve: { name: "ECDSA", namedCurve: "P-256" } },
      signer: forger.keys.privateKey,
    }
    await expectForgeryRefused(changes, "its certificate is for a key of another kind")
  })

  const contents: [string, Forgery, string][] = [
    [
      "lacks a register",
      { payload: { pcrs: new Map([[0, measurements.launcher]]) } },
      "exactly these programs",
    ],
    [
      "has a register more",
      { payload: { pcrs: new Map(Array.from({ length: 6 }, (_, index) => [index, measurements.api])) } },
      "exactly these programs",
    ],
    [
      "counts its registers in another way",
      { payload: { pcrs: new Map(Array.from({ length: 5 }, (_, index) => [index + 1, measurements.api])) } },
      "every program",
    ],
    ["has a short measurement", { payload: { pcrs: new Map([[0, new Uint8Array(47)]]) } }, "what a document"],
    ["lacks a member", { payload: { nonce: undefined } }, "what a document"],
    ["has a member that nobody knows", { payload: { extra: 1 } }, "what a document"],
    ["has a member of another type", { payload: { public_key: "key" } }, "what a document"],
    ["has a live key of another length", { payload: { public_key: new Uint8Array(31) } }, "what a document"],
    ["has another digest", { payload: { digest: "SHA256" } }, "what a document"],
    ["has a longer chain", { payload: { cabundle: [liveKey, liveKey] } }, "what a document"],
    ["has no chain", { payload: { cabundle: [] } }, "what a document"],
    ["has a fraction for a time", { payload: { timestamp: NOW + 0.5 } }, "what a document"],
    ["adds nothing about this KMS", { payload: { user_data: encode({}) } }, "what this KMS adds"],
    [
      "adds more about this KMS",
      { payload: { user_data: encode({ ...forgedUserData, more: 1 }) } },
      "what this KMS adds",
    ],
    ["adds a list about this KMS", { payload: { user_data: encode([]) } }, "not a map of names"],
    ["is signed over a list", { payloadBytes: () => encode([]) }, "not a map of names"],
    ["has numbers for names", { payloadBytes: () => encode(new Map([[1, 2]])) }, "not a map of names"],
    ["has another algorithm", { header: encode(new Map([[1, -7]])) }, "not signed with ES384"],
    ["has no algorithm", { header: new Uint8Array() }, "not signed with ES384"],
    [
      "has a header more",
      {
        header: encode(
          new Map([
            [1, -35],
            [4, 1],
          ]),
        ),
      },
      "not signed with ES384",
    ],
    ["has a header that is no bytes", { header: "ES384" }, "not signed with ES384"],
    ["has a header that nobody signed", { unprotected: new Map([[1, -35]]) }, "a header that nobody signed"],
  ]
  test.each(contents)("when it %s", async (_, changes, why) => {
    const { document, expected } = await forged(changes)
    const verdict = verifyAttestation(document, expected)
    await expect(verdict).rejects.toMatchObject({ code: "ATTESTATION_REFUSED" })
    await expect(verdict).rejects.toThrow(why)
  })

  test("when the pinned certificate cannot be read, or is not a root", async () => {
    const given = await forged()
    await expectRefused(given, "its certificate is not one sequence", { rootCertificate: "" })
    await expectRefused(given, "its document cannot be read", {
      rootCertificate: "-----BEGIN CERTIFICATE-----\nA\n-----END CERTIFICATE-----",
    })
  })
})
