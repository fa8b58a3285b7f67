/**
 * A deed that is asked twice. The harmless answer has the focus, and Escape gives it; afterwards the focus is where it
 * came from.
 */
import { useEffect, useId, useRef, useState } from "react"
import { say } from "../language"

type SureProps = { testId: string; label: string; question: string; yes: string; onYes: () => void }

export function Sure({ testId, label, question, yes, onYes }: SureProps) {
  const [isAsking, setAsking] = useState(false)
  const deed = useRef<HTMLButtonElement>(null)
  const wasAsking = useRef(false)
  const id = useId()

  useEffect(() => {
    if (wasAsking.current && !isAsking) deed.current?.focus()
    wasAsking.current = isAsking
  }, [isAsking])

  if (!isAsking) {
    return (
      <button
        ref={deed}
        type="button"
        className="button button-wary"
        data-testid={testId}
        onClick={() => setAsking(true)}
      >
        {label}
      </button>
    )
  }
  return (
    <div
      className="card sure-card"
      role="alertdialog"
      aria-labelledby={id}
      onKeyDown={({ key }) => key === "Escape" && setAsking(false)}
    >
      <p id={id}>{question}</p>
      <div className="form-choices">
        <button
          type="button"
          className="button"
          data-testid={`${testId}-keep`}
          // biome-ignore lint/a11y/noAutofocus: the question was just asked, and this is its harmless answer
          autoFocus
          onClick={() => setAsking(false)}
        >
          {say("site.keep")}
        </button>
        <button
          type="button"
          className="button button-wary"
          data-testid={`${testId}-yes`}
          onClick={() => {
            setAsking(false)
            onYes()
          }}
        >
          {yes}
        </button>
      </div>
    </div>
  )
}
