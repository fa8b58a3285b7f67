/**
 * Does together what comes in together: while one batch is at work, the next one gathers. So a single item waits for
 * nobody, and a crowd shares a transaction and its flush to disk. Knows nothing of what it carries.
 */

export type Batches<Item, Result> = { add(item: Item): Promise<Result> }

type Waiting<Item, Result> = {
  item: Item
  resolve: (result: Result) => void
  reject: (thrown: unknown) => void
}

/** `run` answers one result for each item, in order. Where it throws for a crowd, each is tried by itself. */
export function openBatches<Item, Result>(
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
  { most = 128, mayRetry = () => true }: { most?: number; mayRetry?: (thrown: unknown) => boolean } = {},
): Batches<Item, Result> {
  const waiting: Waiting<Item, Result>[] = []
  let atWork = false

  async function work(): Promise<void> {
    atWork = true
    while (waiting.length > 0) await settle(waiting.splice(0, most))
    atWork = false
  }

  async function settle(batch: Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await run(batch.map(({ item }) => item))
      for (const [place, { resolve }] of batch.entries()) resolve(results[place] as Result)
    } catch (thrown) {
      if (batch.length > 1 && mayRetry(thrown)) for (const one of batch) await settle([one])
      else for (const { reject } of batch) reject(thrown)
    }
  }

  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject })
        if (!atWork) void work()
      }),
  }
}
