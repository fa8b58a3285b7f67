/**
 * What an account has more or less of, and who may take what of it, added up while a simulation is read. Bounded: what
 * is more than a person would read is left out, and that it was is said.
 */
import type { AssetAmount, AssetName, BalanceChange } from "~protocol"

export type Approval = AssetAmount & { spender: string }
export type Found = { changes: BalanceChange[]; approvals: Approval[]; isCut: boolean }

export type Tally = {
  add(asset: AssetName, delta: bigint): void
  /** The last word on a spender counts. */
  approve(approval: Approval): void
  found(): Found
}

const MOST = 40
/** Longer numbers than this are of no balance that can be. */
const LARGEST = 10n ** 77n

export function openTally(): Tally {
  const deltas = new Map<string, { asset: AssetName; delta: bigint }>()
  const approvals = new Map<string, Approval>()
  let isCut = false

  function isRoom(kept: ReadonlyMap<string, unknown>, key: string): boolean {
    const fits = kept.has(key) || kept.size < MOST
    if (!fits) isCut = true
    return fits
  }

  return {
    add(asset, delta) {
      const key = keyOf(asset)
      if (delta === 0n || !isRoom(deltas, key)) return
      deltas.set(key, { asset, delta: (deltas.get(key)?.delta ?? 0n) + delta })
    },
    approve(approval) {
      const key = `${keyOf(approval.asset)} ${approval.spender}`
      if (isRoom(approvals, key)) approvals.set(key, approval)
    },
    found() {
      const all = [...deltas.values()].filter(({ delta }) => delta !== 0n)
      const sayable = all.filter(({ delta }) => delta < LARGEST && delta > -LARGEST)
      return {
        changes: sayable.map(({ asset, delta }) => ({ asset, delta: delta.toString() })),
        approvals: [...approvals.values()],
        isCut: isCut || sayable.length < all.length,
      }
    },
  }
}

function keyOf({ chain, address, tokenId }: AssetName): string {
  return JSON.stringify([chain, address, tokenId])
}
