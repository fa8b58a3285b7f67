/** What was found by trying it out: that it fails, or that it takes all there is and gives nothing. */
import type { AssetName, Risk } from "~protocol"
import { type Appraisal, assetTerm, riskOf } from "./appraisal"

/** Of a hundred parts; some is left over where a fee had to be kept back. */
const NEARLY_ALL = 99n

export function outcomeRisks(appraisal: Appraisal): Risk[] {
  const { simulation } = appraisal
  if (simulation.status === "fails") return [riskOf("simulation-fails", { reason: simulation.reason })]
  if (simulation.status !== "known") return []
  const { changes } = simulation
  if (changes.some(({ delta }) => BigInt(delta) > 0n)) return []
  return changes.flatMap(({ asset, delta }) => {
    const held = heldOf(asset, appraisal)
    const isAll = held > 0n && -BigInt(delta) * 100n >= held * NEARLY_ALL
    return isAll ? [riskOf("gives-everything", { asset: assetTerm(asset, appraisal) })] : []
  })
}

function heldOf({ chain, address, tokenId }: AssetName, { holdings }: Appraisal): bigint {
  const held = holdings.find(
    ({ asset }) =>
      asset.chain === chain &&
      asset.tokenId === tokenId &&
      asset.address?.toLowerCase() === address?.toLowerCase(),
  )
  return BigInt(held?.amount ?? "0")
}
