/** A sentence in which a shortened address is never torn apart where the line ends. */
import { piecesOf } from "../addresses"

export function Sentence({ text }: { text: string }) {
  return piecesOf(text).map(({ text: piece, start, isAddress }) =>
    isAddress ? (
      <span className="unbroken" key={start}>
        {piece}
      </span>
    ) : (
      piece
    ),
  )
}
