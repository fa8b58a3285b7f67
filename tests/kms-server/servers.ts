/** The KMS as its operators start it, in processes of its own, for tests that kill some of them. */
import { type ChildProcess, spawn } from "node:child_process"
import { randomBytes } from "node:crypto"
import { once } from "node:events"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { findRunning } from "~kms-server/launcher"

/** What the servers of one installation share. Without the address of a database a server has one of its own. */
export type Installation = { databaseUrl: string | null; masterKey: string; identityKey: string }

export type StartOptions = { port?: number; directory?: string }

export type RunningServer = {
  url: string
  port: number
  directory: string
  /** Process ids of its parts, by name; `launcher` is its own. */
  pids(): Promise<ReadonlyMap<string, number>>
  /** True while its launcher lives. */
  isAlive(): boolean
  kill(): void
  stop(): Promise<void>
}

const none = { burst: 1, perSecond: 0 }
const unlimited = {
  policy: { rates: { key: none, organization: none, unstamped: none } },
  api: { rates: { request: none, unstamped: none, proof: none } },
}

export function newInstallation(databaseUrl: string | null): Installation {
  const [masterKey, identityKey] = [randomBytes(32).toString("hex"), randomBytes(32).toString("hex")]
  return { databaseUrl, masterKey, identityKey }
}

/** A new one, where a PostgreSQL that another user runs can be reached, too. */
export function newDirectory(): Promise<string> {
  return mkdtemp(join(process.getuid?.() === 0 ? "/tmp" : tmpdir(), "kms-server-"))
}

/** Starts a server that limits no rates, of the programs that were built before the tests. Resolves when it listens. */
export async function startServer(
  installation: Installation,
  { port: wanted = 0, ...more }: StartOptions = {},
): Promise<RunningServer> {
  const directory = more.directory ?? (await newDirectory())
  const settings = join(directory, "settings.json")
  await writeFile(settings, JSON.stringify(unlimited))
  const { databaseUrl, masterKey, identityKey } = installation
  const child = spawn(process.execPath, ["kms-server/bin.mjs", "serve"], {
    env: {
      ...{ PATH: process.env.PATH, KMS_PORT: `${wanted}`, KMS_DATA_DIR: directory },
      ...{ KMS_SETTINGS_FILE: settings, KMS_MASTER_KEY: masterKey, KMS_IDENTITY_KEY: identityKey },
      ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }),
    },
  })
  const ended = once(child, "exit")
  const port = await portOf(child)
  const leave = async () => {
    await ended
    await rm(directory, { recursive: true, force: true })
  }
  return {
    ...{ url: `http://127.0.0.1:${port}/v1/wallets`, port, directory },
    pids: () => pidsIn(directory, child),
    isAlive: () => child.exitCode === null && child.signalCode === null,
    kill: () => child.kill("SIGKILL"),
    async stop() {
      child.kill("SIGTERM")
      await leave()
    },
  }
}

function portOf(child: ChildProcess): Promise<number> {
  let said = ""
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        said = `${said}${text}`.slice(-4000)
        const port = /"ports":\[([0-9]+)/.exec(said)?.[1]
        if (port !== undefined) resolve(Number(port))
      })
    }
    child.once("exit", () => reject(new Error(`a server ended before it listened: ${said}`)))
  })
}

async function pidsIn(directory: string, { pid = 0 }: ChildProcess): Promise<ReadonlyMap<string, number>> {
  const running = await findRunning(directory)
  try {
    const { parts = [] } = (await running?.role.status()) ?? {}
    const living = parts.flatMap(({ name, pid: part }) => (part === null ? [] : [[name, part] as const]))
    return new Map([["launcher", pid], ...living])
  } finally {
    await running?.close()
  }
}
