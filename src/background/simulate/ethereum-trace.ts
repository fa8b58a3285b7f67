/**
 * One call with everything that it calls in turn: `debug_traceCall`. Of several calls only the first can be tried so,
 * because the next would not find what it left.
 */
import * as z from "zod/mini"
import type { ChainId } from "~protocol"
import { Log, readLog } from "./ethereum-logs"
import { revertReasonOf } from "./ethereum-reasons"
import { failureIn } from "./ethereum-refusals"
import { type EthereumAsked, requestOf } from "./ethereum-request"
import { type Ask, excuseOf, fails, type Tried } from "./outcome"
import { openTally, type Tally } from "./tally"

const Frame = z.object({
  type: z.string(),
  from: z.string(),
  to: z.nullish(z.string()),
  value: z.nullish(z.string().check(z.regex(/^0x[0-9a-fA-F]{1,64}$/))),
  output: z.nullish(z.string()),
  error: z.nullish(z.string()),
  revertReason: z.nullish(z.string()),
  logs: z.nullish(z.array(Log)),
  calls: z.nullish(z.array(z.unknown())),
})

/** How many calls are looked at; a node that traces more was asked to. */
const MOST_FRAMES = 5_000

/** Only these hand ether over. */
const MOVING = new Set(["CALL", "CREATE", "CREATE2", "SELFDESTRUCT"])

export async function traceOf(
  ask: Ask,
  { chain, account, calls }: EthereumAsked,
  at: string,
): Promise<Tried> {
  const [first] = calls
  if (first === undefined) return "useless"
  const how = { tracer: "callTracer", tracerConfig: { withLog: true } }
  const reply = await ask("debug_traceCall", [requestOf(account, first), "latest", how])
  if (reply.kind === "refused") {
    const failure = failureIn(reply)
    return failure === null ? excuseOf(reply) : fails(failure, at)
  }
  const top = Frame.safeParse(reply.result)
  if (!top.success) return "useless"
  const { error, output, revertReason } = top.data
  if (error) return fails(revertReasonOf(output ?? null, revertReason ?? error), at)
  const tally = openTally()
  const isWhole = readFrames(top.data, { chain, account, tally })
  const { changes, approvals, isCut } = tally.found()
  return { status: "known", changes, approvals, at, isPartial: isCut || !isWhole || calls.length > 1 }
}

/** Without recursion, which depth could break. False where there were more than are looked at. */
function readFrames(top: unknown, told: { chain: ChainId; account: string; tally: Tally }): boolean {
  const waiting: unknown[] = [top]
  for (let read = 0; waiting.length > 0; read++) {
    if (read >= MOST_FRAMES) return false
    const frame = Frame.safeParse(waiting.pop())
    if (!frame.success) return false
    // What failed inside undid everything beneath it.
    if (frame.data.error) continue
    readEther(frame.data, told)
    for (const log of frame.data.logs ?? []) readLog(log, told)
    waiting.push(...(frame.data.calls ?? []))
  }
  return true
}

function readEther(
  { type, from, to, value }: z.infer<typeof Frame>,
  { chain, account, tally }: { chain: ChainId; account: string; tally: Tally },
): void {
  const wei = BigInt(value ?? "0x0")
  if (!MOVING.has(type.toUpperCase()) || wei === 0n) return
  const asset = { chain, address: null, tokenId: null }
  if (from.toLowerCase() === account) tally.add(asset, -wei)
  if (to?.toLowerCase() === account) tally.add(asset, wei)
}
