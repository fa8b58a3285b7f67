/** Typed data whose effect is known: the exact text of its type, and what a signature of it allows. */
import type { ChainId } from "~protocol"
import type { Args, Inside, Meaning } from "../reading"

/** `target` is the contract that the domain names. */
export type Document = { chain: ChainId; target: string | null }

export type DocumentShape = {
  /** What EIP-712 calls encodeType: the type with all it refers to. */
  type: string | RegExp
  /** Null where the document makes no sense as that. */
  mean(args: Args, document: Document, inside: Inside): Meaning | null
}
