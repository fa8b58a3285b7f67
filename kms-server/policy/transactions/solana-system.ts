/** The System program: lamports, new accounts, nonces. Layouts: bincode, each with a tag of four bytes. */
import { openReader, type Reader } from "./reader"
import { addressAt, type Instruction, note, type Reading, SOL } from "./solana-instruction"
import { unreadable } from "./unreadable"

export const SYSTEM = "11111111111111111111111111111111"

type Layout = (instruction: Instruction, data: Reader) => void

const layouts: readonly Layout[] = [
  function createAccount(instruction, data) {
    const lamports = data.u64()
    data.u64()
    data.key()
    data.end()
    noteLamports(instruction, "createAccount", "createAccount", lamports, [0, 0, 1])
  },
  function assign(instruction, data) {
    const owner = data.key()
    data.end()
    noteGivenAway(instruction, "assign", owner, 0)
  },
  function transfer(instruction, data) {
    const lamports = data.u64()
    data.end()
    noteLamports(instruction, "transfer", "transfer", lamports, [0, 0, 1])
  },
  function createAccountWithSeed(instruction, data) {
    data.key()
    readSeed(data)
    const lamports = data.u64()
    data.u64()
    data.key()
    data.end()
    noteLamports(instruction, "createAccount", "createAccountWithSeed", lamports, [0, 0, 1])
  },
  function advanceNonce(instruction, data) {
    data.end()
    note(instruction, "advanceNonce", "advanceNonceAccount", {
      from: addressAt(instruction, 2),
      to: addressAt(instruction, 0),
    })
  },
  function withdrawNonce(instruction, data) {
    const lamports = data.u64()
    data.end()
    noteLamports(instruction, "transfer", "withdrawNonceAccount", lamports, [0, 4, 1])
  },
  function initializeNonce(instruction, data) {
    const to = data.key()
    data.end()
    note(instruction, "call", "initializeNonceAccount", { from: addressAt(instruction, 0), to })
  },
  function authorizeNonce(instruction, data) {
    const to = data.key()
    data.end()
    noteGivenAway(instruction, "authorizeNonceAccount", to, 1)
  },
  function allocate(instruction, data) {
    data.u64()
    data.end()
    noteGivenAway(instruction, "allocate", "", 0)
  },
  function allocateWithSeed(instruction, data) {
    data.key()
    readSeed(data)
    data.u64()
    const owner = data.key()
    data.end()
    noteGivenAway(instruction, "allocateWithSeed", owner, 1)
  },
  function assignWithSeed(instruction, data) {
    data.key()
    readSeed(data)
    const owner = data.key()
    data.end()
    noteGivenAway(instruction, "assignWithSeed", owner, 1)
  },
  function transferWithSeed(instruction, data) {
    const lamports = data.u64()
    readSeed(data)
    data.key()
    data.end()
    noteLamports(instruction, "transfer", "transferWithSeed", lamports, [0, 1, 2])
  },
  function upgradeNonce(instruction, data) {
    data.end()
    note(instruction, "call", "upgradeNonceAccount", { from: addressAt(instruction, 0) })
  },
]

export const readSystem: Reading = (instruction) => {
  const data = openReader(instruction.data)
  const layout = layouts[data.u32()]
  if (!layout) throw unreadable("an instruction of the System program is unknown")
  layout(instruction, data)
}

/** `places`: whose lamports they are, whose word moves them, and where they go. */
function noteLamports(
  instruction: Instruction,
  type: "transfer" | "createAccount",
  method: string,
  amount: bigint,
  places: readonly [from: number, authority: number, to: number],
) {
  const [from, authority, to] = places.map((place) => addressAt(instruction, place))
  note(instruction, type, method, { asset: SOL, amount, from: from ?? "", to: to ?? "" })
  if (authority === instruction.account) instruction.findings.spend(SOL, amount)
}

/**
 * An account gets another owner, or data, after which its lamports are no longer to be moved as before. Where the
 * account decides over it, all that it holds may leave.
 */
function noteGivenAway(instruction: Instruction, method: string, to: string, authority: number) {
  const from = addressAt(instruction, 0)
  const isOurs = addressAt(instruction, authority) === instruction.account
  note(instruction, "setAuthority", method, { asset: SOL, from, to })
  if (isOurs) instruction.findings.warn("unlimited")
}

function readSeed(data: Reader) {
  const length = data.u64()
  if (length > 32n) throw unreadable("a seed is longer than 32 bytes")
  data.bytes(Number(length))
}
