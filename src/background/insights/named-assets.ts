/** Every asset that readings and a simulation speak of, each once, and no more than a person would read. */
import type { Action, AssetName, Reading, Simulation } from "~protocol"

export const MOST_ASSETS = 40
const MOST_READINGS = 500

export function assetsIn(readings: readonly Reading[], simulation: Simulation): AssetName[] {
  const named = allReadings(readings).flatMap(({ action }) => assetsOf(action))
  const changed =
    simulation.status === "known"
      ? [...simulation.changes, ...simulation.approvals].map(({ asset }) => asset)
      : []
  const once = new Map([...changed, ...named].map((asset) => [JSON.stringify(asset), asset]))
  return [...once.values()].slice(0, MOST_ASSETS)
}

/** To whom something goes, each once. */
export function recipientsIn(readings: readonly Reading[]): string[] {
  const sent = allReadings(readings).flatMap(({ action }) => (action.type === "send" ? [action.to] : []))
  return [...new Set(sent)]
}

/** With those inside of others, the outer ones first. */
function allReadings(readings: readonly Reading[]): Reading[] {
  const all: Reading[] = [...readings]
  for (let place = 0; place < all.length && all.length < MOST_READINGS; place++) {
    all.push(...(all[place]?.inside ?? []))
  }
  return all.slice(0, MOST_READINGS)
}

function assetsOf(action: Action): AssetName[] {
  const single = "asset" in action ? [action.asset] : []
  const given = "give" in action ? [...action.give, ...action.get].map(({ asset }) => asset) : []
  return [...single, ...given]
}
