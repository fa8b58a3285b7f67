/** The responses of the OpenAPI document: what each endpoint answers with, and every error that it may. */
import { type FaultCode, faults } from "~protocol"

export type Json = Readonly<Record<string, unknown>>

export const refTo = (name: string): Json => ({ $ref: `#/components/schemas/${name}` })

/** Content of one type. */
export const contentOf = (schema: Json, type = "application/json"): Json => ({
  content: { [type]: { schema } },
})

export const ok = (description: string, schema: Json, type?: string): Json => ({
  "200": { description, ...contentOf(schema, type) },
})

export const okText = (description: string): Json => ok(description, { type: "string" }, "text/plain")

export const errorResponse: Json = {
  description: "Refused. `type` is the code of the fault in kebab case, and says why.",
  headers: {
    "x-request-id": { schema: { type: "string" } },
    "retry-after": { description: "Seconds; with 429 and 503.", schema: { type: "integer" } },
  },
  ...contentOf(refTo("KmsError")),
}

export const anyError: Json = { default: { $ref: "#/components/responses/Error" } }

/** The codes that a call may be refused with. */
const callCodes: readonly FaultCode[] = [
  "BODY_MALFORMED",
  "BODY_TOO_LARGE",
  "INTERNAL",
  "KEY_REFUSED",
  "KMS_SEALED",
  "LAST_ROOT",
  "METHOD_UNAVAILABLE",
  "METHOD_UNKNOWN",
  "NOT_FOUND",
  "ORDER_REFUSED",
  "POLICY_DENIED",
  "POLICY_INVALID",
  "QUOTA_REACHED",
  "RATE_LIMITED",
  "SECRET_REFUSED",
  "SPENDING_LIMIT_EXCEEDED",
  "TAKEN",
  "TRANSACTION_UNREADABLE",
  "UNAUTHENTICATED",
  "UNAVAILABLE",
  "VERB_REFUSED",
]

/** Those codes under their statuses. */
export const callErrors: Json = Object.fromEntries(
  callCodes.map((code) => {
    const status = faults[code].http
    const sames = callCodes.filter((one) => faults[one].http === status)
    return [status, { ...errorResponse, description: sames.map(typeOf).join(", ") }]
  }),
)

function typeOf(code: FaultCode): string {
  return `\`${code.toLowerCase().replaceAll("_", "-")}\``
}
