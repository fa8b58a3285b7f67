/** A passphrase is chosen: twice the same, and long enough. */
import { type FormEvent, useId, useState } from "react"
import type { PASSPHRASE_LEAST } from "~protocol"
import { say } from "../language"
import { Notice } from "./notice"

/** Spelt out, so that the schema library stays out of this page; the type holds it to the one number. */
const LEAST: typeof PASSPHRASE_LEAST = 8

type NewPassphraseProps = { onChosen: (passphrase: string) => Promise<void>; onLeave: () => void }

export function NewPassphrase({ onChosen, onLeave }: NewPassphraseProps) {
  const [first, setFirst] = useState("")
  const [second, setSecond] = useState("")
  const [isWorking, setWorking] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)

  function submit(event: FormEvent): void {
    event.preventDefault()
    if (isWorking) return
    const wrong = wrongWith(first, second)
    setProblem(wrong)
    if (wrong !== null) return
    setWorking(true)
    void onChosen(first).finally(() => setWorking(false))
  }

  return (
    <form className="card lock-part" onSubmit={submit}>
      <Field
        name={say("lock.newPassphrase")}
        testId="new-passphrase"
        value={first}
        onType={setFirst}
        isFirst
      />
      <Field name={say("lock.repeat")} testId="repeat-passphrase" value={second} onType={setSecond} />
      <p className="quiet">{say("lock.least", { least: LEAST })}</p>
      <div aria-live="assertive">{problem !== null && <Notice tone="careful">{problem}</Notice>}</div>
      <div className="form-choices">
        <button type="button" className="button" onClick={onLeave}>
          {say("lock.never")}
        </button>
        <button
          type="submit"
          className="button button-main"
          data-testid="keep-passphrase"
          aria-disabled={isWorking}
        >
          {isWorking ? say("lock.unlocking") : say("lock.choose")}
        </button>
      </div>
    </form>
  )
}

function wrongWith(first: string, second: string): string | null {
  if (first.length < LEAST) return say("lock.least", { least: LEAST })
  return first === second ? null : say("lock.differ")
}

type FieldProps = {
  name: string
  testId: string
  value: string
  onType: (value: string) => void
  isFirst?: boolean
}

function Field({ name, testId, value, onType, isFirst = false }: FieldProps) {
  const id = useId()
  return (
    <label className="labelled" htmlFor={id}>
      <span>{name}</span>
      <input
        id={id}
        type="password"
        data-testid={testId}
        autoComplete="new-password"
        // biome-ignore lint/a11y/noAutofocus: the person has just asked for this form
        autoFocus={isFirst}
        value={value}
        onChange={(event) => onType(event.target.value)}
      />
    </label>
  )
}
