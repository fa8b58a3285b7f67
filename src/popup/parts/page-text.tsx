/** Text and bytes that a page chose: shown as text and nothing else, scrolling inside a box of their own. */
import { visiblePiecesOf } from "../visible-text"
import { lengthInWords, scrollHintOf } from "../words"

export function PageText({ text, label }: { text: string; label: string }) {
  const hint = scrollHintOf(text)
  return (
    <>
      {hint !== null && <p className="quiet">{hint}</p>}
      {/* A box that scrolls must be reachable by keyboard. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: as said above */}
      <section className="card page-text" aria-label={label} tabIndex={0}>
        <bdi>
          {visiblePiecesOf(text).map((piece, at) =>
            piece.kind === "plain" ? (
              piece.text
            ) : (
              // The pieces of a text that never changes have no other name than their place.
              // biome-ignore lint/suspicious/noArrayIndexKey: as said above
              <span className="hidden-character" key={at}>
                {piece.name}
              </span>
            ),
          )}
        </bdi>
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
