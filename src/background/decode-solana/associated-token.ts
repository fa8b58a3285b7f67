/** The program that gives each wallet one token account for each mint, at an address that follows from both. */
import type { Action } from "~protocol"
import type { Around } from "./instruction"
import { type InstructionReader, unknownReading } from "./instruction"
import { fitShape, type Parts, type Shape, shape } from "./shape"

export const ASSOCIATED_TOKEN = "ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL"

const create = ({ text }: Parts): Action => ({
  type: "create-account",
  account: text("account"),
  owner: text("owner"),
})

const recover = ({ text }: Parts, { chain }: Around): Action => ({
  type: "send",
  asset: { chain, address: text("nested-mint"), tokenId: null },
  amount: null,
  from: text("nested-account"),
  to: text("destination"),
})

const CREATE = ["payer", "account", "owner", "mint", "system-program!", "token-program", "rent~"]
const RECOVER = [
  ...["nested-account", "nested-mint", "destination", "owner-account", "owner-mint", "owner"],
  "token-program",
]

const shapes = (): Shape[] => [
  shape(0, "createAssociatedToken", CREATE, [], create),
  shape(1, "createAssociatedTokenIdempotent", CREATE, [], create),
  shape(2, "recoverNestedAssociatedToken", RECOVER, [], recover),
]

/** No number at all is the first one: so it was before there were others. */
export const readAssociatedToken: InstructionReader = (instruction, around) => {
  const [tag = 0] = instruction.data
  const found = shapes()[tag]
  return found
    ? fitShape(instruction, found, instruction.data.subarray(1), around)
    : unknownReading(instruction)
}
