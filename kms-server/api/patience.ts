/** Waits so long for another process and no longer: a request never hangs on one that has fallen silent. */
import { fault } from "~protocol"

/** Rejects with UNAVAILABLE after `ms`; what was asked goes on, and its end, good or bad, is no longer listened to. */
export function within<T>(ms: number, asked: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(fault("UNAVAILABLE")), ms)
    asked.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
