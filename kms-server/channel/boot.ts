/**
 * What the launcher tells each program when it starts, over a descriptor that only the two hold. Every secret that a
 * process of the KMS has reaches it this way: none is in an environment, an argument or a file.
 */
import type { Link } from "./role"

/** SHA-384 of each program; null where the enclaves are started for debugging. */
export type MeasuredPrograms = Record<
  "launcher" | "policy" | "signer" | "certifier" | "api",
  Uint8Array
> | null

export type SignerBoot = {
  /** The one that seals first; none where the signer starts sealed. */
  masterKeys: Uint8Array[]
  orderKey: Uint8Array
  /** One for each policy engine. */
  links: Link[]
}

export type CertifierBoot = {
  identityKey: Uint8Array
  measurements: MeasuredPrograms
  /** One for each policy engine. */
  links: Link[]
}

/** Vouch for this key, and for no other, in what is asked over the link of this path. */
export type Vouching = { path: string; liveKey: Uint8Array }

export type PolicyBoot = {
  databaseUrl: string
  signer: Link
  certifier: Link
  orderKey: Uint8Array
  evidenceKey: Uint8Array
  /** What the operator configured, as text; read by the launcher. */
  settings: string | null
  /** One for each API. */
  links: Link[]
}

export type ApiBoot = {
  /** One to each policy engine. */
  policies: Link[]
  /** What the operator configured, as text; read by the launcher. */
  settings: string | null
  host: string
  port: number
}
