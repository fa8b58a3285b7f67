/**
 * EIP-5792: what became of calls that were sent together, by the network's receipts. Ids belong to the origin that
 * sent them; another site's are unknown to it.
 */
import * as z from "zod/mini"
import { type CallsStatus, fault } from "~protocol"
import type { Networks } from "../chains/networks"
import type { Bundle, Submissions } from "../submissions/submissions"
import { chainQuantity } from "./chain-quantity"
import type { Route } from "./route"

const Receipt = z.object({
  logs: z.array(z.object({ address: z.string(), data: z.string(), topics: z.array(z.string()) })),
  status: z.enum(["0x0", "0x1"]),
  blockHash: z.string(),
  blockNumber: z.string(),
  gasUsed: z.string(),
  transactionHash: z.string(),
})
type Receipt = z.infer<typeof Receipt>

type Hands = { networks: Networks; submissions: Submissions }

export function walletGetCallsStatus({ networks, submissions }: Hands): Route<"wallet_getCallsStatus"> {
  return {
    connected: true,
    run: async ([id], { caller: { origin } }) => {
      const bundle = await bundleOf(origin, id, submissions)
      const network = await networks.ethereum(bundle.chainId, origin)
      const found = await Promise.all(bundle.hashes.map((hash) => network.receipt(hash)))
      return { answer: callsStatusOf(id, bundle, found.map(parseReceipt)) }
    },
  }
}

/** The person finds them in the wallet's activity; a site cannot open a window that asks for nothing. */
export function walletShowCallsStatus({ submissions }: Hands): Route<"wallet_showCallsStatus"> {
  return {
    connected: true,
    run: async ([id], { caller: { origin } }) => {
      await bundleOf(origin, id, submissions)
      return { answer: null }
    },
  }
}

/** `receipts`: one for each call, null where it is in no block. */
export function callsStatusOf(
  id: string,
  { chainId, statuses }: Bundle,
  receipts: (Receipt | null)[],
): CallsStatus {
  const known = receipts.filter((receipt) => receipt !== null)
  return {
    version: "2.0.0",
    id,
    chainId: chainQuantity(chainId),
    status: codeOf(receipts, statuses),
    atomic: false,
    ...(known.length === 0 ? {} : { receipts: known }),
  }
}

function codeOf(receipts: (Receipt | null)[], statuses: Bundle["statuses"]): CallsStatus["status"] {
  const isPending = receipts.some((receipt, place) => receipt === null && mayLand(statuses[place]))
  if (isPending) return 100
  const succeeded = receipts.filter((receipt) => receipt?.status === "0x1").length
  if (succeeded > 0) return succeeded === receipts.length ? 200 : 600
  return receipts.every((receipt) => receipt === null) ? 400 : 500
}

/** What the wallet has seen in a block may be in none for a while, where another node is asked. */
function mayLand(status: Bundle["statuses"][number] | undefined): boolean {
  return status === "sent" || status === "landed"
}

async function bundleOf(origin: string, id: string, submissions: Submissions): Promise<Bundle> {
  const bundle = await submissions.findBundle(origin, id)
  if (bundle === null) throw fault("CALLS_UNKNOWN")
  return bundle
}

function parseReceipt(found: unknown): Receipt | null {
  const receipt = Receipt.safeParse(found)
  return receipt.success ? receipt.data : null
}
