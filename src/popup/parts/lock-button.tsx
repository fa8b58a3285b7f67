/** Locks the wallet at once; not there where there is no lock. */
import { ask } from "../ask"
import { say } from "../language"
import { noteLocked } from "../lock-watch"
import { useLock } from "../use-lock"

export async function lockWallet(): Promise<void> {
  const reply = await ask("lockNow", null)
  if ("answered" in reply) noteLocked(reply.answered.isLocked)
}

export function LockButton() {
  const { lock } = useLock()
  if (lock?.isSet !== true || lock.isLocked) return null
  return (
    <button
      type="button"
      className="icon-button"
      data-testid="lock-now"
      aria-label={say("lock.now")}
      title={say("lock.now")}
      onClick={() => void lockWallet()}
    >
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3M12 14.500v2" />
      </svg>
    </button>
  )
}
