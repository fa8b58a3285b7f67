/** Schemas of what no schema of the protocol describes: proofs of the audit log, what to pin, and simulations. */
import type { Json } from "./responses"

const place: Json = { type: "integer", minimum: 0 }
const bytes: Json = { type: "string", pattern: "^[A-Za-z0-9_-]*$", description: "base64url" }
const text: Json = { type: "string" }

function object(properties: Record<string, Json>, optional: Record<string, Json> = {}): Json {
  return {
    type: "object",
    properties: { ...properties, ...optional },
    required: Object.keys(properties),
  }
}

export const proofSchemas: Record<string, Json> = {
  InclusionProof: object({
    index: place,
    size: place,
    leafHash: bytes,
    path: { type: "array", items: bytes },
  }),
  ConsistencyProof: object({ from: place, to: place, path: { type: "array", items: bytes } }),
  Identity: object({
    rootCertificate: { ...text, description: "PEM." },
    logKey: { ...text, description: "The verifier key of the audit log's checkpoints." },
  }),
  AuditEntries: object({ entries: { type: "array", items: { type: "object" } } }),
  SimulationRequest: object(
    {
      transaction: {
        type: "array",
        items: { type: "integer", minimum: 0, maximum: 255 },
        description: "The bytes.",
      },
      organizationId: { ...text, format: "uuid" },
      walletId: { ...text, format: "uuid" },
    },
    { derivationInfo: { type: ["object", "null"] } },
  ),
  SimulationResult: object(
    { success: { type: "boolean" }, simulationId: text },
    {
      logs: { type: "array", items: text },
      unitsConsumed: { type: "integer" },
      error: { type: ["string", "null"] },
    },
  ),
}
