/**
 * The time of the KMS as this device knows it: its own clock, and how far the KMS once said that is off. A wrong
 * clock then costs one refused request instead of the wallet.
 */

export type Clock = {
  /** Epoch milliseconds by the KMS. */
  kmsTime(): number
  /** What has to be added to this device's clock. */
  offsetMs(): number
  learn(serverTimeMs: number): void
}

export function openClock(now: () => number, offsetMs: number): Clock {
  let offset = offsetMs
  return {
    kmsTime: () => now() + offset,
    offsetMs: () => offset,
    learn: (serverTimeMs) => {
      offset = serverTimeMs - now()
    },
  }
}
