/** Short names, one beside the other, as many as there are. */
import { Visible } from "./visible"

export function Chips({ label, names }: { label: string; names: readonly string[] }) {
  return (
    <section className="chips-of" aria-label={label}>
      <h2>{label}</h2>
      <ul className="chips">
        {names.map((name) => (
          <li className="chip" key={name}>
            <Visible text={name} />
          </li>
        ))}
      </ul>
    </section>
  )
}
