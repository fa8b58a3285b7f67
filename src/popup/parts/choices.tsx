/**
 * Several things of which some are chosen, one at least of each group. One that cannot be left out stays chosen, and can
 * still be reached and read.
 */
import type { ReactNode } from "react"
import { useWanted } from "../use-wanted"

export type Choice = { id: string; isChosen: boolean; isRequired: boolean; group: string; shown: ReactNode }

type ChoicesProps = {
  label: string
  choices: readonly Choice[]
  isAmending: boolean
  /** With the ids of all that are chosen from now on. */
  onChoose: (ids: string[]) => void
}

export function Choices({ label, choices, isAmending, onChoose }: ChoicesProps) {
  const known = choices.filter(({ isChosen }) => isChosen).map(({ id }) => id)
  const [chosen, want] = useWanted(known, isAmending)

  const isNeeded = ({ id, isRequired, group }: Choice) =>
    isRequired ||
    (chosen.includes(id) &&
      choices.filter((other) => other.group === group && chosen.includes(other.id)).length === 1)

  function toggle(choice: Choice): void {
    if (isNeeded(choice)) return
    const isIn = chosen.includes(choice.id)
    const ids = choices.map(({ id }) => id).filter((id) => (id === choice.id ? !isIn : chosen.includes(id)))
    want(ids)
    onChoose(ids)
  }
  return (
    <fieldset className="card choosing">
      <legend>{label}</legend>
      {choices.map((choice) => (
        <label key={choice.id} className="pick">
          <input
            type="checkbox"
            checked={chosen.includes(choice.id)}
            aria-disabled={isNeeded(choice)}
            onChange={() => toggle(choice)}
          />
          {choice.shown}
        </label>
      ))}
    </fieldset>
  )
}
