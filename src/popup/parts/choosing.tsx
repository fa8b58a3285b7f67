/** Rows in which something is chosen or turned on. The elements are the browser's own. */
import { useId } from "react"

type Option<Value extends string> = { value: Value; name: string }

type ChoiceProps<Value extends string> = {
  name: string
  hint?: string
  testId?: string
  value: Value
  options: readonly Option<Value>[]
  onChoose: (value: Value) => void
}

export function Choice<Value extends string>(props: ChoiceProps<Value>) {
  const { name, hint, testId, value, options, onChoose } = props
  const [id, described] = [useId(), useId()]
  return (
    <div className="choice">
      <span className="setting-name">
        <label htmlFor={id}>{name}</label>
        {hint !== undefined && (
          <span className="quiet" id={described}>
            {hint}
          </span>
        )}
      </span>
      <select
        id={id}
        data-testid={testId}
        aria-describedby={hint === undefined ? undefined : described}
        value={value}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.target.value)
          if (chosen) onChoose(chosen.value)
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.name}
          </option>
        ))}
      </select>
    </div>
  )
}

type ToggleProps = {
  name: string
  hint: string
  testId?: string
  isOn: boolean
  onTurn: (isOn: boolean) => void
}

export function Toggle({ name, hint, testId, isOn, onTurn }: ToggleProps) {
  const [id, described] = [useId(), useId()]
  return (
    <div className="choice">
      <span className="setting-name">
        <label htmlFor={id}>{name}</label>
        <span className="quiet" id={described}>
          {hint}
        </span>
      </span>
      <input
        id={id}
        type="checkbox"
        role="switch"
        className="switch"
        data-testid={testId}
        aria-describedby={described}
        checked={isOn}
        aria-checked={isOn}
        onChange={(event) => onTurn(event.target.checked)}
      />
    </div>
  )
}
