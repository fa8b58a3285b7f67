/** Several things of which some are chosen. One that cannot be left out stays chosen, and can still be reached and read. */
import type { ReactNode } from "react"

export type Choice = { id: string; isChosen: boolean; isNeeded: boolean; shown: ReactNode }

type ChoicesProps = {
  label: string
  choices: readonly Choice[]
  /** With the ids of all that are chosen from now on. */
  onChoose: (ids: string[]) => void
}

export function Choices({ label, choices, onChoose }: ChoicesProps) {
  function toggle(id: string): void {
    const chosen = choices.filter((choice) => (choice.id === id ? !choice.isChosen : choice.isChosen))
    onChoose(chosen.map((choice) => choice.id))
  }
  return (
    <fieldset className="card choosing">
      <legend>{label}</legend>
      {choices.map(({ id, isChosen, isNeeded, shown }) => (
        <label key={id} className="choice">
          <input
            type="checkbox"
            checked={isChosen}
            aria-disabled={isNeeded}
            onChange={() => !isNeeded && toggle(id)}
          />
          {shown}
        </label>
      ))}
    </fieldset>
  )
}
