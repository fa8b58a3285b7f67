/** How often a property is tried: a little by default, and as many times that as COUNTERSIGN_RUNS says. */
const times = Number(process.env.COUNTERSIGN_RUNS ?? 1)

export const runs = (count: number) => ({ numRuns: count * times })

/** How long such a test may take. */
export const patienceMs = 5_000 + 5_000 * times
