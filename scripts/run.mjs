/**
 * The entry of every npm script, in plain Node so that it runs on a fresh clone: checks Node's version, installs
 * what package-lock.json names when that has not been done, then runs the TypeScript program it was asked for.
 * Packages' own install scripts stay off (.npmrc).
 */
import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, lstatSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"

const root = join(dirname(fileURLToPath(import.meta.url)), "..")
const lockFile = join(root, "package-lock.json")
const modules = join(root, "node_modules")
const npmRecord = join(root, "node_modules", ".package-lock.json")
const stampFile = join(root, "node_modules", ".countersign-installed")

const programs = {
  start: "scripts/start.ts",
  test: "scripts/test.ts",
  check: "scripts/check.ts",
  build: "scripts/build.ts",
  dev: "scripts/dev.ts",
  kms: "kms-server/bin.mjs",
  "kms-mock": "kms-mock/main.ts",
  "bench-kms": "bench/kms.ts",
  "bench-wallet": "bench/wallet.ts",
  "test-long": "scripts/test-long.ts",
  pictures: "scripts/pictures.ts",
}

process.chdir(root)
refuseOldNode()
const [name, ...args] = process.argv.slice(2)
const program = programs[name]
if (program === undefined)
  leave(`There is no program "${name}". There are: ${Object.keys(programs).join(", ")}.`)
installWhatIsMissing()
await run(join(root, program), args)

function refuseOldNode() {
  const [major, minor] = process.versions.node.split(".").map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  leave(
    `Countersign needs Node 20.19 or newer; this is ${process.versions.node}. Get one at https://nodejs.org.`,
  )
}

function installWhatIsMissing() {
  const wanted = createHash("sha256").update(readFileSync(lockFile)).digest("hex")
  if (isInstalled(wanted)) return
  // npm would empty the folder that the link leads to, which somebody else is using.
  if (existsSync(modules) && lstatSync(modules).isSymbolicLink())
    leave("node_modules is a link to another folder; install there, or remove the link.")
  console.log("Installing the packages that package-lock.json names (about a minute the first time)…")
  const npm = process.platform === "win32" ? "npm.cmd" : "npm"
  const { status, signal } = spawnSync(npm, ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    stdio: "inherit",
    shell: process.platform === "win32",
  })
  if (signal !== null) process.exit(130)
  if (status !== 0) leave("npm ci failed; what it printed above says why.")
  writeFileSync(stampFile, wanted)
}

/** By our own stamp, or by npm's record where somebody ran npm by hand after package-lock.json last changed. */
function isInstalled(wanted) {
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === wanted) return true
  if (!existsSync(npmRecord) || statSync(npmRecord).mtimeMs < statSync(lockFile).mtimeMs) return false
  writeFileSync(stampFile, wanted)
  return true
}

/** In this same process, so that a signal reaches the program itself and its exit code is ours. */
async function run(file, programArgs) {
  process.argv = [process.argv[0], file, ...programArgs]
  const { register } = await import("tsx/esm/api")
  register()
  await import(pathToFileURL(file).href)
}

function leave(sentence) {
  console.error(sentence)
  process.exit(1)
}
