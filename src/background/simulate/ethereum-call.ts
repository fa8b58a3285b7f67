/** Whether the first call would succeed: `eth_call`. Of what it would change, only the ether that goes along is known. */
import { failureIn } from "./ethereum-refusals"
import { type EthereumAsked, requestOf } from "./ethereum-request"
import { type Ask, excuseOf, fails, type Tried } from "./outcome"
import { openTally } from "./tally"

export async function callOf(ask: Ask, { chain, account, calls }: EthereumAsked, at: string): Promise<Tried> {
  const [first] = calls
  if (first === undefined) return "useless"
  const reply = await ask("eth_call", [requestOf(account, first), "latest"])
  if (reply.kind === "refused") {
    const failure = failureIn(reply)
    return failure === null ? excuseOf(reply) : fails(failure, at)
  }
  const tally = openTally()
  const isOwn = first.to?.toLowerCase() === account
  tally.add({ chain, address: null, tokenId: null }, isOwn ? 0n : -BigInt(first.wei))
  const { changes, approvals } = tally.found()
  return { status: "known", changes, approvals, at, isPartial: true }
}
