/** The compute budget: what the transaction may use, and what it offers for that. */
import type { Action } from "~protocol"
import type { InstructionReader } from "./instruction"
import { type Parts, readByShape, type Shape, shape, withMore } from "./shape"

const setting =
  (name: string) =>
  ({ text }: Parts): Action => ({ type: "fee-setting", setting: name, value: text("value") })

/** The program looks at no account, and the network takes its settings whatever accounts stand there. */
const shapes = (): Shape[] =>
  withMore("account", [
    shape(1, "requestHeapFrame", [], [["value", "u32"]], setting("heap-frame")),
    shape(2, "setComputeUnitLimit", [], [["value", "u32"]], setting("unit-limit")),
    shape(3, "setComputeUnitPrice", [], [["value", "u64"]], setting("unit-price")),
    shape(4, "setLoadedAccountsDataSizeLimit", [], [["value", "u32"]], setting("data-size-limit")),
  ])

export const readComputeBudget: InstructionReader = (instruction, around) =>
  readByShape(instruction, "u8", shapes(), around)
