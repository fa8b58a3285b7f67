/** HPKE as a client of the KMS does it: what it brings is encrypted, and what it gets is decrypted, by the library alone. */
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from "@hpke/core"

const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
})

const infoOf = (text: string) => new TextEncoder().encode(text).buffer as ArrayBuffer
const exact = (bytes: Uint8Array) => Uint8Array.from(bytes).buffer

/** Base64 of the encapsulated key and the ciphertext. */
export async function encryptForImport(recipient: string, secret: Uint8Array): Promise<string> {
  const recipientPublicKey = await suite.kem.deserializePublicKey(exact(Buffer.from(recipient, "base64")))
  const info = infoOf("countersign/import/v1")
  const { enc, ct } = await suite.seal({ recipientPublicKey, info }, exact(secret))
  return Buffer.concat([Buffer.from(enc), Buffer.from(ct)]).toString("base64")
}

/** A key to have a wallet exported to, and the reader of what comes. */
export async function openRecipient() {
  const recipientKey = await suite.kem.generateKeyPair()
  const raw = await suite.kem.serializePublicKey(recipientKey.publicKey)
  return {
    publicKey: Buffer.from(raw).toString("base64"),
    async open(bundle: string): Promise<Buffer> {
      const bytes = Buffer.from(bundle, "base64")
      const [enc, ciphertext] = [exact(bytes.subarray(0, 32)), exact(bytes.subarray(32))]
      const info = infoOf("countersign/export/v1")
      return Buffer.from(await suite.open({ recipientKey, enc, info }, ciphertext))
    },
  }
}
