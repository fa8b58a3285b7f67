/** Text and bytes that a page chose: shown as text and nothing else, scrolling inside a box of their own. */
import { lengthInWords, scrollHintOf } from "../words"
import { Visible } from "./visible"

export function PageText({ text, label }: { text: string; label: string }) {
  const hint = scrollHintOf(text)
  return (
    <>
      {hint !== null && <p className="quiet">{hint}</p>}
      {/* A box that scrolls must be reachable by keyboard. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: as said above */}
      <section className="card page-text" aria-label={label} tabIndex={0}>
        <Visible text={text} />
      </section>
    </>
  )
}

export function PageBytes({ hex, label }: { hex: string; label: string }) {
  return (
    // A box that scrolls must be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: as said above
    <section className="card page-text page-bytes" aria-label={label} tabIndex={0}>
      <p className="quiet">{`${label}, ${lengthInWords(hex)}`}</p>
      <code>{hex}</code>
    </section>
  )
}
