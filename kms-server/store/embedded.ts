/**
 * Starts a PostgreSQL of our own on the loopback address, with a random port and password. The server ends with
 * this process however that ends: a guard holds the other end of a pipe and stops the server when it closes.
 * PostgreSQL refuses to run as root, so root hands it to `nobody` by number, which needs no entry in any table.
 */
import { type ChildProcess, execFile, spawn } from "node:child_process"
import { randomBytes } from "node:crypto"
import { existsSync } from "node:fs"
import { chmod, chown, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { promisify } from "node:util"
import { isOpenToAll, type NativePostgres, openNativePostgres } from "./native"

export type EmbeddedPostgres = {
  url: string
  port: number
  /** Resolves once it has ended, asked or not. */
  ended: Promise<void>
  stop(): Promise<void>
}

/**
 * `directory`: kept and durable. Without one: thrown away at the end, and not flushed to disk. `port`: the one to
 * take again, for those who know it from before; then no database is made where it is out of reach for a while.
 */
export type EmbeddedOptions = { directory?: string; port?: number }

const NOBODY = { uid: 65534, gid: 65534 }
const START_ATTEMPTS = 3
const READY = "ready to accept connections"

/**
 * Becomes the server, leaving a watcher behind that stops it (fast shutdown) when descriptor 3 closes, and then
 * removes the folder named first, if one is.
 */
const GUARD = `folder=$1; shift
(
  read -r _ <&3
  kill -INT $$
  [ -n "$folder" ] || exit
  tries=600
  while [ -e "$folder/data/postmaster.pid" ] && [ $tries -gt 0 ]; do tries=$((tries - 1)); sleep 0.1; done
  rm -rf "$folder" || { sleep 1; rm -rf "$folder"; }
) >/dev/null 2>&1 &
exec "$@"`

export async function startEmbeddedPostgres(options: EmbeddedOptions = {}): Promise<EmbeddedPostgres> {
  const other = process.getuid?.() === 0 ? NOBODY : null
  const native = await openNativePostgres(other !== null)
  const folder = await openFolder(options, other)
  if (options.port !== undefined && !existsSync(join(folder, "data"))) {
    throw new Error(`The database in ${folder} is gone.`)
  }
  const password = await openCluster(native, folder, other, options.directory !== undefined)
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort())
    try {
      const server = await startServer(native, folder, port, other, options.directory === undefined)
      return { url: `postgres://kms:${password}@127.0.0.1:${port}/postgres`, port, ...server }
    } catch (thrown) {
      if (attempt === START_ATTEMPTS) throw thrown
    }
  }
}

type Other = typeof NOBODY | null

async function openFolder({ directory }: EmbeddedOptions, other: Other): Promise<string> {
  const temporary = other === null || (await isOpenToAll(tmpdir())) ? tmpdir() : "/tmp"
  const folder = directory ? resolve(directory) : await mkdtemp(join(temporary, "countersign-postgres-"))
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await chmod(folder, 0o700)
  if (other) {
    await chown(folder, other.uid, other.gid)
    if (!(await isOpenToAll(resolve(folder, "..")))) {
      throw new Error(`PostgreSQL does not run as root, and user ${other.uid} cannot reach ${folder}.`)
    }
  }
  return folder
}

/**
 * Makes the cluster where there is none, in one step that is either done or not, and gives its password. A cluster
 * that is there holds every seed: it is never made anew, even where its password is gone.
 */
async function openCluster(native: NativePostgres, folder: string, other: Other, durable: boolean) {
  const data = join(folder, "data")
  const passwordFile = join(folder, "password")
  if (existsSync(data)) return readFile(passwordFile, "utf8")
  const password = randomBytes(24).toString("base64url")
  const draft = join(folder, "data.new")
  await rm(draft, { recursive: true, force: true })
  await writeFile(passwordFile, password, { mode: 0o600, flush: durable })
  if (other) await chown(passwordFile, other.uid, other.gid)
  const options = ["--username=kms", "--auth=scram-sha-256", `--pwfile=${passwordFile}`]
  const how = ["--encoding=UTF8", "--locale=C", "--no-instructions", ...(durable ? [] : ["--no-sync"])]
  await promisify(execFile)(native.initdb, [`--pgdata=${draft}`, ...options, ...how], {
    ...other,
    cwd: folder,
    env: { LC_ALL: "C", PATH: process.env.PATH },
  })
  await rename(draft, data)
  return password
}

async function startServer(
  native: NativePostgres,
  folder: string,
  port: number,
  other: Other,
  throwAway: boolean,
): Promise<Pick<EmbeddedPostgres, "ended" | "stop">> {
  const lasting = throwAway ? ["fsync=off", "synchronous_commit=off", "full_page_writes=off"] : []
  const settings = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    `port=${port}`,
    "log_min_error_statement=panic",
    ...lasting,
  ].flatMap((setting) => ["-c", setting])
  const command = [native.postgres, "-D", join(folder, "data"), ...settings]
  const server = spawnGuarded(command, folder, other, throwAway)
  const ended = new Promise<void>((resolve) => server.once("exit", () => resolve()))
  await untilReady(server)
  return {
    ended,
    async stop() {
      if (process.platform === "win32") server.kill()
      for (const pipe of server.stdio) pipe?.destroy()
      await ended
      if (throwAway) await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** In a group of its own: Ctrl-C in a terminal must not stop the database before the server has drained. */
function spawnGuarded(command: string[], folder: string, other: Other, throwAway: boolean): ChildProcess {
  const options = { ...other, cwd: folder, env: { LC_ALL: "C", PATH: process.env.PATH } }
  const [program = "", ...rest] = command
  if (process.platform === "win32") {
    return spawn(program, rest, { ...options, stdio: ["ignore", "ignore", "pipe"] })
  }
  const guarded = ["-c", GUARD, "guard", throwAway ? folder : "", ...command]
  return spawn("/bin/sh", guarded, {
    ...options,
    detached: true,
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  })
}

function untilReady(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let heard = ""
    server.stderr?.setEncoding("utf8").on("data", (text: string) => {
      heard = (heard + text).slice(-2000)
      if (heard.includes(READY)) resolve()
    })
    server.once("error", reject)
    server.once("exit", () => reject(new Error(`PostgreSQL did not start: ${heard.trim()}`)))
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once("error", reject)
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0))
    })
  })
}
