/** What the tests of this room share: stores, and a check of stamps that is not WebCrypto's. */
import { createPublicKey, type KeyObject, verify } from "node:crypto"
import "fake-indexeddb/auto"
import { indexedDbKeyStore, type KeyStore, memoryKeyStore } from "~kms"
import { Stamp, type StampedRequest } from "~protocol"

let databases = 0

/** A name that no other test uses, and stores of it that share nothing but the database. */
export const freshDatabaseName = () => `authenticator-${databases++}`

export const stores: readonly { name: string; open: () => KeyStore }[] = [
  { name: "IndexedDB", open: () => indexedDbKeyStore(freshDatabaseName()) },
  { name: "memory", open: memoryKeyStore },
]

/** The stamp of a request, after node:crypto has verified it over the exact bytes. */
export function verifiedStampOf({ body, stamp }: Pick<StampedRequest, "body" | "stamp">): Stamp {
  const opened = Stamp.parse(JSON.parse(Buffer.from(stamp, "base64url").toString("utf8")))
  const signature = Buffer.from(opened.signature, "base64url")
  const bytes = Buffer.from(body, "utf8")
  const key = keyObjectOf(opened)
  const isGood =
    opened.algorithm === "Ed25519"
      ? verify(null, bytes, key, signature)
      : verify("sha256", bytes, { key, dsaEncoding: "ieee-p1363" }, signature)
  if (!isGood) throw new Error("the stamp does not verify")
  return opened
}

function keyObjectOf({ publicKey, algorithm }: Stamp): KeyObject {
  const raw = Buffer.from(publicKey, "base64url")
  const jwk =
    algorithm === "Ed25519"
      ? { kty: "OKP", crv: "Ed25519", x: publicKey }
      : {
          kty: "EC",
          crv: "P-256",
          x: raw.subarray(1, 33).toString("base64url"),
          y: raw.subarray(33, 65).toString("base64url"),
        }
  return createPublicKey({ key: jwk, format: "jwk" })
}
