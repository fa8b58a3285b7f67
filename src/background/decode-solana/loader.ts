/** The loader of programs that can be changed: new code, and who may bring it. */
import type { Action } from "~protocol"
import { type InstructionReader, namedReading } from "./instruction"
import { nameByNumber, type Parts, readByShape, type Shape, shape } from "./shape"

const setAuthority = ({ text, maybe }: Parts): Action => ({
  type: "set-authority",
  of: text("account"),
  right: "program-upgrade",
  to: maybe("new-authority"),
})

const UPGRADE = ["program-data", "program", "buffer", "spill", "rent!", "clock!", "authority"]

const shapes = (): Shape[] => [
  shape(3, "upgrade", UPGRADE, []),
  shape(4, "setAuthority", ["account", "authority", "new-authority?"], [], setAuthority),
  shape(7, "setAuthorityChecked", ["account", "authority", "new-authority"], [], setAuthority),
]

const NAMES = [
  ...["initializeBuffer", "write", "deployWithMaxDataLen", "upgrade", "setAuthority", "close"],
  ...["extendProgram", "setAuthorityChecked", "migrate", "extendProgramChecked"],
]

export const readLoader: InstructionReader = (instruction, around) => {
  const read = readByShape(instruction, "u32", shapes(), around)
  const name = read === null ? nameByNumber(instruction, NAMES) : undefined
  return name === undefined ? read : namedReading(instruction, name)
}
