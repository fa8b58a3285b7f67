/** The programs as they are built: the same bytes from the same sources, wherever those lie. */
import { cpSync, mkdtempSync, symlinkSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { describe, expect, it } from "vitest"
import { bundle } from "~scripts"

const SOURCES = ["src", "kms-server", "tests/kms-server/programs", "tsconfig.json", "package.json"]

/** The sources in another folder, under another name, with the packages elsewhere. */
function copySources(): string {
  const folder = mkdtempSync(join(tmpdir(), "another place "))
  for (const source of SOURCES) cpSync(source, join(folder, source), { recursive: true })
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"))
  return folder
}

describe("a build", () => {
  it("gives the same bytes in another folder", async () => {
    const elsewhere = copySources()
    const programs = ["policy", "signer", "certifier", "api"].map((name) => `kms-server/${name}/program.ts`)
    for (const entry of ["kms-server/main.ts", ...programs]) {
      const [here, there] = await Promise.all([bundle(resolve("."), entry), bundle(elsewhere, entry)])
      expect(Buffer.compare(here, there)).toBe(0)
      expect(Buffer.from(here).toString()).not.toContain(resolve("."))
    }
  }, 60_000)
})
