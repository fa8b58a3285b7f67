/**
 * Passkeys, as the browser has them: this page asks the device, the background judges what it says. Offered only where
 * a page of an extension may have one at all.
 */
import type { LockChange, LockProof } from "~protocol"

type Registration = Extract<LockChange, { kind: "passkey" }>
type Assertion = Extract<LockProof, { kind: "passkey" }>

export function canHavePasskeys(): boolean {
  return typeof PublicKeyCredential === "function" && location.protocol === "chrome-extension:"
}

const [ES256, ED25519] = [-7, -8] as const
const TIMEOUT_MS = 120_000

/** Null where the person, or the device, does not want to. */
export async function makePasskey(challenge: string): Promise<Registration | null> {
  const made = await navigator.credentials
    .create({
      publicKey: {
        challenge: bytesOf(challenge),
        rp: { name: "Countersign" },
        user: {
          id: crypto.getRandomValues(new Uint8Array(16)),
          name: "Countersign",
          displayName: "Countersign",
        },
        pubKeyCredParams: [ES256, ED25519].map((alg) => ({ type: "public-key", alg })),
        authenticatorSelection: { userVerification: "required", residentKey: "discouraged" },
        attestation: "none",
        timeout: TIMEOUT_MS,
      },
    })
    .catch(() => null)
  const { rawId, response } = (made ?? {}) as Partial<PublicKeyCredential>
  if (rawId === undefined || !(response instanceof AuthenticatorAttestationResponse)) return null
  const [publicKey, algorithm] = [response.getPublicKey(), response.getPublicKeyAlgorithm()]
  if (publicKey === null || (algorithm !== ES256 && algorithm !== ED25519)) return null
  return {
    kind: "passkey",
    credentialId: textOf(rawId),
    publicKey: textOf(publicKey),
    algorithm,
    authenticatorData: textOf(response.getAuthenticatorData()),
    clientData: textOf(response.clientDataJSON),
  }
}

export async function askPasskey(challenge: string, credentialId: string): Promise<Assertion | null> {
  const used = await navigator.credentials
    .get({
      publicKey: {
        challenge: bytesOf(challenge),
        allowCredentials: [{ type: "public-key", id: bytesOf(credentialId) }],
        userVerification: "required",
        timeout: TIMEOUT_MS,
      },
    })
    .catch(() => null)
  const { rawId, response } = (used ?? {}) as Partial<PublicKeyCredential>
  if (rawId === undefined || !(response instanceof AuthenticatorAssertionResponse)) return null
  return {
    kind: "passkey",
    credentialId: textOf(rawId),
    authenticatorData: textOf(response.authenticatorData),
    clientData: textOf(response.clientDataJSON),
    signature: textOf(response.signature),
  }
}

/** Unpadded base64url. */
export function textOf(bytes: ArrayBuffer): string {
  const characters = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join("")
  return btoa(characters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")
}

export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const characters = atob(text.replaceAll("-", "+").replaceAll("_", "/"))
  return Uint8Array.from(characters, (character) => character.charCodeAt(0))
}
