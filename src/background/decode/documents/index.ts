/** All typed data whose effect is known, by the text of its type. */
import type { DocumentShape } from "./document"
import { orderDocuments } from "./orders"
import { permitDocuments } from "./permits"
import { wrapperDocuments } from "./wrappers"

let shapes: readonly DocumentShape[] | undefined

export function documentShapeOf(encoded: string): DocumentShape | null {
  shapes ??= [...permitDocuments(), ...orderDocuments(), ...wrapperDocuments()]
  return shapes.find(({ type }) => (typeof type === "string" ? type === encoded : type.test(encoded))) ?? null
}
