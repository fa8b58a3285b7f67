/** The system program: accounts, SOL and durable nonces. */
import type { Action, AssetAmount } from "~protocol"
import type { Field } from "./fields"
import { type Around, type InstructionReader, namedReading } from "./instruction"
import { type Parts, readByShape, type Shape, shape, withMore } from "./shape"

const create = ({ text }: Parts): Action => ({
  type: "create-account",
  account: text("account"),
  owner: text("owner"),
})

/** Whoever pays for an account puts SOL into it, and its owner may take that out. */
function fund({ text, maybe }: Parts, around: Around): Action | null {
  const from = maybe("payer")
  if (from === null) return null
  return { type: "send", ...lamportsOf(text("lamports"), around), from, to: text("account") }
}

const creates = (one: Shape): Shape => ({ ...one, act: create, moves: fund })

/** The program that is assigned can do with the account, and with all that is in it, what it likes. */
const assign = ({ text }: Parts): Action => ({
  type: "set-authority",
  of: text("account"),
  right: "account-assigned",
  to: text("owner"),
})

export function lamportsOf(amount: string | null, { chain }: Around): AssetAmount {
  return { asset: { chain, address: null, tokenId: null }, amount }
}

const send =
  (from: string, to: string) =>
  ({ text }: Parts, around: Around): Action => ({
    type: "send",
    ...lamportsOf(text("lamports"), around),
    from: text(from),
    to: text(to),
  })

const authorizeNonce = ({ text }: Parts): Action => ({
  type: "set-authority",
  of: text("nonce"),
  right: "nonce-authority",
  to: text("new-authority"),
})

function initializeNonce(parts: Parts, { account }: Around): Action {
  return parts.text("new-authority") === account ? { type: "call" } : authorizeNonce(parts)
}

/** Only the first instruction makes a transaction durable. */
function advanceNonce({ text }: Parts, { place }: Around): Action {
  return place === 0 ? { type: "use-nonce", account: text("nonce") } : { type: "call" }
}

const OWNER = ["owner", "key"] as const
const LAMPORTS = ["lamports", "u64"] as const
const SPACE = ["space", "u64"] as const
const SIZE = [LAMPORTS, SPACE, OWNER]
const SEED: Field[] = [
  ["base", "key"],
  ["seed", "text64"],
]
const NEW_AUTHORITY = ["new-authority", "key"] as const

const shapes = (): Shape[] => [
  creates(shape(0, "createAccount", ["payer", "account"], SIZE)),
  shape(1, "assign", ["account"], [OWNER], assign),
  // Payment requests put accounts behind a transfer, by which it is found again; the program does not look at them.
  ...withMore("reference", [shape(2, "transfer", ["from", "to"], [LAMPORTS], send("from", "to"))]),
  creates(shape(3, "createAccountWithSeed", ["payer", "account", "base-signer?"], [...SEED, ...SIZE])),
  shape(4, "advanceNonceAccount", ["nonce", "recent-blockhashes~", "authority"], [], advanceNonce),
  shape(
    5,
    "withdrawNonceAccount",
    ["nonce", "to", "recent-blockhashes~", "rent~", "authority"],
    [LAMPORTS],
    send("nonce", "to"),
  ),
  shape(
    6,
    "initializeNonceAccount",
    ["nonce", "recent-blockhashes~", "rent~"],
    [NEW_AUTHORITY],
    initializeNonce,
  ),
  shape(7, "authorizeNonceAccount", ["nonce", "authority"], [NEW_AUTHORITY], authorizeNonce),
  shape(8, "allocate", ["account"], [SPACE]),
  shape(9, "allocateWithSeed", ["account", "base-signer"], [...SEED, SPACE, OWNER]),
  shape(10, "assignWithSeed", ["account", "base-signer"], [...SEED, OWNER], assign),
  shape(
    11,
    "transferWithSeed",
    ["from", "base-signer", "to"],
    [LAMPORTS, ["seed", "text64"], OWNER],
    send("from", "to"),
  ),
  shape(12, "upgradeNonceAccount", ["nonce"], []),
  creates(shape(13, "createAccountAllowPrefund", ["account", "payer?"], SIZE)),
]

/** The network takes a transaction for durable by these bytes alone, whatever the program says of the rest. */
const ADVANCE = [4, 0, 0, 0]

export const readSystem: InstructionReader = (instruction, around) => {
  const read = readByShape(instruction, "u32", shapes(), around)
  const [nonce] = instruction.accounts
  const isAdvance = around.place === 0 && ADVANCE.every((byte, place) => instruction.data[place] === byte)
  if (read?.how !== "unknown" || !isAdvance || nonce === undefined) return read
  return {
    ...namedReading(instruction, "advanceNonceAccount"),
    action: { type: "use-nonce", account: nonce.address },
  }
}
