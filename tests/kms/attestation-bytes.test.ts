/** Attestation documents as hostile bytes: spellings that say the same twice, and bytes that say nothing. */
import { decode, encode } from "cborg"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { verifyAttestation } from "~kms"
import { type Attested, attested, forged, NOW } from "./documents"
import { patienceMs, runs } from "./runs"

const joined = (...parts: (Uint8Array | number[])[]) => new Uint8Array(parts.flatMap((part) => [...part]))

const { document: good, expected } = await attested()
const parts = decode(good, { useMaps: true }) as [Uint8Array, Map<number, unknown>, Uint8Array, Uint8Array]

/** How much of a processor a refusal may take; its time, and not that of a busy machine. */
const PATIENCE_MS = 50

const busyMs = (since: NodeJS.CpuUsage) => {
  const { user, system } = process.cpuUsage(since)
  return (user + system) / 1000
}

async function whyRefused(document: Uint8Array): Promise<string> {
  const thrown = await verifyAttestation(document, expected).then(
    () => new Error("was accepted"),
    (refused) => refused,
  )
  expect(thrown).toMatchObject({ code: "ATTESTATION_REFUSED" })
  return thrown.context.why
}

/** The same document with another spelling of its outermost parts, each as its encoded bytes. */
const respelled = (given: { head?: number[]; header?: number[]; unprotected?: number[]; tail?: number[] }) =>
  joined(
    given.head ?? [0x84],
    given.header ?? encode(parts[0]),
    given.unprotected ?? [0xa0],
    encode(parts[2]),
    encode(parts[3]),
    given.tail ?? [],
  )

