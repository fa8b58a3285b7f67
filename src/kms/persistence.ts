/**
 * Asks the browser not to evict what this origin keeps: with the authenticator key would go the way to the wallet.
 * Workers may only look whether that was granted; pages may ask, and some browsers then ask a person, who may never
 * answer.
 */

/** `unknown` where the engine has no such notion, or nobody answered in time. */
export type Persistence = "granted" | "refused" | "unknown"

const PATIENCE_MS = 2_000

export async function askForPersistence(): Promise<Persistence> {
  const patience = new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE_MS, undefined))
  const granted = await Promise.race([askEngine().catch(() => undefined), patience])
  if (granted === undefined) return "unknown"
  return granted ? "granted" : "refused"
}

async function askEngine(): Promise<boolean | undefined> {
  const storage: Partial<StorageManager> | undefined = globalThis.navigator?.storage
  const isPersisted = await storage?.persisted?.()
  return isPersisted === true ? true : ((await storage?.persist?.()) ?? isPersisted)
}
