/** The paths of the OpenAPI document. A test holds them against the routes that are really there. */
import { anyError, callErrors, contentOf, type Json, ok, okText, refTo } from "./responses"
import { methods } from "./schemas"

const stamped: Json = { security: [{ "x-phantom-stamp": [] }] }
const unstamped: Json = { security: [] }

const place: Json = { type: "integer", minimum: 0 }

function inQuery(name: string, schema: Json, description: string): Json {
  return { name, in: "query", required: true, schema, description }
}

function get(operationId: string, summary: string, responses: Json, parameters: Json[] = []): Json {
  return { get: { operationId, summary, ...unstamped, parameters, responses } }
}

function proof(operationId: string, summary: string, answer: Json, parameters: Json[] = []): Json {
  return get(operationId, summary, { ...answer, ...anyError }, parameters)
}

function post(operationId: string, summary: string, request: Json, answer: Json, security: Json): Json {
  const requestBody = { required: true, ...contentOf(request) }
  return { post: { operationId, summary, ...security, requestBody, responses: { ...answer, ...callErrors } } }
}

const anyRequest: Json = {
  oneOf: methods.map((method) => refTo(`${method}Request`)),
  discriminator: {
    propertyName: "method",
    mapping: Object.fromEntries(methods.map((method) => [method, refTo(`${method}Request`).$ref])),
  },
}
const anyAnswer: Json = { anyOf: methods.map((method) => refTo(`${method}Answer`)) }

const nonce = inQuery(
  "nonce",
  { type: "string", pattern: "^[A-Za-z0-9_-]*$", minLength: 22, maxLength: 86 },
  "base64url of 16 to 64 bytes.",
)
const digest = inQuery("digest", { type: "string", pattern: "^[0-9a-f]{64}$" }, "SHA-256 of a body, in hex.")

const healthy: Json = { ...okText("It can serve."), "503": { description: "It cannot; the body says why." } }

export const paths: Json = {
  "/v1/wallets/kms/rpc": post(
    "call",
    "Calls a method of the KMS.",
    anyRequest,
    ok("The result of the method, and the enclave's signature over its text.", anyAnswer),
    stamped,
  ),
  "/v1/wallets/prepare": post(
    "prepare",
    "Whether a Solana transaction would be signed.",
    refTo("PrepareRequest"),
    ok("It would.", refTo("Prepared")),
    stamped,
  ),
  "/v1/wallets/outlook": post(
    "foresee",
    "Whether requests for signatures would be carried out now.",
    refTo("OutlookRequest"),
    ok("What would be decided, and the limits.", refTo("Foreseen")),
    stamped,
  ),
  "/v1/wallets/simulations": post(
    "simulate",
    "What the policy engine reads in a Solana transaction.",
    refTo("SimulationRequest"),
    ok("What it read.", refTo("SimulationResult")),
    unstamped,
  ),
  "/v1/attestation": proof(
    "attest",
    "What this KMS runs, over the caller's nonce.",
    ok("A COSE_Sign1 document.", { type: "string" }, "application/cbor"),
    [nonce],
  ),
  "/v1/attestation/root": proof("identify", "What to pin.", ok("The root.", refTo("Identity"))),
  "/v1/log/checkpoint": proof(
    "checkpoint",
    "The newest checkpoint of the audit log.",
    okText("A signed note."),
  ),
  "/v1/log/inclusion": proof(
    "proveInclusion",
    "That a leaf is in the tree.",
    ok("Proof.", refTo("InclusionProof")),
    [inQuery("index", place, "Of the leaf, from 0."), inQuery("size", place, "Of the tree.")],
  ),
  "/v1/log/consistency": proof(
    "proveConsistency",
    "That the tree only grew.",
    ok("Proof.", refTo("ConsistencyProof")),
    [inQuery("from", place, "The smaller size."), inQuery("to", place, "The larger size.")],
  ),
  "/v1/log/entries": proof(
    "findEntries",
    "What the log says of a body.",
    ok("The entries.", refTo("AuditEntries")),
    [digest],
  ),
  "/healthz": get("live", "Whether this process lives.", okText("It lives.")),
  "/readyz": get("ready", "Whether the KMS can serve.", healthy),
  "/v1/wallets/healthz": get("readyToo", "The same, where the published specification has it.", healthy),
  "/metrics": get("metrics", "Counters for Prometheus.", okText("Prometheus text.")),
  "/openapi.json": get("describe", "This document.", ok("OpenAPI 3.1.", { type: "object" })),
}
