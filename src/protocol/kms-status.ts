/**
 * What is known of who keeps the keys, and of this wallet itself: what the KMS proves of itself, and what a developer
 * wants to look up. All of it is public; none of it could sign.
 */
import * as z from "zod/mini"
import { EpochMs } from "./nouns"
import { Problem } from "./problems"

/** Whether it says of itself that it can serve, and in which words it says that it cannot. */
export const KmsHealth = z.enum(["ready", "not-ready", "unreachable"])
export type KmsHealth = z.infer<typeof KmsHealth>

/** SHA-384 in hex, of each of its programs. */
export const Measurements = z.strictObject({
  launcher: z.string(),
  policy: z.string(),
  signer: z.string(),
  certifier: z.string(),
  api: z.string(),
})

/**
 * `unpinned`: this build does not know what to expect of it, so nothing was asked. `logBefore`: how many entries its
 * log had when it was last looked at here; null where this is the first time.
 */
export const KmsProof = z.discriminatedUnion("status", [
  z.strictObject({ status: z.literal("unpinned") }),
  z.strictObject({ status: z.literal("unreachable") }),
  z.strictObject({ status: z.literal("refused"), problem: Problem }),
  z.strictObject({
    status: z.literal("proved"),
    enclave: z.string(),
    version: z.string(),
    measurements: Measurements,
    at: EpochMs,
    expiresAt: EpochMs,
    logSize: z.int(),
    logBefore: z.nullable(z.int()),
  }),
])
export type KmsProof = z.infer<typeof KmsProof>

export const KmsStatus = z.strictObject({ url: z.string(), health: KmsHealth, proof: KmsProof })
export type KmsStatus = z.infer<typeof KmsStatus>

/** `page`: the number that a page gets. `sentence` has `…` where the circumstances are said. */
export const ReasonCode = z.strictObject({ code: z.string(), page: z.int(), sentence: z.string() })

export const Developer = z.strictObject({
  methods: z.array(z.string()),
  refused: z.array(z.strictObject({ method: z.string(), why: z.string() })),
  reasons: z.array(ReasonCode),
  /** How many of each there are, for a report of what is wrong; no name and no address. */
  counts: z.strictObject({ sites: z.int(), requests: z.int(), waiting: z.int(), added: z.int() }),
})
export type Developer = z.infer<typeof Developer>
