/**
 * What the server is told by its environment:
 *
 *   KMS_MASTER_KEY or KMS_MASTER_KEY_FILE       32 bytes in hex, there is no default; several, one a line, while the
 *                                               key is being rotated: the first one seals
 *   KMS_IDENTITY_KEY or KMS_IDENTITY_KEY_FILE   32 bytes in hex; without them identity.key in KMS_DATA_DIR
 *   KMS_PORT, KMS_HOST                          8411 and 127.0.0.1 unless said otherwise
 *   KMS_POLICIES, KMS_APIS                      how many processes of each; one unless said otherwise
 *   KMS_SETTINGS_FILE                           prices, rates and trusted issuers, as JSON
 *   DATABASE_URL                                a PostgreSQL; without it one is started in KMS_DATA_DIR
 */
import { readFileSync } from "node:fs"
import { homedir } from "node:os"
import { join, resolve } from "node:path"

export type ServerConfig = {
  /** The first one seals. None where the server is to start sealed. */
  masterKeys: Uint8Array[]
  /** Null: the one in the data directory. */
  identityKey: Uint8Array | null
  port: number
  host: string
  policies: number
  apis: number
  settings: string | null
  databaseUrl: string | null
  dataDirectory: string
}

export type Environment = Readonly<Record<string, string | undefined>>

const MOST_PROCESSES = 64

/** Throws a sentence for the person who starts the server; it never repeats a key. */
export function readConfig(environment: Environment, { sealed = false } = {}): ServerConfig {
  return {
    masterKeys: sealed ? [] : readMasterKeys(environment),
    identityKey: readIdentityKey(environment),
    port: readPort(environment.KMS_PORT ?? "8411"),
    host: environment.KMS_HOST ?? "127.0.0.1",
    policies: readCount(environment.KMS_POLICIES ?? "1"),
    apis: readCount(environment.KMS_APIS ?? "1"),
    settings: environment.KMS_SETTINGS_FILE ? readKeyFile(environment.KMS_SETTINGS_FILE) : null,
    databaseUrl: environment.DATABASE_URL ?? null,
    dataDirectory: resolve(environment.KMS_DATA_DIR ?? defaultDirectory()),
  }
}

export function readPort(text: string): number {
  const port = Number(text)
  if (!/^[0-9]{1,5}$/.test(text) || port > 65535) throw new Error("The port is a number up to 65535.")
  return port
}

export function readCount(text: string): number {
  const count = Number(text)
  if (!/^[0-9]{1,2}$/.test(text) || count < 1 || count > MOST_PROCESSES) {
    throw new Error(`The number of processes is from 1 to ${MOST_PROCESSES}.`)
  }
  return count
}

export function readMasterKeys({ KMS_MASTER_KEY, KMS_MASTER_KEY_FILE }: Environment): Uint8Array[] {
  const text = KMS_MASTER_KEY ?? (KMS_MASTER_KEY_FILE && readKeyFile(KMS_MASTER_KEY_FILE))
  if (!text) {
    throw new Error(
      "Set KMS_MASTER_KEY or KMS_MASTER_KEY_FILE to 32 random bytes in hex (openssl rand -hex 32), and keep " +
        "them: every seed is sealed under this key, and without it no wallet opens again. With --sealed the " +
        "server starts without it and waits for `kms-server unseal`.",
    )
  }
  return parseKeys(text)
}

/** One key a line; the first one seals. */
export function parseKeys(text: string): Uint8Array[] {
  const lines = text.split(/\s+/).filter((line) => line !== "")
  if (lines.length === 0 || !lines.every((line) => /^[0-9a-fA-F]{64}$/.test(line))) {
    throw new Error("The master key is 64 hex digits.")
  }
  if (new Set(lines.map((line) => line.toLowerCase())).size !== lines.length) {
    throw new Error("A master key stands there twice.")
  }
  return lines.map((line) => Uint8Array.from(Buffer.from(line, "hex")))
}

function readIdentityKey({ KMS_IDENTITY_KEY, KMS_IDENTITY_KEY_FILE }: Environment): Uint8Array | null {
  const text = KMS_IDENTITY_KEY ?? (KMS_IDENTITY_KEY_FILE && readKeyFile(KMS_IDENTITY_KEY_FILE))
  if (!text) return null
  if (!/^[0-9a-fA-F]{64}$/.test(text.trim())) throw new Error("The identity key is 64 hex digits.")
  return Uint8Array.from(Buffer.from(text.trim(), "hex"))
}

export function readKeyFile(file: string): string {
  try {
    return readFileSync(file, "utf8")
  } catch (cause) {
    throw new Error(`The file ${file} cannot be read.`, { cause })
  }
}

/** Root hands PostgreSQL to another user, who cannot look into root's home. */
function defaultDirectory(): string {
  return process.getuid?.() === 0
    ? "/var/lib/countersign-kms"
    : join(homedir(), ".local", "share", "countersign-kms")
}
