/** A sentence in which a shortened address is never torn apart where the line ends. */
import { piecesOf } from "../addresses"

export function Sentence({ text }: { text: string }) {
  return piecesOf(text).map(({ text: piece, isAddress }, at) =>
    isAddress ? (
      // The pieces of a sentence have no other name than their place.
      // biome-ignore lint/suspicious/noArrayIndexKey: as said above
      <span className="unbroken" key={at}>
        {piece}
      </span>
    ) : (
      piece
    ),
  )
}
