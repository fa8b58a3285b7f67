/** Runs vitest projects and the checks, each with its own summary, and counts what they say. */
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs"
import { join, resolve } from "node:path"
import { runChild } from "./children"

export type Count = { passed: number; failed: number }

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
  const { passed, failed } = countIn(report)
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed }
}

/** A check that only holds or does not. */
export async function runCheck(tool: string, args: readonly string[]): Promise<Count> {
  return (await runTool(tool, args)) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

export function sumOf(counts: readonly Count[]): Count {
  return counts.reduce(
    (sum, { passed, failed }) => ({ passed: sum.passed + passed, failed: sum.failed + failed }),
    {
      passed: 0,
      failed: 0,
    },
  )
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

function countIn(report: string): Count {
  if (!existsSync(report)) return { passed: 0, failed: 0 }
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, "utf8"))
  return { passed: Number(numPassedTests), failed: Number(numFailedTests) }
}
