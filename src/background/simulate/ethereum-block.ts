/** All calls one after the other in a block that is never mined: `eth_simulateV1`, with ether's moves as logs. */
import * as z from "zod/mini"
import { Log, readLog } from "./ethereum-logs"
import { revertReasonOf } from "./ethereum-reasons"
import { failureIn } from "./ethereum-refusals"
import { type EthereumAsked, requestOf } from "./ethereum-request"
import { type Ask, excuseOf, fails, type Tried } from "./outcome"
import { openTally } from "./tally"

const Call = z.object({
  status: z.string().check(z.regex(/^0x[0-9a-fA-F]{1,16}$/)),
  returnData: z.catch(z.string(), "0x"),
  logs: z.catch(z.array(Log), []),
  error: z.nullish(
    z.object({ message: z.catch(z.string(), ""), data: z.catch(z.nullish(z.string()), null) }),
  ),
})
const Blocks = z.tuple([z.object({ calls: z.array(Call) })])

/** More logs than anything that a person signs writes; what a bomb writes beyond is not read. */
const MOST_LOGS = 5_000

export async function blockOf(
  ask: Ask,
  { chain, account, calls }: EthereumAsked,
  at: string,
): Promise<Tried> {
  const blockStateCalls = [{ calls: calls.map((call) => requestOf(account, call)) }]
  const how = { blockStateCalls, traceTransfers: true, validation: false }
  const reply = await ask("eth_simulateV1", [how, "latest"])
  if (reply.kind === "refused") {
    const failure = failureIn(reply)
    return failure === null ? excuseOf(reply) : fails(failure, at)
  }
  const blocks = Blocks.safeParse(reply.result)
  if (!blocks.success) return "useless"
  const [{ calls: done }] = blocks.data
  if (done.length !== calls.length) return "useless"
  const failed = done.find(({ status }) => BigInt(status) !== 1n)
  if (failed !== undefined) return fails(reasonOf(failed), at)
  const logs = done.flatMap((call) => call.logs)
  const tally = openTally()
  for (const log of logs.slice(0, MOST_LOGS)) readLog(log, { chain, account, tally })
  const { changes, approvals, isCut } = tally.found()
  return { status: "known", changes, approvals, at, isPartial: isCut || logs.length > MOST_LOGS }
}

/** What was reverted with stands in one place or the other, as the node likes. */
function reasonOf({ returnData, error }: z.infer<typeof Call>): string {
  const data = error?.data ?? (returnData === "0x" ? null : returnData)
  return revertReasonOf(data, error?.message ?? "")
}
