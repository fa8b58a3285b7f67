/**
 * What a client remembers of the audit log, so that nobody can show it another one later.
 *
 *   empty ──see──▶ following ──see: the same, or proved to have grown──▶ following
 *                      └──see: smaller, another root, or no proof──▶ refused, and nothing is forgotten
 *
 * The first checkpoint is believed. Pure: it fetches no proof and checks no signature; see `verifyCheckpoint`.
 */
import type { LogCheckpoint } from "./checkpoint"
import { verifyConsistency } from "./merkle"

export type LogMemory = { status: "empty" } | { status: "following"; last: LogCheckpoint }

export type LogStep = { accepted: true; memory: LogMemory } | { accepted: false; why: string }

/** The proof to ask for before `seen` can be accepted; null where none is needed, or none could help. */
export function proofNeeded(memory: LogMemory, seen: LogCheckpoint): { from: number; to: number } | null {
  if (memory.status === "empty" || memory.last.size === 0 || seen.size <= memory.last.size) return null
  return { from: memory.last.size, to: seen.size }
}

/** `path` is the consistency proof that `proofNeeded` asked for; empty where it asked for none. */
export function advanceLogMemory(
  memory: LogMemory,
  seen: LogCheckpoint,
  path: readonly Uint8Array[],
): LogStep {
  switch (memory.status) {
    case "empty":
      return { accepted: true, memory: { status: "following", last: seen } }
    case "following":
      return follow(memory.last, seen, path)
  }
}

function follow(last: LogCheckpoint, seen: LogCheckpoint, path: readonly Uint8Array[]): LogStep {
  if (seen.size < last.size) {
    return refused(`it shrank from ${last.size} entries to ${seen.size}`)
  }
  if (!verifyConsistency(last, seen, path)) {
    return refused(
      seen.size === last.size
        ? `it has other entries than the ${last.size} it had`
        : "it has no proof that it only grew",
    )
  }
  return { accepted: true, memory: { status: "following", last: seen } }
}

function refused(why: string): LogStep {
  return { accepted: false, why }
}
