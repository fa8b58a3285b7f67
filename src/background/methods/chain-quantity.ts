/** An `eip155:` chain id as pages write it: EIP-1474's quantity. */
import type { ChainId } from "~protocol"

export function chainQuantity(id: ChainId): string {
  return `0x${BigInt(id.slice("eip155:".length)).toString(16)}`
}
