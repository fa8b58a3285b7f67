/**
 * The authenticator and the KMS client: how this wallet proves itself to the KMS, asks it, and checks what it
 * answers. Runs in a worker, a page and Node; knows no browser extension, no interface and no wallet key.
 */
export type { Program } from "./attestation/document"
export {
  type Attestation,
  type AttestationPins,
  type ExpectedAttestation,
  verifyAttestation,
} from "./attestation/verify"
export {
  type Authenticator,
  discardRotation,
  findAuthenticator,
  openOrCreateAuthenticator,
  promote,
  stageRotation,
} from "./authenticator"
export { type KmsClient, type KmsClientOptions, openKmsClient } from "./client"
export { deriveAccount, discoverWallet } from "./discovery"
export { indexedDbKeyStore } from "./indexed-db-key-store"
export type { KeyEvent, KeyLife, KeyRecord } from "./key-life"
export type { KeyMaker } from "./key-pair"
export { type KeyStore, memoryKeyStore } from "./key-store"
export { type LogCheckpoint, verifyCheckpoint } from "./log/checkpoint"
export { advanceLogMemory, type LogMemory, type LogStep, proofNeeded } from "./log/memory"
export { leafHashOf, type TreeHead, verifyConsistency, verifyInclusion } from "./log/merkle"
export { type LogStore, memoryLogStore } from "./log/store"
export type { Would } from "./outlook"
export { askForPersistence, type Persistence } from "./persistence"
export { type KmsProof, type KmsProofOptions, openKmsProof } from "./proof"
export { type SplitAnswer, splitAnswer, verifyResponse } from "./responses"
export {
  ethereumMessageDigest,
  recoverEthereumAddress,
  verifyEthereumDigest,
  verifyEthereumMessage,
  verifySolanaSignature,
} from "./signatures"
export { stampRequest } from "./stamper"
