/** Shows that the person could open the lock: by its passphrase, or by the passkey. Keeps the passphrase nowhere. */
import { type FormEvent, useEffect, useId, useRef, useState } from "react"
import type { LockProof, LockState } from "~protocol"
import type { Problem } from "../ask"
import { say } from "../language"
import { provePasskey, sentenceOfProof } from "../use-lock"
import { Notice } from "./notice"

type ProofFormProps = {
  lock: LockState
  label: string
  /** Gives what went wrong, or null. */
  onProof: (proof: LockProof) => Promise<Problem | null>
  onLeave?: () => void
}

export function ProofForm({ lock, label, onProof, onLeave }: ProofFormProps) {
  const [passphrase, setPassphrase] = useState("")
  const [isTrying, setTrying] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const field = useRef<HTMLInputElement>(null)
  const waitS = useCountdown(lock.waitMs)
  const id = useId()

  async function prove(proof: Promise<LockProof | null>): Promise<void> {
    if (isTrying) return
    setTrying(true)
    setProblem(null)
    const shown = await proof
    const failed = shown === null ? null : await onProof(shown)
    setTrying(false)
    setPassphrase("")
    if (shown === null) setProblem(say("lock.passkeyFailed"))
    else if (failed !== null) setProblem(sentenceOfProof(failed))
    field.current?.focus()
  }

  function submit(event: FormEvent): void {
    event.preventDefault()
    if (passphrase !== "") void prove(Promise.resolve({ kind: "passphrase", passphrase }))
  }

  const { credentialId } = lock
  return (
    <form className="proof-form" onSubmit={submit}>
      {lock.hasPassphrase && (
        <label className="labelled" htmlFor={id}>
          <span>{say("lock.passphrase")}</span>
          <input
            id={id}
            ref={field}
            type="password"
            data-testid="passphrase"
            autoComplete="current-password"
            // biome-ignore lint/a11y/noAutofocus: this field is all that the view is for
            autoFocus
            value={passphrase}
            onChange={(event) => setPassphrase(event.target.value)}
          />
        </label>
      )}
      <div className="proof-said" aria-live="assertive">
        {waitS > 0 && <Notice tone="careful">{say("lock.wait", { count: waitS })}</Notice>}
        {waitS === 0 && problem !== null && <Notice tone="careful">{problem}</Notice>}
      </div>
      <div className="form-choices">
        {onLeave && (
          <button type="button" className="button" onClick={onLeave}>
            {say("lock.never")}
          </button>
        )}
        {lock.hasPassphrase && (
          <button
            type="submit"
            className="button button-main"
            data-testid="prove"
            aria-disabled={isTrying || waitS > 0}
          >
            {isTrying ? say("lock.unlocking") : label}
          </button>
        )}
        {credentialId !== null && (
          <button
            type="button"
            className={lock.hasPassphrase ? "button" : "button button-main"}
            data-testid="prove-passkey"
            onClick={() => void prove(provePasskey(credentialId))}
          >
            {say("lock.withPasskey")}
          </button>
        )}
      </div>
    </form>
  )
}

/** In whole seconds; begins anew when another wait is told. */
function useCountdown(waitMs: number): number {
  const [until, setUntil] = useState(0)
  const [now, setNow] = useState(0)
  useEffect(() => {
    const at = performance.now()
    setNow(at)
    setUntil(at + waitMs)
  }, [waitMs])
  useEffect(() => {
    if (now >= until) return
    const timer = setTimeout(() => setNow(performance.now()), 500)
    return () => clearTimeout(timer)
  }, [now, until])
  return Math.max(0, Math.ceil((until - now) / 1000))
}
