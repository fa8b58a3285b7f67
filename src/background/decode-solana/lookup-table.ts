/** Address lookup tables: lists that transactions take accounts from, and who may change them. */
import type { Action } from "~protocol"
import type { InstructionReader } from "./instruction"
import { type Parts, readByShape, type Shape, shape } from "./shape"

const create = ({ text }: Parts): Action => ({
  type: "create-account",
  account: text("table"),
  owner: text("authority"),
})

/** Nobody can change or close it any more. */
const freeze = ({ text }: Parts): Action => ({
  type: "set-authority",
  of: text("table"),
  right: "table-authority",
  to: null,
})

const close = ({ text }: Parts): Action => ({ type: "close-account", account: text("table"), to: text("to") })

const shapes = (): Shape[] => [
  shape(
    0,
    "createLookupTable",
    ["table", "authority", "payer", "system-program!"],
    [
      ["recent-slot", "u64"],
      ["bump", "u8"],
    ],
    create,
  ),
  shape(1, "freezeLookupTable", ["table", "authority"], [], freeze),
  shape(
    2,
    "extendLookupTable",
    ["table", "authority", "payer?", "system-program?"],
    [["addresses", "keys64"]],
  ),
  shape(3, "deactivateLookupTable", ["table", "authority"], []),
  shape(4, "closeLookupTable", ["table", "authority", "to"], [], close),
]

export const readLookupTable: InstructionReader = (instruction, around) =>
  readByShape(instruction, "u32", shapes(), around)
