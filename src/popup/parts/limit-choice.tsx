/** How much may be spent: what was asked, a part of it, or nothing. More than was asked is not there to be chosen. */
import { say } from "../language"
import { useWanted } from "../use-wanted"

type LimitChoiceProps = {
  label: string
  testId: string
  amount: string
  most: string
  /** Whether nothing at all can be chosen. */
  canBeNothing: boolean
  isAmending: boolean
  inWords: (amount: bigint) => string
  onChoose: (amount: string) => void
}

/** In hundredths of the most. */
const SHARES = [10n, 20n, 50n, 100n]

export function LimitChoice(props: LimitChoiceProps) {
  const { label, testId, amount, most, canBeNothing, isAmending, inWords, onChoose } = props
  const [chosen, want] = useWanted(amount, isAmending)
  return (
    <select
      className="field"
      data-testid={testId}
      aria-label={label}
      value={chosen}
      onChange={({ target }) => {
        want(target.value)
        onChoose(target.value)
      }}
    >
      {amountsUpTo(most, chosen, canBeNothing).map((each) => (
        <option key={each} value={each}>
          {each === "0" ? say("choose.nothing") : inWords(BigInt(each))}
        </option>
      ))}
    </select>
  )
}

/** From the least to the most, with the one that is chosen now among them. */
export function amountsUpTo(most: string, chosen: string, canBeNothing: boolean): string[] {
  const parts = SHARES.map((share) => (BigInt(most) * share) / 100n).filter((part) => part > 0n)
  const all = new Set([...(canBeNothing ? [0n] : []), ...parts, BigInt(chosen)])
  return [...all].sort((one, other) => (one < other ? -1 : 1)).map(String)
}
