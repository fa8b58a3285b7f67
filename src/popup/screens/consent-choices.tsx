/**
 * The way out and the button that grants, at the bottom, where they stay whatever is shown above. What cannot be agreed
 * to has the way out alone.
 */
import { type RefObject, useId, useRef, useState } from "react"
import type { ConsentSubject } from "~protocol"
import { say } from "../language"
import { ApproveButton } from "../parts/approve-button"
import type { Decision } from "../screen"
import { approveLabelOf } from "../words"

type ChoicesProps = {
  subject: ConsentSubject
  isOwn: boolean
  isWary: boolean
  isHeld: boolean
  isBlocked: boolean
  isInert: boolean
  shown: string
  onDecide: (decision: Decision) => void
}

export function Choices(props: ChoicesProps) {
  const { subject, isOwn, isWary, isHeld, isBlocked, isInert, shown, onDecide } = props
  const [written, setWritten] = useState({ for: shown, text: "" })
  // What was typed for one danger is not typed for another.
  const typed = written.for === shown ? written.text : ""
  const setTyped = (text: string) => setWritten({ for: shown, text })
  const field = useRef<HTMLInputElement>(null)
  const isTyped = isSameWord(typed, say("insight.hold.word"))
  return (
    <footer className="choices choices-stacked">
      {isBlocked && (
        <p className="choices-hint" role="status">
          {say("insight.blocked")}
        </p>
      )}
      {isHeld && !isBlocked && (
        <TypedWord typed={typed} isTyped={isTyped} setTyped={setTyped} field={field} />
      )}
      <div className="choices-row">
        <button type="button" className="button" data-testid="reject" onClick={() => onDecide("reject")}>
          {say(isOwn ? "consent.leave" : "consent.reject")}
        </button>
        {!isBlocked && (
          <ApproveButton
            label={approveLabelOf(subject)}
            isWary={isWary}
            isHeld={isHeld && !isTyped}
            isInert={isInert}
            shown={`${shown} ${isTyped}`}
            onApprove={() => onDecide("approve")}
            onTapped={() => field.current?.focus()}
          />
        )}
      </div>
    </footer>
  )
}

type TypedWordProps = {
  typed: string
  isTyped: boolean
  setTyped: (text: string) => void
  field: RefObject<HTMLInputElement | null>
}

/** For whoever cannot hold a button: another thing that nobody does by accident. */
function TypedWord({ typed, isTyped, setTyped, field }: TypedWordProps) {
  const id = useId()
  return (
    <div className="choices-hint">
      <label htmlFor={id} id="hold">
        {say("insight.hold.hint", { word: say("insight.hold.word") })}
      </label>
      <input
        id={id}
        ref={field}
        className="field"
        data-testid="typed-word"
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
      />
      <span className="unseen" role="status">
        {isTyped && say("insight.hold.typed")}
      </span>
    </div>
  )
}

function isSameWord(typed: string, word: string): boolean {
  return typed.trim().toLocaleUpperCase() === word.toLocaleUpperCase()
}