describe("an attestation document in another spelling", () => {
  test("is the one that is accepted where nothing is respelled", async () => {
    expect(respelled({})).toEqual(good)
    await expect(verifyAttestation(respelled({}), expected)).resolves.toMatchObject({ at: NOW })
  })

  const spellings: [string, Uint8Array][] = [
    ["with a byte after its end", respelled({ tail: [0] })],
    ["with another document after its end", joined(good, good)],
    ["under the tag of COSE_Sign1", joined([0xd2], good)],
    ["as a list without a length", respelled({ head: [0x9f], tail: [0xff] })],
    ["with the length of its list in two bytes", respelled({ head: [0x98, 4] })],
    ["with a map without a length", respelled({ unprotected: [0xbf, 0xff] })],
    ["with a header in pieces", respelled({ header: [0x5f, 0x44, 0xa1, 0x01, 0x38, 0x22, 0xff] })],
    ["with the length of a header in two bytes", respelled({ header: [0x58, 0x04, 0xa1, 0x01, 0x38, 0x22] })],
    ["with undefined for a map", respelled({ unprotected: [0xf7] })],
    ["with null for a map", respelled({ unprotected: [0xf6] })],
    ["with a list for a map", respelled({ unprotected: [0x80] })],
    ["with a part more", respelled({ head: [0x85], tail: [0] })],
    ["with a part less", respelled({ head: [0x83] })],
    ["cut short", good.subarray(0, -1)],
    ["of no bytes", new Uint8Array()],
    ["of more bytes than any document has", new Uint8Array(16 * 1024 + 1)],
    ["of lists in lists, to no end", new Uint8Array(16 * 1024).fill(0x81)],
    ["of maps in maps, to no end", new Uint8Array(16 * 1024).fill(0xa1)],
    ["of tags on tags, to no end", new Uint8Array(16 * 1024).fill(0xc1)],
    [
      "that says it has more parts than there are numbers",
      new Uint8Array([0x9b, ...new Array(8).fill(0xff)]),
    ],
    [
      "that says a string is longer than memory",
      new Uint8Array([0x5b, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
    ],
  ]
  test.each(spellings)("is refused %s", async (_, document) => {
    const before = process.cpuUsage()
    await whyRefused(document)
    expect(busyMs(before)).toBeLessThan(PATIENCE_MS)
  })

  test("is not even read where it is larger than any", async () => {
    expect(await whyRefused(joined(good, new Uint8Array(16 * 1024)))).toBe("its document is too large")
  })

  /** Signed by the leaf as they are: only their spelling is wrong. */
  const payloads: [string, (payload: Uint8Array) => Uint8Array][] = [
    [
      "a name twice",
      (payload) => joined([0xaa], payload.subarray(1), encode("nonce"), encode(expected.nonce)),
    ],
    [
      "a name twice, first with another value",
      (payload) => joined([0xaa], encode("nonce"), [0x41, 0], payload.subarray(1)),
    ],
    ["a map without a length", (payload) => joined([0xbf], payload.subarray(1), [0xff])],
    ["a byte after its end", (payload) => joined(payload, [0])],
    [
      "its names in another order",
      (payload) =>
        encode(new Map([...(decode(payload, { useMaps: true }) as Map<string, unknown>)].reverse()), {
          mapSorter: () => 0,
        }),
    ],
    ["the number of its names in two bytes", (payload) => joined([0xb8, 9], payload.subarray(1))],
  ]
  test.each(payloads)("is refused where what was signed has %s (rule 19)", async (_, payloadBytes) => {
    const changed = await forged({ payloadBytes })
    await expect(verifyAttestation(changed.document, changed.expected)).rejects.toMatchObject({
      code: "ATTESTATION_REFUSED",
      context: { why: expect.stringMatching(/cannot be read|not deterministic/) },
    })
  })

  test("is refused with a register twice (rule 18)", async () => {
    const twice = (payload: Uint8Array) => {
      const at = Buffer.from(payload).indexOf(Buffer.from([...encode("pcrs"), 0xa5])) + encode("pcrs").length
      const register = payload.subarray(at + 1, at + 1 + 51)
      return joined(payload.subarray(0, at), [0xa6], register, payload.subarray(at + 1))
    }
    const changed = await forged({ payloadBytes: twice })
    await expect(verifyAttestation(changed.document, changed.expected)).rejects.toMatchObject({
      code: "ATTESTATION_REFUSED",
      context: { why: "its document cannot be read" },
    })
  })
})

describe("bytes in place of an attestation document", () => {
  const refusedInTime = async (document: Uint8Array, given: Attested["expected"] = expected) => {
    const before = process.cpuUsage()
    const thrown = await verifyAttestation(document, given).catch((refused) => refused)
    const busy = busyMs(before)
    expect(thrown).toMatchObject({ code: "ATTESTATION_REFUSED" })
    expect(busy).toBeLessThan(PATIENCE_MS)
  }

  test(
    "are refused, whatever they are",
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), async (bytes) => {
          await refusedInTime(bytes)
        }),
        runs(500),
      )
    },
    patienceMs,
  )

  test(
    "are refused, whatever CBOR they are",
    async () => {
      const leaf = fc.oneof(
        fc.integer(),
        fc.string(),
        fc.uint8Array(),
        fc.boolean(),
        fc.constant(null),
        fc.double(),
      )
      const { value } = fc.letrec((tie) => ({
        value: fc.oneof({ maxDepth: 4 }, leaf, tie("list"), tie("map")),
        list: fc.array(tie("value"), { maxLength: 5 }),
        map: fc
          .array(fc.tuple(fc.string(), tie("value")), { maxLength: 5 })
          .map((entries) => new Map(entries)),
      }))
      await fc.assert(
        fc.asyncProperty(value, fc.array(value, { maxLength: 4 }), async (content, around) => {
          await refusedInTime(encode(content))
          await refusedInTime(encode([parts[0], new Map(), encode(content), parts[3]]))
          await refusedInTime(encode(around))
        }),
        runs(300),
      )
    },
    patienceMs,
  )

  test(
    "are refused, however a good document is cut, doubled and overwritten",
    async () => {
      const edit = fc.record({
        at: fc.nat(good.length - 1),
        cut: fc.nat(64),
        put: fc.uint8Array({ maxLength: 64 }),
      })
      await fc.assert(
        fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), async (edits) => {
          let document = good
          for (const { at, cut, put } of edits) {
            document = joined(document.subarray(0, at), put, document.subarray(at + cut))
          }
          fc.pre(!Buffer.from(document).equals(good))
          await refusedInTime(document)
        }),
        runs(500),
      )
    },
    patienceMs,
  )

  test(
    "are refused where a good document has an edited certificate under a good signature",
    async () => {
      const edit = fc.record({ at: fc.nat(400), cut: fc.nat(4), put: fc.uint8Array({ maxLength: 4 }) })
      const { document } = await forged()
      const certificate =
        (
          decode((decode(document, { useMaps: true }) as Uint8Array[])[2] ?? good, {
            useMaps: true,
          }) as Map<string, Uint8Array>
        ).get("certificate") ?? new Uint8Array()
      await fc.assert(
        fc.asyncProperty(edit, async ({ at, cut, put }) => {
          const edited = joined(certificate.subarray(0, at), put, certificate.subarray(at + cut))
          const changed = await forged({ payload: { certificate: edited } })
          await refusedInTime(changed.document, changed.expected)
        }),
        runs(100),
      )
    },
    patienceMs,
  )
})
