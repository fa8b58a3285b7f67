/**
 * Starts one of our own TypeScript programs, or any other, as a child and waits until it says that it is ready.
 * A child that ends first is a failure that carries the last lines it wrote.
 */
import type { ChildProcess } from "node:child_process"
import { startChild, stopChild } from "./children"

export type Program = { name: string; pid: number; stop: () => Promise<void>; ended: Promise<number | null> }

export type ProgramPlan = {
  name: string
  command: string
  args: readonly string[]
  /** The line that says it is ready. */
  ready: RegExp
  timeoutMs?: number
  env?: NodeJS.ProcessEnv
}

/** How much of what a child said is kept, to be shown when it fails. */
const KEPT_CHARACTERS = 4_000

/** The plan for a TypeScript file of this repository, run by this same Node. */
export function typescriptPlan(
  name: string,
  file: string,
  args: readonly string[],
  ready: RegExp,
): ProgramPlan {
  return { name, command: process.execPath, args: ["--import", "tsx", file, ...args], ready }
}

export async function startProgram(plan: ProgramPlan): Promise<Program> {
  const { env = process.env } = plan
  const child = startChild(plan.command, plan.args, { stdio: ["ignore", "pipe", "pipe"], env })
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve))
  try {
    await whenReady(child, plan)
  } catch (failure) {
    await stopChild(child)
    throw failure
  }
  return { name: plan.name, pid: child.pid ?? 0, stop: () => stopChild(child), ended }
}

function whenReady(child: ChildProcess, plan: ProgramPlan): Promise<void> {
  const { name, ready, timeoutMs = 60_000 } = plan
  let said = ""
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`${name} ${why}\n${said}`.trimEnd()))
    const timer = setTimeout(() => fail(`was not ready after ${timeoutMs / 1000} s`), timeoutMs)
    const hear = (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-KEPT_CHARACTERS)
      if (!said.split("\n").some((line) => ready.test(line))) return
      clearTimeout(timer)
      resolve()
    }
    child.stdout?.on("data", hear)
    child.stderr?.on("data", hear)
    child.once("error", (failure) => fail(`could not be started: ${failure.message}`))
    child.once("close", (code) => fail(`ended (${code}) before it was ready`))
  })
}
