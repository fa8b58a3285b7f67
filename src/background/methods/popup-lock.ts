/** What the face asks about the lock. Each answers with what the lock is then. */
import type { Handlers } from "~protocol"
import type { Lock } from "../lock/lock"

type Messages = Pick<
  Handlers<"popup", unknown>,
  "lock" | "lockChallenge" | "unlock" | "lockNow" | "changeLock" | "act"
>

export function lockMessages(lock: Lock, announced: <T>(work: Promise<T>) => Promise<T>): Messages {
  return {
    lock: () => lock.state(),
    lockChallenge: async () => ({ challenge: await lock.challenge() }),
    unlock: async ({ proof }) => {
      await lock.unlock(proof)
      return lock.state()
    },
    lockNow: async () => {
      await lock.lockNow()
      return lock.state()
    },
    changeLock: async ({ proof, to }) => announced(lock.change(proof, to).then(() => lock.state())),
    act: async () => {
      await lock.act()
      return null
    },
  }
}
