/** The KMS as its operators start it, in processes of its own, for tests that kill some of them. */
import { type ChildProcess, spawn } from "node:child_process"
import { randomBytes } from "node:crypto"
import { once } from "node:events"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { findRunning, type OperatorRole } from "~kms-server/launcher"
import { seenBy } from "./small-disk"

/** What the servers of one installation share. Without the address of a database a server has one of its own. */
export type Installation = { databaseUrl: string | null; masterKey: string; identityKey: string }

export type StartOptions = {
  port?: number
  directory?: string
  /** A file; without one nothing limits rates. */
  settings?: string
  /** What the command is to be run by. */
  wrap?: (command: readonly string[], directory: string) => readonly string[]
}

export type RunningServer = {
  url: string
  port: number
  directory: string
  /** Process ids of its parts, by name; `launcher` is its own. */
  pids(): Promise<ReadonlyMap<string, number>>
  databaseUrl(): Promise<string>
  /** What it logged so far. */
  said(): string
  /** True while its launcher lives. */
  isAlive(): boolean
  kill(): void
  /** Resolves with its exit code. */
  stop(): Promise<number | null>
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
  const ownSettings = `${directory}.json`
  await writeFile(ownSettings, JSON.stringify(unlimited))
  const { databaseUrl, masterKey, identityKey } = installation
  const serve = [process.execPath, "kms-server/bin.mjs", "serve"]
  const [command = "", ...args] = more.wrap?.(serve, directory) ?? serve
  const child = spawn(command, args, {
    env: {
      ...{ PATH: process.env.PATH, KMS_PORT: `${wanted}`, KMS_DATA_DIR: directory },
      ...{
        KMS_SETTINGS_FILE: more.settings ?? ownSettings,
        KMS_MASTER_KEY: masterKey,
        KMS_IDENTITY_KEY: identityKey,
      },
      ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }),
    },
  })
  const ended = once(child, "exit")
  const said: string[] = []
  const port = await portOf(child, said)
  return {
    ...{ url: `http://127.0.0.1:${port}/v1/wallets`, port, directory },
    pids: () => askOperators(directory, child, pidsOf),
    databaseUrl: () => askOperators(directory, child, async (role) => (await role.database()).url),
    said: () => said.join(""),
    isAlive: () => child.exitCode === null && child.signalCode === null,
    kill: () => child.kill("SIGKILL"),
    async stop() {
      child.kill("SIGTERM")
      const [code] = await ended
      for (const path of [directory, ownSettings]) await rm(path, { recursive: true, force: true })
      return code
    },
  }
}

function portOf(child: ChildProcess, said: string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        said.push(text)
        const port = /"ports":\[([0-9]+)/.exec(said.join(""))?.[1]
        if (port !== undefined) resolve(Number(port))
      })
    }
    // Once all that it said has been read, which may be after its end.
    child.once("close", () => reject(new Error(`a server ended before it listened: ${said.join("")}`)))
  })
}

async function askOperators<T>(
  directory: string,
  { pid = 0 }: ChildProcess,
  ask: (role: OperatorRole, launcher: number) => Promise<T>,
): Promise<T> {
  const running = await findRunning(seenBy(pid, directory))
  if (running === null) throw new Error("it does not run")
  return ask(running.role, pid).finally(() => running.close())
}

async function pidsOf(role: OperatorRole, launcher: number): Promise<ReadonlyMap<string, number>> {
  const { parts } = await role.status()
  const living = parts.flatMap(({ name, pid }) => (pid === null ? [] : [[name, pid] as const]))
  return new Map([["launcher", launcher], ...living])
}
