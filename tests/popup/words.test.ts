import { expect, test } from "vitest"
import { solanaCostOf } from "~popup/costs"
import { approveLabelOf, lengthInWords, meaningOf, questionOf, scrollHintOf, warningsOf } from "~popup/words"
import { leavingOf } from "~popup/words/amounts"
import type { ConsentSubject } from "~protocol"
import { messageOf } from "./pictures/nouns"
import { ethereumCall, OTHER, SOLANA, solanaCall, transactionOf, unreadable } from "./subjects"

const asker = { origin: "https://app.example.org", isOwn: false }
const warningOf = (subject: ConsentSubject) =>
  warningsOf(subject, asker).map(({ sentence }) => sentence)[0] ?? null

test("the question names the amount that leaves", () => {
  expect(questionOf(transactionOf(ethereumCall()))).toBe("Send 0.25 ETH?")
  expect(questionOf(transactionOf(solanaCall()))).toBe("Send 1 SOL?")
})

test("a contract call is never called a payment", () => {
  expect(questionOf(transactionOf(ethereumCall({ action: "call", wei: "0" })))).toBe("Call a contract?")
  expect(questionOf(transactionOf(ethereumCall({ action: "call" })))).toBe(
    "Call a contract and send 0.25 ETH?",
  )
  expect(questionOf(transactionOf(ethereumCall({ action: "create", wei: "0" })))).toBe("Create a contract?")
})

test("a transfer from somebody else's account is not called one's own payment", () => {
  const instructions = [{ name: "transfer", from: OTHER, to: SOLANA, lamports: "1" } as const]
  expect(questionOf(transactionOf(solanaCall({ instructions })))).toBe("Approve this transaction?")
})

test("what leaves the account is named as far as it can be read, beside instructions that cannot", () => {
  const leaving = (more: Parameters<typeof solanaCall>[0]) => {
    const call = solanaCall(more)
    return leavingOf(solanaCostOf(call, SOLANA), transactionOf(call))
  }
  const [transfer] = solanaCall().instructions
  if (!transfer) throw new Error("no transfer")
  expect(leaving({})).toBe("1.000005 SOL")
  expect(leaving({ instructions: [unreadable, transfer] })).toBe("at least 1.000005 SOL")
  expect(leaving({ feeLamports: null })).toBe("at least 1 SOL")
  expect(leaving({ instructions: [unreadable], feeLamports: null })).toBe("not known")
})

test("whether the wallet sends it or the site gets it is said, on the button too", () => {
  const sent = transactionOf(solanaCall(), true)
  const given = transactionOf(solanaCall(), false)
  expect([approveLabelOf(sent), approveLabelOf(given)]).toEqual(["Sign and send", "Sign"])
  expect(meaningOf(sent)).toContain("sends it to Local Solana")
  expect(meaningOf(given)).toContain("can send it at any time")
  expect(questionOf(given)).toBe("Sign a payment of 1 SOL?")
})

test("what the wallet cannot read, it warns of", () => {
  expect(warningOf(transactionOf(ethereumCall()))).toBeNull()
  expect(warningOf(transactionOf(solanaCall()))).toBeNull()
  expect(warningOf(transactionOf(ethereumCall({ action: "call" })))).toContain("cannot say")
  expect(warningOf(transactionOf(ethereumCall({ action: "create" })))).toContain("cannot say")
  expect(warningOf(transactionOf(solanaCall({ instructions: [unreadable] })))).toContain("cannot read")
  expect(warningOf(transactionOf(solanaCall({ lookupTables: [OTHER] })))).toContain("table")
  expect(warningOf(messageOf("hello"))).toBeNull()
})

test("bytes that are no text are said to be none", () => {
  expect(meaningOf(messageOf(null))).toContain("not readable text")
  expect([lengthInWords("0x"), lengthInWords("0x00"), lengthInWords(`0x${"00".repeat(1200)}`)]).toEqual([
    "0 bytes",
    "1 byte",
    "1,200 bytes",
  ])
})

test("a text that goes on out of sight says so, also when blank lines hide the rest", () => {
  expect(scrollHintOf("Hello")).toBeNull()
  expect(scrollHintOf(`Hello${"\n".repeat(40)}and pay`)).toBe("41 lines. Scroll to read all of it.")
  expect(scrollHintOf("x".repeat(301))).toContain("Scroll")
})
