/**
 * Sends the signed transactions of a batch whose page hears of each what became of it. All at once, or each after the
 * network has confirmed the one before it; then none goes out after one that failed. It may be run again by a worker
 * that has just woken: what the network has already is not sent to a different end.
 */
import { fault, faultOf, pageErrorOf } from "~protocol"
import type { SendMode } from "./payload"

/** What became of a transaction; `open` while the network cannot say. */
export type SolanaFate = "open" | "confirmed" | "failed"

export type Sending = {
  /** Gives one of them to the network; throws where it is not taken. */
  submit(place: number): Promise<void>
  fate(place: number): Promise<SolanaFate>
  /** What the page is answered for one that the network has. */
  result(place: number): unknown
  /** What is said of one that the network took and that failed when it ran. */
  failure(place: number): Promise<Error>
}

/** A transaction that is not confirmed by then cannot be any more: its blockhash is too old. */
const CONFIRMATION_LIMIT_MS = 90_000
const LOOK_EVERY_MS = 400

export async function sendEach(count: number, mode: SendMode, sending: Sending): Promise<unknown[]> {
  const places = Array.from({ length: count }, (_, place) => place)
  if (mode === "parallel") return Promise.all(places.map((place) => sendOne(place, sending)))
  const outputs: unknown[] = []
  let goesOn = true
  for (const place of places) {
    if (!goesOn) {
      outputs.push(refused(fault("TRANSACTION_NOT_SENT")))
      continue
    }
    const isLast = place === count - 1
    const { output, confirmed } = await sendInTurn(place, sending, isLast)
    outputs.push(output)
    goesOn = confirmed
  }
  return outputs
}

async function sendOne(place: number, { submit, result }: Sending): Promise<unknown> {
  try {
    await submit(place)
    return result(place)
  } catch (thrown) {
    return refused(thrown)
  }
}

async function sendInTurn(
  place: number,
  sending: Sending,
  isLast: boolean,
): Promise<{ output: unknown; confirmed: boolean }> {
  try {
    await sending.submit(place)
  } catch (thrown) {
    return { output: refused(thrown), confirmed: false }
  }
  const fate = isLast ? "open" : await waitFor(() => sending.fate(place))
  const output = fate === "failed" ? refused(await sending.failure(place)) : sending.result(place)
  return { output, confirmed: fate === "confirmed" }
}

/** A network that cannot be asked right now is asked again. */
async function waitFor(look: () => Promise<SolanaFate>): Promise<SolanaFate> {
  for (let waitedMs = 0; waitedMs < CONFIRMATION_LIMIT_MS; waitedMs += LOOK_EVERY_MS) {
    const fate = await look().catch(() => "open" as const)
    if (fate !== "open") return fate
    await new Promise((resume) => setTimeout(resume, LOOK_EVERY_MS))
  }
  return "open"
}

function refused(thrown: unknown): { error: ReturnType<typeof pageErrorOf> } {
  return { error: pageErrorOf(faultOf(thrown)) }
}
