import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { readRecipientText } from "~background/send/recipient"

const ADDRESS = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
const SOLANA = "9aE476sH92Vz7DMPyq5WLPkrKWivxeuTKEFKd2sZZcde"
const plain = (address: string) => ({ address, chain: null, amount: null })

describe("an Ethereum recipient", () => {
  const read = (text: string) => readRecipientText(text, "ethereum")

  test("is read with its checksum, in one case, and with blanks around it", () => {
    for (const text of [
      ADDRESS,
      ADDRESS.toLowerCase(),
      ` ${ADDRESS}\n`,
      `0x${ADDRESS.slice(2).toUpperCase()}`,
    ]) {
      expect(read(text)).toEqual(plain(ADDRESS))
    }
  })

  test("with one letter in the other case is refused for its checksum", () => {
    for (let at = 2; at < ADDRESS.length; at++) {
      const letter = ADDRESS.charAt(at)
      const other = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()
      if (other === letter) continue
      expect(read(ADDRESS.slice(0, at) + other + ADDRESS.slice(at + 1))).toEqual({ problem: "checksum" })
    }
  })

  test("is none of Solana's, none that nobody has, no name and no piece of one", () => {
    expect(read(SOLANA)).toEqual({ problem: "other-family" })
    expect(read(`0x${"0".repeat(40)}`)).toEqual({ problem: "zero-address" })
    for (const text of ["vitalik.eth", ADDRESS.slice(0, -1), `${ADDRESS}0`, ADDRESS.slice(2), "", "0x"]) {
      expect(read(text)).toEqual({ problem: "not-an-address" })
    }
  })

  test("is read from a link, with its chain and its amount", () => {
    expect(read(`ethereum:${ADDRESS}`)).toEqual(plain(ADDRESS))
    expect(read(`ethereum:pay-${ADDRESS}@8453`)).toEqual({ ...plain(ADDRESS), chain: "eip155:8453" })
    expect(read(`ethereum:${ADDRESS}@1?value=2.014e18&gas=10`)).toEqual({
      ...{ address: ADDRESS, chain: "eip155:1", amount: "2014000000000000000" },
    })
    for (const value of ["1.5", "-1", "1e99", "0x10", "1e18e1"]) {
      expect(read(`ethereum:${ADDRESS}?value=${value}`)).toEqual(plain(ADDRESS))
    }
  })

  test("is not the token that a link names, nor what another kind of link holds", () => {
    expect(read(`ethereum:${ADDRESS}@1/transfer?address=${ADDRESS}&uint256=1`)).toEqual({
      problem: "other-asset",
    })
    expect(read(`solana:${SOLANA}`)).toEqual({ problem: "other-family" })
    expect(read(`https://pay.example/${ADDRESS}`)).toEqual({ problem: "not-an-address" })
    expect(read(`javascript:${ADDRESS}`)).toEqual({ problem: "not-an-address" })
  })
})

describe("a Solana recipient", () => {
  const read = (text: string) => readRecipientText(text, "solana")

  test("is 32 bytes in base58, alone or in a link", () => {
    for (const text of [SOLANA, `solana:${SOLANA}`, `solana:${SOLANA}?amount=1&label=Shop`]) {
      expect(read(text)).toEqual(plain(SOLANA))
    }
    expect(read(ADDRESS)).toEqual({ problem: "other-family" })
    expect(read("1".repeat(32))).toEqual({ problem: "zero-address" })
    for (const text of [SOLANA.slice(14), `${SOLANA}1`, SOLANA.replace("9", "0"), "1".repeat(33)]) {
      expect(read(text)).toEqual({ problem: "not-an-address" })
    }
  })

  test("is not where a link asks for a token or leaves it to a server", () => {
    expect(read(`solana:${SOLANA}?spl-token=${SOLANA}`)).toEqual({ problem: "other-asset" })
    expect(read("solana:https%3A%2F%2Fshop.example")).toEqual({ problem: "not-an-address" })
  })
})

test("whatever is written, it is an address or a reason", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 80 }), fc.constantFrom("ethereum", "solana"), (text, family) => {
      const read = readRecipientText(text, family as "ethereum")
      expect("problem" in read || read.address.length >= 32).toBe(true)
    }),
  )
})
