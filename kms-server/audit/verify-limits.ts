/**
 * Replays the limits: counts what each intent says it reserved, gives back what was released, and holds the sum of
 * every rolling window against every limit that was stated for it. Knows no policy, only what the log says.
 */
import type { Note } from "./findings"
import type { AuditEntry, CountedSpend } from "./role"

/** The longest window that a rule may ask for; amounts are forgotten when no window can reach them any more. */
const MIN_KEPT_MS = 31 * 24 * 3_600_000
const SWEEP_EVERY = 100_000

type Counted = { at: number; amount: bigint }
/** Everything from place `from` is inside; places count what was ever added. */
type Window = { from: number; sum: bigint }
type Ledger = { counted: Counted[]; forgotten: number; windows: Map<number, Window> }
type Reserved = { ledger: Ledger; place: number; counted: Counted }

export function openLimitCheck(note: Note) {
  const ledgers = new Map<string, Ledger>()
  const open = new Map<string, Reserved[]>()
  let keptMs = MIN_KEPT_MS
  let checked = 0
  let seen = 0

  function ledgerOf({ holder, asset }: CountedSpend): Ledger {
    const name = JSON.stringify([holder, asset])
    const ledger = ledgers.get(name) ?? { counted: [], forgotten: 0, windows: new Map() }
    ledgers.set(name, ledger)
    return ledger
  }

  function checkIntent({ seq, at, decisionId, spends }: AuditEntry): void {
    const reserved = spends.map((spend) => add(ledgerOf(spend), at, BigInt(spend.amount)))
    if (reserved.length > 0) open.set(decisionId, [...(open.get(decisionId) ?? []), ...reserved])
    for (const spend of spends) {
      for (const { windowMs, limit } of spend.limits) {
        checked += 1
        keptMs = Math.max(keptMs, windowMs)
        const sum = sumOf(ledgerOf(spend), at, windowMs)
        if (sum > BigInt(limit)) note(seq, "limit-exceeded", excessOf(spend, windowMs, limit, sum))
      }
    }
  }

  function sweep(at: number): void {
    for (const [name, ledger] of ledgers) {
      const kept = ledger.counted.findIndex((counted) => counted.at > at - keptMs)
      if (kept === -1) ledgers.delete(name)
      else if (kept > 0) forget(ledger, kept, at)
    }
  }

  return {
    check(entry: AuditEntry): void {
      seen += 1
      if (seen % SWEEP_EVERY === 0) sweep(entry.at)
      if (entry.kind === "intent") checkIntent(entry)
      if (entry.kind !== "result") return
      if (entry.released) for (const one of open.get(entry.decisionId) ?? []) release(one)
      open.delete(entry.decisionId)
    },
    finish: () => ({ limits: checked }),
  }
}

function add(ledger: Ledger, at: number, amount: bigint): Reserved {
  const counted = { at, amount }
  const place = ledger.forgotten + ledger.counted.length
  ledger.counted.push(counted)
  for (const window of ledger.windows.values()) window.sum += amount
  return { ledger, place, counted }
}

/** What was counted after `at - windowMs`, up to now. */
function sumOf(ledger: Ledger, at: number, windowMs: number): bigint {
  const window = ledger.windows.get(windowMs) ?? openWindow(ledger)
  ledger.windows.set(windowMs, window)
  for (;;) {
    const oldest = ledger.counted[window.from - ledger.forgotten]
    // What is being decided always counts, even where the window is no time at all.
    const isLast = window.from === ledger.forgotten + ledger.counted.length - 1
    if (!oldest || isLast || oldest.at > at - windowMs) return window.sum
    window.sum -= oldest.amount
    window.from += 1
  }
}

function openWindow({ counted, forgotten }: Ledger): Window {
  return { from: forgotten, sum: counted.reduce((sum, { amount }) => sum + amount, 0n) }
}

function release({ ledger, place, counted }: Reserved): void {
  for (const window of ledger.windows.values()) if (place >= window.from) window.sum -= counted.amount
  counted.amount = 0n
}

function forget(ledger: Ledger, kept: number, at: number): void {
  for (const windowMs of ledger.windows.keys()) sumOf(ledger, at, windowMs)
  ledger.counted.splice(0, kept)
  ledger.forgotten += kept
}

function excessOf({ holder, asset }: CountedSpend, windowMs: number, limit: string, sum: bigint): string {
  return `${holder} spent ${sum} of ${asset} in ${windowMs} ms, with a limit of ${limit}.`
}
