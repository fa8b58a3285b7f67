/** Runs vitest projects and the checks, each with its own summary, and counts what they say. */
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs"
import { join, relative, resolve } from "node:path"
import { runChild } from "./children"

/** `failures` names the tests that failed, as far as they have names. */
export type Count = { passed: number; failed: number; failures: string[] }

const REPORTS = "build/reports"

/** One vitest project. A run that fails without a failing test (a set-up that broke) counts as one. */
export async function runProject(name: string, reporter: "default" | "verbose" = "default"): Promise<Count> {
  mkdirSync(REPORTS, { recursive: true })
  const report = join(REPORTS, `${name}.json`)
  rmSync(report, { force: true })
  const code = await runTool("vitest", [
    ...["run", `--project=${name}`, `--reporter=${reporter}`],
    ...["--reporter=json", `--outputFile.json=${report}`],
  ])
  const { passed, failed, failures } = countIn(report)
  if (code === 0 || failed > 0) return { passed, failed, failures }
  return { passed, failed: 1, failures: [`${name}: the run itself`] }
}

/** One test, by its whole name with ` > ` between its parts; what it comes to is for its tallies to say. */
export async function runAgain(file: string, test: string): Promise<void> {
  const name = test.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll(" > ", " (> )?")
  await runTool("vitest", ["run", "--project=unit", "--project=kms", relative(".", file), "-t", `^${name}$`])
}

/** A check that only holds or does not. */
export async function runCheck(tool: string, args: readonly string[]): Promise<Count> {
  const holds = (await runTool(tool, args)) === 0
  return holds ? { passed: 1, failed: 0, failures: [] } : { passed: 0, failed: 1, failures: [tool] }
}

export function sumOf(counts: readonly Count[]): Count {
  return {
    passed: counts.reduce((sum, { passed }) => sum + passed, 0),
    failed: counts.reduce((sum, { failed }) => sum + failed, 0),
    failures: counts.flatMap(({ failures }) => failures),
  }
}

/** What a run came to, with the names of what failed last, where they are seen. */
export function summaryOf({ passed, failed, failures }: Count): string {
  return [...failures.map((name) => `failed: ${name}`), `${passed} passed, ${failed} failed`].join("\n")
}

const entries: Record<string, string> = {
  tsc: "typescript/bin/tsc",
  biome: "@biomejs/biome/bin/biome",
  vitest: "vitest/vitest.mjs",
}

function runTool(tool: string, args: readonly string[]): Promise<number> {
  const entry = resolve("node_modules", entries[tool] ?? tool)
  return runChild(process.execPath, [entry, ...args])
}

type Report = {
  numPassedTests: number
  numFailedTests: number
  testResults: { name: string; assertionResults: { status: string; fullName: string }[] }[]
}

function countIn(report: string): Count {
  if (!existsSync(report)) return { passed: 0, failed: 0, failures: [] }
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, "utf8")) as Report
  const failures = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === "failed")
      .map(({ fullName }) => `${relative(".", name)}: ${fullName}`),
  )
  return { passed: numPassedTests, failed: numFailedTests, failures }
}
