/** A page's own words, inside a line or a box of text: nothing in them is hidden, and they turn nothing around them. */
import { visiblePiecesOf } from "../visible-text"

export function Visible({ text }: { text: string }) {
  return (
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
  )
}
