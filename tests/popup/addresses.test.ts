import { expect, test } from "vitest"
import { addressPartsOf, piecesOf } from "~popup/addresses"

test("an address is shortened the same way for each family, and nothing of it is lost", () => {
  const ethereum = "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"
  const solana = "9aE476sH92Vz7DMPyq5WLPkrKWivxeuTKEFKd2sZZcde"
  expect(addressPartsOf(ethereum)).toMatchObject({ head: "0x7E5F45", tail: "395Bdf" })
  expect(addressPartsOf(solana)).toMatchObject({ head: "9aE476", tail: "sZZcde" })
  for (const address of [ethereum, solana, "short", "", "0x"]) {
    const { head, middle, tail } = addressPartsOf(address)
    expect(head + middle + tail).toBe(address)
  }
})

test("a sentence keeps its shortened addresses whole, and loses nothing", () => {
  const sentence = "Send 1 ETH to 0x7E5F45…395Bdf and 9aE476…sZZcde…"
  const pieces = piecesOf(sentence)
  expect(pieces.map(({ text }) => text).join("")).toBe(sentence)
  for (const { text, start } of pieces) expect(sentence.slice(start).startsWith(text)).toBe(true)
  expect(pieces.filter(({ isAddress }) => isAddress).map(({ text }) => text)).toEqual([
    "0x7E5F45…395Bdf",
    "9aE476…sZZcde",
  ])
  expect(piecesOf("Reading what this does…")).toEqual([
    { text: "Reading what this does…", start: 0, isAddress: false },
  ])
})
