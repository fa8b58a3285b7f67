/** What others say of the built extension: Mozilla's linter, and the budget of what a person waits for. */
import { execFile } from "node:child_process"
import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { promisify } from "node:util"
import { expect, test } from "vitest"
import { buildExtension, filesUnder } from "~scripts"

const BUILD_MS = 180_000

const run = promisify(execFile)
const bin = (name: string) => resolve("node_modules", ".bin", name)

type Complaint = { code: string; file: string; message: string }

/** React's own setter for markup that is given as text, which nothing of ours uses: see the next test. */
function isExplained({ code, file, message }: Complaint): boolean {
  return (
    code === "UNSAFE_VAR_ASSIGNMENT" &&
    message === "Unsafe assignment to innerHTML" &&
    /^popup\.[0-9a-f]+\.js$/.test(file)
  )
}

test(
  "Mozilla's linter finds no error in it, and no warning that is not explained",
  async () => {
    const directory = await buildExtension("firefox-mv3")
    const { stdout } = await run(bin("addons-linter"), [directory, "--output", "json"])
    const { errors, warnings, notices } = JSON.parse(stdout) as Record<string, Complaint[]>
    expect(warnings).not.toHaveLength(0)
    expect({ errors, notices, warnings: warnings?.filter((one) => !isExplained(one)) }).toEqual({
      errors: [],
      notices: [],
      warnings: [],
    })
  },
  BUILD_MS,
)

test("nothing of ours makes markup out of text", () => {
  const markup = /dangerouslySetInnerHTML|\.(?:inner|outer)HTML|insertAdjacentHTML|document\.write/
  expect(filesUnder("src").filter((file) => markup.test(readFileSync(file, "utf8")))).toEqual([])
})

test(
  "the popup's script is within its budget, gzipped",
  async () => {
    await buildExtension("chrome-mv3")
    const { stdout } = await run(bin("size-limit"), ["--json"]).catch((failed: { stdout: string }) => failed)
    for (const { name, size, sizeLimit, passed } of JSON.parse(stdout)) {
      expect(passed, `${name} has ${size} of ${sizeLimit} bytes`).toBe(true)
    }
  },
  BUILD_MS,
)
