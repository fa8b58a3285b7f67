/**
 * The attestation document: COSE_Sign1 (RFC 9052) with ES384 around a CBOR map in the shape of AWS Nitro's, untagged
 * as Nitro sends it, in deterministic CBOR. Format: docs/attestation.md.
 */
import { encode, rfc8949EncodeOptions } from "cborg"
import type { DocumentKey } from "./document-key"
import type { AttestationRequest, Measurements } from "./role"

export type DocumentContent = {
  request: AttestationRequest
  measurements: Measurements
  root: Uint8Array
  liveKey: Uint8Array
  at: number
}

const MODULE_ID = "countersign-kms"
const SIMULATED = "simulated in software"

/** {1: -35}: the algorithm is ECDSA with SHA-384. */
const PROTECTED = cbor(new Map([[1, -35]]))

export function writeDocument(key: DocumentKey, content: DocumentContent): Uint8Array {
  const payload = cbor(payloadOf(key, content))
  const signed = cbor(["Signature1", PROTECTED, new Uint8Array(), payload])
  return cbor([PROTECTED, new Map(), payload, key.sign(signed)])
}

function payloadOf(key: DocumentKey, { request, measurements, root, liveKey, at }: DocumentContent) {
  return {
    module_id: MODULE_ID,
    digest: "SHA384",
    timestamp: at,
    pcrs: registersOf(measurements),
    certificate: key.certificate,
    cabundle: [root],
    public_key: liveKey,
    user_data: userDataOf(request),
    nonce: request.nonce,
  }
}

/** Where Nitro has its platform configuration registers, the five programs stand in this order. */
function registersOf(measurements: Measurements): Map<number, Uint8Array> {
  const { launcher, policy, signer, certifier, api } = measurements
  return new Map([launcher, policy, signer, certifier, api].entries())
}

function userDataOf(request: AttestationRequest): Uint8Array {
  const { policyEngineVersion, checkpoint, treeSize, rootHash } = request
  return cbor({ enclave: SIMULATED, policyEngineVersion, checkpoint, treeSize, rootHash })
}

/** Plain arrays of bytes only: a Buffer that came over a channel is one too. */
function cbor(value: unknown): Uint8Array {
  return encode(value, rfc8949EncodeOptions)
}
