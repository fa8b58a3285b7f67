/** The launcher over small programs of the tests' own, each started, measured and closed in like the real ones. */
import { createHash, createHmac, randomBytes, randomUUID } from "node:crypto"
import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { decode, encode } from "cborg"
import { pino } from "pino"
import postgres from "postgres"
import type { SignerRoom } from "~kms-server/cli/terms"
import { type Bundles, type ServeConfig, type SignerTerms, serveKms } from "~kms-server/launcher"
import type { Order } from "~kms-server/signer/role"
import { fault } from "~protocol"
import { bundle } from "~scripts"

let built: Promise<Bundles> | null = null

export function standIns(): Promise<Bundles> {
  built ??= (async () => {
    const [policy, signer, certifier, api] = await Promise.all(
      ["policy", "signer", "certifier", "api"].map((name) =>
        bundle(process.cwd(), `tests/kms-server/programs/${name}.ts`),
      ),
    )
    if (!policy || !signer || !certifier || !api) throw new Error("a program came out empty")
    return { policy, signer, certifier, api }
  })()
  return built
}

/** As the stand-in signer understands them. */
export const standInTerms: SignerTerms = {
  authenticateOrder(key, order) {
    const bytes = encode(order)
    return { bytes, mac: Uint8Array.from(createHmac("sha256", key).update(bytes).digest()) }
  },
  keyVersionOf: (key) => createHash("sha256").update(key).digest().readUInt32BE(),
}

/** With a signer that reseals as the stand-in program does. */
export const standInRoom: SignerRoom = {
  ...standInTerms,
  openSigner({ masterKeys, orderKey }) {
    const versions = masterKeys.map((key) => standInTerms.keyVersionOf(key))
    return {
      state: async () => ({ sealed: versions.length === 0, keyVersions: versions }),
      async carryOut({ bytes, mac }) {
        const { task }: Order = decode(bytes)
        const [keyVersion] = versions
        const isGenuine = Buffer.compare(mac, createHmac("sha256", orderKey).update(bytes).digest()) === 0
        if (!isGenuine || task.do !== "reseal" || keyVersion === undefined) throw new Error("no such order")
        if (!versions.includes(task.wallet.keyVersion)) throw fault("SECRET_REFUSED", { where: "its seal" })
        return { keyVersion, sealed: `${task.wallet.sealed}+` }
      },
    }
  },
}

/** The stand-ins as the build would leave them. */
export async function standInFolder(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "kms-programs-"))
  for (const [name, bytes] of Object.entries(await standIns()))
    writeFileSync(join(folder, `${name}.mjs`), bytes)
  return folder
}

export function newDataDirectory(): string {
  return mkdtempSync(join(tmpdir(), "kms-data-"))
}

export async function serveConfig(
  databaseUrl: string,
  more: Partial<ServeConfig> = {},
): Promise<ServeConfig> {
  return {
    bundles: await standIns(),
    launcherFile: undefined,
    databaseUrl,
    dataDirectory: newDataDirectory(),
    masterKeys: [Uint8Array.from(randomBytes(32))],
    identityKey: new Uint8Array(32).fill(7),
    host: "127.0.0.1",
    port: 0,
    policies: 1,
    apis: 1,
    debugEnclaves: false,
    settings: null,
    terms: standInTerms,
    logger: pino({ level: "silent" }),
    ...more,
  }
}

export type Box = Awaited<ReturnType<typeof serveBox>>

export async function serveBox(databaseUrl: string, more: Partial<ServeConfig> = {}) {
  const config = await serveConfig(databaseUrl, more)
  const kms = await serveKms(config)
  return {
    ...kms,
    config,
    async ask(name: string, given: unknown = null, n = 0): Promise<{ status: number; answer: unknown }> {
      const url = `http://127.0.0.1:${kms.ports[n]}/${name}`
      const response = await fetch(url, { method: "POST", body: JSON.stringify(given) })
      return { status: response.status, answer: await response.json() }
    },
    async pidOf(part: string): Promise<number> {
      const { parts } = await kms.operators.status()
      return parts.find(({ name }) => name === part)?.pid ?? 0
    },
  }
}

/** So many wallets under this key, in an organization of their own; answers its id. */
export async function insertWallets(databaseUrl: string, keyVersion: number, count: number): Promise<string> {
  const client = postgres(databaseUrl, { max: 1, onnotice: () => {} })
  const organization = randomUUID()
  await client`insert into organizations (id, name, tags, created_at) values (${organization}, 'one', '[]', 1)`
  for (let n = 0; n < count; n++) {
    const id = randomUUID()
    await client`insert into wallets (id, organization_id, name, tags, kind, sealed, key_version, created_at)
      values (${id}, ${organization}, 'w', '[]', 'mnemonic', ${`seal-${n}`}, ${keyVersion}, ${n})`
    await client`insert into accounts
      (wallet_id, derivation_path, curve, address_format, address, public_key, key_version, sealed_key)
      values (${id}, 'm', 'Ed25519', 'Solana', 'a', 'k', ${keyVersion}, 's')`
  }
  await client.end()
  return organization
}
