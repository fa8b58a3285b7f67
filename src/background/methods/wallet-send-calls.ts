/**
 * EIP-5792: several calls, approved together and sent as a transaction each, in their order. It promises no more than
 * that: calls that must all happen or none, and capabilities that it does not have, are refused.
 */
import { hex } from "@scure/base"
import { chainNameOf, fault, isFault, type SendCallsRequest } from "~protocol"
import type { EthereumNetwork } from "../chains/ethereum"
import type { Networks } from "../chains/networks"
import type { Book } from "../consent/book"
import type { Draft } from "../consent/desk"
import type { Submissions } from "../submissions/submissions"
import { connectedAccount } from "./accounts"
import { type AskedTransaction, anyFee, networkOf, prepareTransaction } from "./ethereum-transaction"
import { askedCall, refuserOf } from "./ethereum-transaction-asked"
import type { Asking, Route } from "./route"

const MAX_CALLS = 20
const refuse = refuserOf("wallet_sendCalls")

type Hands = { networks: Networks; submissions: Submissions; book: Book }

export function walletSendCalls(hands: Hands): Route<"wallet_sendCalls"> {
  return {
    connected: true,
    run: async ([request], asking) => {
      const [first = ""] = asking.addresses
      const from = connectedAccount("ethereum", request.from ?? first, asking.addresses)
      refuseUnsupported(request)
      const asked = request.calls.map((call) => ({
        from,
        call: askedCall(call, refuse),
        fee: anyFee,
        nonce: null,
        submits: true,
      }))
      const ethereum = await chainOf(request.chainId, asking, hands.networks)
      return { consent: () => draft(ethereum, asked, asking.caller.origin, request.id, hands) }
    },
  }
}

function refuseUnsupported({ calls, capabilities, atomicRequired }: SendCallsRequest): void {
  const needed = [capabilities, ...calls.map((call) => call.capabilities)].flatMap((each) =>
    Object.entries(each ?? {}).flatMap(([name, { optional }]) => (optional === true ? [] : [name])),
  )
  const [capability] = needed
  if (capability !== undefined) throw fault("CAPABILITY_UNSUPPORTED", { capability: capability.slice(0, 64) })
  if (calls.length > MAX_CALLS) throw fault("CALLS_TOO_MANY", { limit: MAX_CALLS })
  if (atomicRequired) throw fault("ATOMICITY_UNSUPPORTED")
}

async function chainOf(chainId: string, asking: Asking, networks: Networks): Promise<EthereumNetwork> {
  try {
    return await networkOf(chainId, asking, networks)
  } catch (thrown) {
    if (!isFault(thrown, "CHAIN_UNSUPPORTED")) throw thrown
    throw fault("CALLS_CHAIN_UNSUPPORTED", { chain: `eip155:${BigInt(chainId)}` })
  }
}

async function draft(
  ethereum: EthereumNetwork,
  [first, ...others]: AskedTransaction[],
  origin: string,
  askedId: string | undefined,
  hands: Hands,
): Promise<Draft> {
  if (first === undefined) throw refuse("there are no calls")
  if (askedId !== undefined && (await isTaken(origin, askedId, hands))) throw fault("CALLS_ID_TAKEN")
  const prices = ethereum.gasPrices()
  const network = { ...ethereum, gasPrices: () => prices }
  const prepared = await Promise.all([
    prepareTransaction(network, first, refuse),
    ...others.map((other) => prepareTransaction(network, other, refuse, true)),
  ])
  return {
    payload: {
      kind: "batch",
      items: prepared.map(({ payload }) => payload),
      bundleId: askedId ?? `0x${hex.encode(crypto.getRandomValues(new Uint8Array(32)))}`,
    },
    subject: {
      kind: "batch",
      account: { family: "ethereum", address: first.from },
      chain: chainNameOf(ethereum.chain),
      submits: true,
      calls: prepared.map(({ call }) => call),
    },
  }
}

/** By calls that were sent, or that wait for the person, or are on their way. */
async function isTaken(origin: string, id: string, { submissions, book }: Hands): Promise<boolean> {
  if ((await submissions.findBundle(origin, id)) !== null) return true
  return (await book.unsettled()).some((consent) => {
    if (consent.asker.origin !== origin || !("payload" in consent)) return false
    return consent.payload.kind === "batch" && consent.payload.bundleId === id
  })
}
