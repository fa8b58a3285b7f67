/** Short names, one beside the other, as many as there are. */
import { Visible } from "./visible"

export function Chips({ label, names }: { label: string; names: readonly string[] }) {
  return (
    <section className="chips-of" aria-label={label}>
      <h2>{label}</h2>
      <ul className="chips">
        {names.map((name, at) => (
          // Two can have one name, as whoever named them liked.
          // biome-ignore lint/suspicious/noArrayIndexKey: as said above
          <li className="chip" key={at}>
            <Visible text={name} />
          </li>
        ))}
      </ul>
    </section>
  )
}
