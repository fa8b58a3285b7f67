/** The instructions of a transaction with their accounts by name, and the lookup tables that some of them come from. */
import type { SolanaTransaction } from "../chains/solana-transaction"
import type { Instruction, InstructionAccount } from "./instruction"

type Message = SolanaTransaction["message"]

export function instructionsOf({ message }: SolanaTransaction): Instruction[] {
  const accounts = [...staticAccounts(message), ...lookedUp(message)]
  const at = (index: number) =>
    accounts[index] ?? { address: `account ${index}`, signs: false, writable: false }
  return message.instructions.map(({ programAddressIndex, accountIndices, data }) => ({
    program: at(programAddressIndex).address,
    accounts: (accountIndices ?? []).map(at),
    data: Uint8Array.from(data ?? []),
  }))
}

/** The addresses of the lookup tables that a transaction refers to. */
export function lookupTablesOf({ message }: SolanaTransaction): string[] {
  return tablesOf(message).map(({ lookupTableAddress }) => lookupTableAddress)
}

/** Signers come first, and among signers and others those that may change. */
function staticAccounts({ header, staticAccounts: addresses }: Message): InstructionAccount[] {
  const { numSignerAccounts, numReadonlySignerAccounts, numReadonlyNonSignerAccounts } = header
  return addresses.map((address, index) => {
    const signs = index < numSignerAccounts
    const end = signs
      ? numSignerAccounts - numReadonlySignerAccounts
      : addresses.length - numReadonlyNonSignerAccounts
    return { address, signs, writable: index < end }
  })
}

/** Accounts that only the network can name: all writable ones come first, as the runtime numbers them. */
function lookedUp(message: Message): InstructionAccount[] {
  const tables = tablesOf(message)
  return (["writableIndexes", "readonlyIndexes"] as const).flatMap((kind) =>
    tables.flatMap((table) =>
      table[kind].map((index) => ({
        address: `${table.lookupTableAddress}[${index}]`,
        signs: false,
        writable: kind === "writableIndexes",
      })),
    ),
  )
}

function tablesOf(message: Message) {
  return message.version === 0 ? (message.addressTableLookups ?? []) : []
}
