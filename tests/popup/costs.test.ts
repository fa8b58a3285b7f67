import { expect, test } from "vitest"
import { ethereumCostOf, isReadable, onlyTransferOf, solanaCostOf } from "~popup/costs"
import { ethereumCall, OTHER, SOLANA, solanaCall, unreadable } from "./subjects"

const transfer = (from: string, to: string, lamports: string) =>
  ({ name: "transfer", from, to, lamports }) as const

test("an Ethereum transaction costs at most its value and all its gas at the highest price", () => {
  expect(ethereumCostOf(ethereumCall())).toEqual({
    amount: 250000000000000000n,
    fee: 42000000147000n,
    total: 250042000000147000n,
  })
})

test("a Solana transaction costs what leaves the account, and the fee where it pays it", () => {
  const instructions = [
    transfer(SOLANA, OTHER, "7"),
    transfer(OTHER, SOLANA, "100"),
    transfer(SOLANA, SOLANA, "50"),
    transfer(SOLANA, OTHER, "3"),
  ]
  expect(solanaCostOf(solanaCall({ instructions }), SOLANA)).toEqual({
    amount: 10n,
    fee: 5000n,
    total: 5010n,
  })
  expect(solanaCostOf(solanaCall({ instructions, feePayer: OTHER, feeLamports: null }), SOLANA)).toEqual({
    amount: 10n,
    fee: 0n,
    total: 10n,
  })
})

test("no total is claimed where the fee or an instruction is not known", () => {
  expect(solanaCostOf(solanaCall({ feeLamports: null }), SOLANA).total).toBeNull()
  expect(solanaCostOf(solanaCall({ instructions: [unreadable] }), SOLANA).total).toBeNull()
  expect(solanaCostOf(solanaCall({ lookupTables: [OTHER] }), SOLANA).total).toBeNull()
})

test("a transaction is called a payment only when a payment is all that it is", () => {
  const payment = transfer(SOLANA, OTHER, "7")
  const note = { name: "memo", text: "hello" } as const
  expect(onlyTransferOf(solanaCall({ instructions: [note, payment] }))).toEqual(payment)
  expect(onlyTransferOf(solanaCall({ instructions: [payment, payment] }))).toBeUndefined()
  expect(onlyTransferOf(solanaCall({ instructions: [payment, unreadable] }))).toBeUndefined()
  expect(onlyTransferOf(solanaCall({ lookupTables: [OTHER] }))).toBeUndefined()
  expect(isReadable(solanaCall({ instructions: [note] }))).toBe(true)
})
