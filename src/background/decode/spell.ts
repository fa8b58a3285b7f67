/** Addresses with their checksums, each worked out once as long as it is in use. */
import type { Hex } from "~protocol"
import { checksumAddress } from "../chains/ethereum-address"

const MOST = 512
const spelt = new Map<string, Hex>()

/** `address` is `0x` and 40 hex digits of any case. */
export function spell(address: string): Hex {
  const known = spelt.get(address)
  if (known !== undefined) return known
  if (spelt.size >= MOST) spelt.clear()
  const checked = checksumAddress(address)
  spelt.set(address, checked)
  spelt.set(checked, checked)
  return checked
}
