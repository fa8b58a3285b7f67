/**
 * What lets anyone check this KMS: the attestation document, the root to pin, and the proofs of the audit log. They
 * need no stamp, because they say nothing that is not meant for everyone; an entry is found only by who knows the body.
 */
import { type FaultContext, fault } from "~protocol"
import type { Policy } from "../policy"
import { type Exchange, json, type Route } from "./exchange"
import { within } from "./patience"

const TEXT = "text/plain; charset=utf-8"

export function proofRoutes(policy: Policy, patienceMs: number): Route[] {
  const proof = (path: string, answer: Route["answer"]): Route => ({
    verb: "GET",
    path,
    purposes: ["request", "proof"],
    answer,
  })
  const ask = <T>(asked: Promise<T>): Promise<T> => within(patienceMs, asked)

  return [
    proof("/v1/attestation", async (exchange) => {
      const document = await ask(policy.attest({ nonce: nonceIn(exchange) }))
      return { ok: true, type: "application/cbor", body: Uint8Array.from(document) }
    }),
    proof("/v1/attestation/root", async () => json(JSON.stringify(await ask(policy.identity())))),
    proof("/v1/log/checkpoint", async () => {
      const { text } = await ask(policy.checkpoint())
      return { ok: true, type: TEXT, body: text }
    }),
    proof("/v1/log/inclusion", async (exchange) => {
      const asked = { index: numberIn(exchange, "index"), size: numberIn(exchange, "size") }
      const { index, size, leafHash, path } = await ask(policy.inclusion(asked))
      return json(JSON.stringify({ index, size, leafHash: text(leafHash), path: path.map(text) }))
    }),
    proof("/v1/log/consistency", async (exchange) => {
      const asked = { from: numberIn(exchange, "from"), to: numberIn(exchange, "to") }
      const { from, to, path } = await ask(policy.consistency(asked))
      return json(JSON.stringify({ from, to, path: path.map(text) }))
    }),
    proof("/v1/log/entries", async (exchange) => {
      const entries = await ask(policy.findEntries({ digest: digestIn(exchange) }))
      return json(JSON.stringify({ entries }))
    }),
  ]
}

function nonceIn({ context }: Exchange): Uint8Array {
  const nonce = context.req.query("nonce") ?? ""
  const bytes = Buffer.from(nonce, "base64url")
  const isWhole = bytes.toString("base64url") === nonce
  if (!isWhole || bytes.length < 16 || bytes.length > 64)
    throw malformed("nonce is base64url of 16 to 64 bytes")
  return bytes
}

function numberIn({ context }: Exchange, name: string): number {
  const number = context.req.query(name) ?? ""
  const isWhole = /^(0|[1-9][0-9]{0,15})$/.test(number) && Number.isSafeInteger(Number(number))
  if (!isWhole) throw malformed(`${name} is a whole number from 0`)
  return Number(number)
}

function digestIn({ context }: Exchange): string {
  const digest = context.req.query("digest") ?? ""
  if (!/^[0-9a-f]{64}$/.test(digest)) throw malformed("digest is SHA-256 in 64 lower-case hex digits")
  return digest
}

function malformed(where: FaultContext<"BODY_MALFORMED">["where"]) {
  return fault("BODY_MALFORMED", { where })
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url")
