/**
 * A part of the KMS: a process that is started again when it dies, a little later each time. One that cannot live
 * ends the whole, with the reason: a KMS that limps is not to be mistaken for one that runs.
 *
 *   starting ──begun──▶ running ──died──▶ waiting ──▶ starting        any ──stop──▶ stopped
 */
import { setTimeout as wait } from "node:timers/promises"
import type { Logger } from "pino"
import type { ProgramRole } from "../channel"
import { type Child, startChild } from "./child"
import type { Command } from "./sandbox"

export type Endurance = { deaths: number; withinMs: number }

export type PartPlan<R extends ProgramRole> = {
  name: string
  command: Command
  bytes: Uint8Array
  names: readonly (keyof R & string)[]
  /** Before each start: what the last process left behind. */
  clear: () => void
  /** Tells a new process what it needs; it runs once this resolves. */
  begin: (role: R) => Promise<void>
  /** It died too often. */
  fail: (failure: Error) => void
  endurance: Endurance
  logger: Logger
}

export type PartStatus = {
  name: string
  pid: number | null
  state: string
  restarts: number
  isolation: string
}

export type Part<R extends ProgramRole> = {
  /** The running process's functions, as soon as there is one. */
  role(): Promise<R>
  status(): PartStatus
  /** Ends the process as a crash would; it is started again. */
  restart(): Promise<void>
  stop(): Promise<void>
}

const BACK_OFF_MS = 50

/** Resolves when it runs for the first time; rejects where it cannot begin. */
export async function openPart<R extends ProgramRole>(plan: PartPlan<R>): Promise<Part<R>> {
  const { name, logger, endurance } = plan
  const deaths: number[] = []
  let restarts = 0
  let state: "starting" | "running" | "waiting" | "stopped" = "starting"
  let child: Child<R> = start(plan)
  let running: Promise<R> = begin()
  running.catch(() => undefined)

  async function begin(): Promise<R> {
    state = "starting"
    const current = child
    try {
      await plan.begin(current.role)
    } catch (thrown) {
      current.kill()
      await current.ended
      throw thrown
    }
    if (state === "starting") state = "running"
    return current.role
  }

  async function watch(): Promise<void> {
    for (;;) {
      const how = await child.ended
      if (state === "stopped") return
      const now = performance.now()
      deaths.push(now)
      while (deaths.length > 0 && now - (deaths[0] ?? now) > endurance.withinMs) deaths.shift()
      if (deaths.length >= endurance.deaths) {
        state = "stopped"
        plan.fail(new Error(`The ${name} died ${deaths.length} times in short order; the last one ${how}.`))
        return
      }
      logger.warn({ part: name }, `the ${name} ${how}; starting it again`)
      state = "waiting"
      running = again(BACK_OFF_MS * 2 ** (deaths.length - 1))
      running.catch(() => undefined)
      await running.catch(() => undefined)
    }
  }

  async function again(pauseMs: number): Promise<R> {
    await wait(pauseMs)
    if (isStopped()) throw new Error("stopped")
    restarts += 1
    child = start(plan)
    return begin()
  }

  // Asked in a function, because it changes while one waits.
  function isStopped(): boolean {
    return state === "stopped"
  }

  await running
  const watching = watch()
  return {
    role: () => running,
    status: () => ({
      ...{ name, state, restarts, isolation: plan.command.isolation },
      pid: state === "waiting" || state === "stopped" ? null : child.pid,
    }),
    async restart() {
      const { ended } = child
      child.kill()
      await ended
      await new Promise((resolve) => setImmediate(resolve))
      await running
    },
    async stop() {
      state = "stopped"
      await child.stop()
      await watching
    },
  }
}

function start<R extends ProgramRole>({ command, bytes, names, clear }: PartPlan<R>): Child<R> {
  clear()
  return startChild<R>(command, bytes, names)
}
