/** The vote program: who may vote and withdraw for a validator; the rest by its name alone. */
import type { Action } from "~protocol"
import { type Around, type InstructionReader, namedReading } from "./instruction"
import { nameByNumber, type Parts, readByShape, type Shape, shape } from "./shape"
import { lamportsOf } from "./system"

const RIGHT = ["right", { choice: "u32", names: ["vote-voter", "vote-withdrawer"] }] as const

const authorize = ({ text }: Parts): Action => ({
  type: "set-authority",
  of: text("vote"),
  right: text("right"),
  to: text("new-authority"),
})

const withdraw = ({ text }: Parts, around: Around): Action => ({
  type: "send",
  ...lamportsOf(text("lamports"), around),
  from: text("vote"),
  to: text("to"),
})

const shapes = (): Shape[] => [
  shape(1, "authorize", ["vote", "clock~", "authority"], [["new-authority", "key"], RIGHT], authorize),
  shape(3, "withdraw", ["vote", "to", "withdrawer"], [["lamports", "u64"]], withdraw),
  shape(7, "authorizeChecked", ["vote", "clock~", "authority", "new-authority"], [RIGHT], authorize),
]

const NAMES = [
  ...["initializeAccount", "authorize", "vote", "withdraw", "updateValidatorIdentity", "updateCommission"],
  ...["voteSwitch", "authorizeChecked", "updateVoteState", "updateVoteStateSwitch", "authorizeWithSeed"],
  ...["authorizeCheckedWithSeed", "compactUpdateVoteState", "compactUpdateVoteStateSwitch", "towerSync"],
  "towerSyncSwitch",
]

export const readVote: InstructionReader = (instruction, around) => {
  const read = readByShape(instruction, "u32", shapes(), around)
  const name = read === null ? nameByNumber(instruction, NAMES) : undefined
  return name === undefined ? read : namedReading(instruction, name)
}
