/** The stake program: SOL that is given to a validator to vote with, and who may take it back. */
import type { Action } from "~protocol"
import type { Field } from "./fields"
import type { Around, InstructionReader } from "./instruction"
import { type Parts, readByShape, type Shape, shape } from "./shape"
import { lamportsOf } from "./system"

const RIGHT = ["right", { choice: "u32", names: ["stake-staker", "stake-withdrawer"] }] as const
const AUTHORITY = ["new-authority", "key"] as const
const LAMPORTS = ["lamports", "u64"] as const
const SEED: Field[] = [
  ["seed", "text64"],
  ["base-owner", "key"],
]
const TIMES: Field[] = [
  ["until", { option: "i64" }],
  ["epoch", { option: "u64" }],
]
const INITIAL: Field[] = [
  ["staker", "key"],
  ["withdrawer", "key"],
  ["until", "i64"],
  ["epoch", "u64"],
  ["custodian", "key"],
]

const authorize = ({ text, maybe }: Parts): Action => ({
  type: "set-authority",
  of: text("stake"),
  right: text("right"),
  to: maybe("new-authority"),
})

/** Who may withdraw has the stake: a new one that is not us is worth a word. */
function initialize({ text }: Parts, { account }: Around): Action {
  const to = text("withdrawer")
  return to === account
    ? { type: "call" }
    : { type: "set-authority", of: text("stake"), right: "stake-withdrawer", to }
}

function setLockup({ text, maybe }: Parts): Action {
  const to = maybe("custodian")
  return to === null
    ? { type: "call" }
    : { type: "set-authority", of: text("stake"), right: "stake-custodian", to }
}

const delegate = ({ text }: Parts, around: Around): Action => ({
  type: "stake",
  ...lamportsOf(null, around),
  with: text("vote"),
})

const deactivate = (_: Parts, around: Around): Action => ({ type: "unstake", ...lamportsOf(null, around) })

const send =
  (from: string, to: string) =>
  ({ text }: Parts, around: Around): Action => ({
    type: "send",
    ...lamportsOf(text("lamports"), around),
    from: text(from),
    to: text(to),
  })

const MOVE = ["from", "to", "staker"]

const shapes = (): Shape[] => [
  shape(0, "initialize", ["stake", "rent~"], INITIAL, initialize),
  shape(1, "authorize", ["stake", "clock~", "authority", "custodian?"], [AUTHORITY, RIGHT], authorize),
  shape(
    2,
    "delegateStake",
    ["stake", "vote", "clock~", "stake-history~", "stake-config~", "staker"],
    [],
    delegate,
  ),
  shape(3, "split", ["stake", "split", "staker"], [LAMPORTS]),
  shape(
    4,
    "withdraw",
    ["stake", "to", "clock~", "stake-history~", "withdrawer", "custodian?"],
    [LAMPORTS],
    send("stake", "to"),
  ),
  shape(5, "deactivate", ["stake", "clock~", "staker"], [], deactivate),
  shape(6, "setLockup", ["stake", "authority"], [...TIMES, ["custodian", { option: "key" }]], setLockup),
  shape(7, "merge", ["into", "from", "clock~", "stake-history~", "staker"], []),
  shape(
    8,
    "authorizeWithSeed",
    ["stake", "base", "clock~", "custodian?"],
    [AUTHORITY, RIGHT, ...SEED],
    authorize,
  ),
  shape(9, "initializeChecked", ["stake", "rent~", "staker", "withdrawer"], [], initialize),
  shape(
    10,
    "authorizeChecked",
    ["stake", "clock~", "authority", "new-authority", "custodian?"],
    [RIGHT],
    authorize,
  ),
  shape(
    11,
    "authorizeCheckedWithSeed",
    ["stake", "base", "clock~", "new-authority", "custodian?"],
    [RIGHT, ...SEED],
    authorize,
  ),
  shape(12, "setLockupChecked", ["stake", "authority", "custodian?"], TIMES, setLockup),
  shape(13, "getMinimumDelegation", [], []),
  shape(14, "deactivateDelinquent", ["stake", "delinquent-vote", "reference-vote"], [], deactivate),
  shape(16, "moveStake", MOVE, [LAMPORTS]),
  shape(17, "moveLamports", MOVE, [LAMPORTS], send("from", "to")),
]

export const readStake: InstructionReader = (instruction, around) =>
  readByShape(instruction, "u32", shapes(), around)
