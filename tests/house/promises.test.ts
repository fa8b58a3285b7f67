/** Every promise in SECURITY.md names the test that keeps it, and that test exists under that title. */
import { existsSync, readFileSync } from "node:fs"
import { expect, test } from "vitest"

const KEPT = /— `(tests\/[^`]+\.test\.tsx?)` "([^"]+)"$/

const promises = readFileSync("SECURITY.md", "utf8")
  .replaceAll(/\n {2,}/g, " ")
  .split("\n")
  .filter((line) => line.startsWith("- ") && line.includes("tests/"))

test("SECURITY.md promises something", () => {
  expect(promises.length).toBeGreaterThan(10)
})

test("every promise names a test that exists", () => {
  const broken = promises.filter((promise) => {
    const [, file = "", title = ""] = promise.match(KEPT) ?? []
    return !existsSync(file) || !readFileSync(file, "utf8").includes(title)
  })
  expect(broken).toEqual([])
})
