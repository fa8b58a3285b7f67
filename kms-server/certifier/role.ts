/**
 * What the certifier is asked: documents that say which programs this KMS runs, and signatures on checkpoints of the
 * audit log. It holds the identity key of the installation and nothing of any wallet.
 */

/** SHA-384 of what the launcher started; zeros in debug mode, which every client refuses. */
export type Measurements = {
  launcher: Uint8Array
  policy: Uint8Array
  signer: Uint8Array
  certifier: Uint8Array
  api: Uint8Array
}

/** What the policy engine wants to be said of it, beside what the launcher said to the certifier. */
export type AttestationRequest = {
  /** The client's, 16 to 64 bytes. */
  nonce: Uint8Array
  policyEngineVersion: string
  /** The signed checkpoint of the audit log, as text. */
  checkpoint: string
  treeSize: number
  /** SHA-256, 32 bytes. */
  rootHash: Uint8Array
}

export type Certifier = {
  /** A COSE_Sign1 document (ES384) in the shape of AWS Nitro's. */
  attest(request: AttestationRequest): Promise<Uint8Array>
  /** A C2SP signed note over this tree: origin, size and root, and the log key's signature line. */
  signCheckpoint(tree: { size: number; rootHash: Uint8Array }): Promise<string>
  /** PEM of the root certificate and the log's verifier key, both for pinning. */
  identity(): Promise<{ rootCertificate: string; logKey: string }>
}
