/** Phantom's published client, unmodified, in front of a KMS of its own. */
import { ApiKeyStamper } from "@phantom/api-key-stamper"
import { generateKeyPair, PhantomClient } from "@phantom/client"
import { base58 } from "@scure/base"
import { type KmsMock, startKmsMock } from "~kms-mock"
import { freshDatabase } from "../support/database"

export type PublishedClient = {
  kms: KmsMock
  client: PhantomClient
  organizationId: string
  /** Another client under a key of its own, of the same organization unless said otherwise. */
  clientFor(keys: Keys, more?: object): PhantomClient
  stop(): Promise<void>
}

export type Keys = ReturnType<typeof generateKeyPair>
type ClientConfig = ConstructorParameters<typeof PhantomClient>[0]

export async function openPublishedClient(): Promise<PublishedClient> {
  const fetched = globalThis.fetch
  // The client asks a time server that it cannot be talked out of; without an answer it takes the local clock.
  globalThis.fetch = (input, init) =>
    String(input).startsWith("https://time.phantom.app")
      ? Promise.reject(new Error("offline"))
      : fetched(input, init)
  const kms = await startKmsMock({ databaseUrl: await freshDatabase() })
  const clientFor = (keys: Keys, more: object = {}) =>
    new PhantomClient(
      { apiBaseUrl: kms.url, walletType: "server-wallet", ...more } as ClientConfig,
      new ApiKeyStamper({ apiSecretKey: keys.secretKey }),
    )
  const keys = generateKeyPair()
  const client = clientFor(keys)
  const { organizationId } = await client.createOrganization("interop", [
    { username: "root", role: "ADMIN", authenticators: [authenticatorOf(keys)] },
  ])
  client.setOrganizationId(organizationId)
  return {
    kms,
    client,
    organizationId,
    clientFor: (other, more) => clientFor(other, { organizationId, ...more }),
    async stop() {
      globalThis.fetch = fetched
      await kms.stop()
    },
  }
}

/** The client's types say one thing of a public key, and its code another: it sends base64url. */
export function authenticatorOf(keys: Keys, authenticatorName = "key") {
  return {
    authenticatorKind: "keypair" as const,
    authenticatorName,
    publicKey: Buffer.from(base58.decode(keys.publicKey)).toString("base64url"),
    algorithm: new ApiKeyStamper({ apiSecretKey: keys.secretKey }).algorithm,
  }
}
