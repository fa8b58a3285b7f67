#!/usr/bin/env node
/**
 * `kms-server`: the command line as it was built, because what is measured is what was built. Refuses to run
 * anything else.
 */
import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"

const built = fileURLToPath(new URL("../build/kms/kms-server.mjs", import.meta.url))

if (existsSync(built)) {
  process.argv[1] = built
  await import(built)
} else {
  console.error("The programs of the KMS are not built yet. Build them first: npm run build.")
  process.exitCode = 1
}
