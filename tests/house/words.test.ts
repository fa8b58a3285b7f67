/** How the house speaks: small rules that a reader would otherwise have to watch for. */
import { existsSync, readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { filesUnder } from "~scripts"
import { sourceFiles } from "./imports"

const documents = [
  "docs",
  "README.md",
  "ARCHITECTURE.md",
  "SECURITY.md",
  "CONTRIBUTING.md",
  "package.json",
  ".ci",
]
  .filter(existsSync)
  .flatMap(filesUnder)
  .filter((file) => !file.endsWith(".png"))
const texts = [...sourceFiles, ...documents].map((file) => ({ file, text: readFileSync(file, "utf8") }))
const here = "tests/house/words.test.ts"

/** The lines that hold what they should not. */
function linesWith(pattern: RegExp, among: RegExp): string[] {
  return texts
    .filter(({ file }) => among.test(file) && file !== here)
    .flatMap(({ file, text }) =>
      text.split("\n").map((line, index) => ({ at: `${file}:${index + 1}`, line })),
    )
    .filter(({ line }) => pattern.test(line))
    .map(({ at, line }) => `${at} ${line.trim()}`)
}

describe("the house", () => {
  /** A test file says it in its name and in its titles. */
  test("opens each source file with what it is", () => {
    const silent = texts.filter(
      ({ file, text }) => /(?<!\.test)\.tsx?$/.test(file) && !/^(\/\*\*|\/\/)/.test(text),
    )
    expect(silent.map(({ file }) => file)).toEqual([])
  })

  test("leaves nothing to be done later", () => {
    expect(linesWith(/\b(TODO|FIXME|XXX)\b/, /./)).toEqual([])
  })

  test("skips no test, and runs none alone", () => {
    expect(linesWith(/\b(test|it|describe)\.(skip|only|todo|fails|skipIf|runIf)\b/, /^tests\//)).toEqual([])
  })

  test("replaces no module in a test", () => {
    expect(linesWith(/\bvi\.(mock|doMock|hoisted)\(/, /^tests\//)).toEqual([])
  })

  test("names tests with what a person would say", () => {
    expect(
      linesWith(/\b(test|it)(\.each\(.*\))?\("(should\b|[^"]*\b(works|correctly)\b)/, /^tests\//),
    ).toEqual([])
  })

  test("takes the schema library in the one form that the bundler leaves whole", () => {
    expect(
      linesWith(/from "zod/, /\.tsx?$/).filter(
        (line) => !/import (type )?\* as z from "zod\/mini"/.test(line),
      ),
    ).toEqual([])
  })

  test("throws faults, not texts, inside the extension", () => {
    expect(linesWith(/\bthrow ["'`]/, /^(src|kms-server)\//)).toEqual([])
  })

  test("names no path of one computer and no package registry", () => {
    expect(linesWith(/(^|[\s"'`(=])\/(work|root|home|Users)\/|registry\.npmjs|verdaccio/, /./)).toEqual([])
  })
})
