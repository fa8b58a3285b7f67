/**
 * What the server is told by its environment:
 *
 *   KMS_MASTER_KEY or KMS_MASTER_KEY_FILE   32 bytes in hex; there is no default, and it does not start without
 *   KMS_PORT, KMS_HOST                      8411 and 127.0.0.1 unless said otherwise
 *   DATABASE_URL                            a PostgreSQL; without it one is started in KMS_DATA_DIR
 */
import { readFileSync } from "node:fs"
import { homedir } from "node:os"
import { join } from "node:path"

export type ServerConfig = {
  masterKey: Uint8Array
  port: number
  host: string
  databaseUrl: string | null
  dataDirectory: string
}

type Environment = Readonly<Record<string, string | undefined>>

/** Throws a sentence for the person who starts the server; it never repeats the key. */
export function readConfig(environment: Environment): ServerConfig {
  return {
    masterKey: readMasterKey(environment),
    port: readPort(environment.KMS_PORT ?? "8411"),
    host: environment.KMS_HOST ?? "127.0.0.1",
    databaseUrl: environment.DATABASE_URL ?? null,
    dataDirectory: environment.KMS_DATA_DIR ?? defaultDirectory(),
  }
}

export function readPort(text: string): number {
  const port = Number(text)
  if (!/^[0-9]{1,5}$/.test(text) || port > 65535) throw new Error("The port is a number up to 65535.")
  return port
}

function readMasterKey({ KMS_MASTER_KEY, KMS_MASTER_KEY_FILE }: Environment): Uint8Array {
  const text = KMS_MASTER_KEY ?? (KMS_MASTER_KEY_FILE && readFileSync(KMS_MASTER_KEY_FILE, "utf8"))
  if (!text) {
    throw new Error(
      "Set KMS_MASTER_KEY or KMS_MASTER_KEY_FILE to 32 random bytes in hex (openssl rand -hex 32), and keep " +
        "them: every seed is sealed under this key, and without it no wallet opens again.",
    )
  }
  if (!/^[0-9a-fA-F]{64}$/.test(text.trim())) throw new Error("The master key is 64 hex digits.")
  return Buffer.from(text.trim(), "hex")
}

/** Root hands PostgreSQL to another user, who cannot look into root's home. */
function defaultDirectory(): string {
  return process.getuid?.() === 0
    ? "/var/lib/countersign-kms"
    : join(homedir(), ".local", "share", "countersign-kms")
}
