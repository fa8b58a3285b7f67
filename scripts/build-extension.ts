/**
 * Builds the extension for Chromium and Firefox: Plasmo's production build, then the step that puts the provider
 * where no page can be ahead of it. Skipped where nothing that goes in has changed since.
 */
import { createHash } from "node:crypto"
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { runQuietly } from "./children"
import { filesUnder } from "./file-list"
import { finishBuild } from "./finish-build"
import { readKmsOfBuild } from "./kms-of-build"

export type Target = "chrome-mv3" | "firefox-mv3"
export const targets: readonly Target[] = ["chrome-mv3", "firefox-mv3"]

const inputs = ["src", "assets", "scripts", "package.json", "package-lock.json", "tsconfig.json"]

/** Answers the directory of the built extension. */
export async function buildExtension(target: Target): Promise<string> {
  const directory = resolve("build", `${target}-prod`)
  const stampFile = resolve("build", `.${target}-inputs`)
  const wanted = inputsDigest()
  const kept = existsSync(stampFile) && existsSync(join(directory, "manifest.json"))
  if (kept && readFileSync(stampFile, "utf8") === wanted) return directory
  rmSync(stampFile, { force: true })
  console.log(`Building the extension for ${target}…`)
  await bundle(target, directory)
  await finishBuild(directory, target)
  writeFileSync(stampFile, wanted)
  return directory
}

async function bundle(target: Target, directory: string): Promise<void> {
  rmSync(directory, { recursive: true, force: true })
  const plasmo = resolve("node_modules", "plasmo", "bin", "index.mjs")
  const { code, said } = await runQuietly(process.execPath, [plasmo, "build", `--target=${target}`])
  const built = existsSync(join(directory, "manifest.json"))
  if (code !== 0 || !built) throw new Error(`plasmo build for ${target} failed (exit code ${code}).\n${said}`)
}

function inputsDigest(): string {
  const digest = createHash("sha256").update(JSON.stringify(readKmsOfBuild()))
  for (const file of inputs.flatMap(filesUnder)) digest.update(`${file}\n`).update(readFileSync(file))
  return digest.digest("hex")
}
