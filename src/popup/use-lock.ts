/** The lock as the background tells it; null until it has. What another window does with it is heard here too. */
import { useCallback, useEffect, useState } from "react"
import type { LockProof, LockState } from "~protocol"
import { ask, type Problem } from "./ask"
import { say } from "./language"
import { noteLocked } from "./lock-watch"
import { askPasskey } from "./passkeys"
import { useChanges } from "./use-changes"

export function useLock(): { lock: LockState | null; look: () => void } {
  const [lock, setLock] = useState<LockState | null>(null)
  const look = useCallback(() => {
    void ask("lock", null).then((reply) => {
      if (!("answered" in reply)) return
      setLock(reply.answered)
      noteLocked(reply.answered.isLocked)
    })
  }, [])
  useEffect(look, [look])
  useChanges(look)
  return { lock, look }
}

/** Asks the device that has the passkey; null where nobody used it. */
export async function provePasskey(credentialId: string): Promise<LockProof | null> {
  const reply = await ask("lockChallenge", null)
  return "answered" in reply ? askPasskey(reply.answered.challenge, credentialId) : null
}

/** What went wrong with a proof; of one that is wrong, no more than that. */
export function sentenceOfProof({ code, message }: Problem): string {
  return code === "LOCK_PROOF_WRONG" ? say("lock.wrong") : message
}
