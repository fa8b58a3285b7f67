import { readFileSync } from "node:fs"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { accountInUse, namedAccounts } from "~popup/account-names"
import { assetIconOf, chainIconOf, letterOf } from "~popup/icons/icons"
import { judgeAmount, optionOf, readAmount, writeAmount } from "~popup/send-form"
import { shownHoldings, totalsOf } from "~popup/totals"
import type { Holding, SendOption, SendQuote } from "~protocol"
import { writeDrawings } from "~scripts"
import { ETHEREUM, SOLANA, stateOf } from "./subjects"

const quote = (more: Partial<SendQuote> = {}): SendQuote => ({
  ...{ balance: "1000", currency: "1000", opening: "0", least: "0", kept: "0", options: [], trouble: null },
  ...more,
})
const option = (more: Partial<SendOption> = {}): SendOption => ({
  ...{ speed: "usual", most: "100", sendable: "900", seconds: null },
  fee: { type: "legacy", gasPrice: "1", gas: "1" },
  ...more,
})
const coin = { address: null }
const token = { address: "0x1" }

describe("an amount", () => {
  test("is read to the last decimal, and not beyond", () => {
    expect(readAmount("1.000000000000000001", 18)).toEqual({ status: "good", amount: 10n ** 18n + 1n })
    expect(readAmount("0,5", 6)).toEqual({ status: "good", amount: 500_000n })
    expect(readAmount("0.0000001", 6)).toEqual({ status: "wrong", problem: "too-many-decimals" })
    expect(readAmount("1.5", 0)).toEqual({ status: "wrong", problem: "too-many-decimals" })
    expect(readAmount("  ", 6)).toEqual({ status: "empty" })
    expect(readAmount("0.00", 6)).toEqual({ status: "wrong", problem: "zero" })
    for (const text of ["1e3", "-1", "0x10", "1,000.5", ".5", "١", "1 000", "NaN"]) {
      expect(readAmount(text, 6)).toEqual({ status: "wrong", problem: "not-a-number" })
    }
  })

  test("that is written is read again as the same, however many digits it has", () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 2n ** 256n - 1n), fc.integer({ min: 0, max: 36 }), (amount, decimals) => {
        expect(readAmount(writeAmount(amount, decimals), decimals)).toEqual({ status: "good", amount })
      }),
    )
  })

  test("of the currency leaves the fee behind; of a token it does not", () => {
    expect(judgeAmount(900n, coin, quote(), option())).toBe(null)
    expect(judgeAmount(901n, coin, quote(), option())).toBe("with-fee")
    expect(judgeAmount(1001n, coin, quote(), option())).toBe("too-much")
    expect(judgeAmount(1000n, token, quote(), option({ sendable: "1000" }))).toBe(null)
    expect(judgeAmount(1n, token, quote({ currency: "99" }), option({ sendable: "1000" }))).toBe("fee")
    expect(judgeAmount(1n, coin, quote({ balance: "50", currency: "50" }), option({ sendable: "0" }))).toBe(
      "fee",
    )
  })

  test("pays for opening an account, fits a new one, and leaves nothing or enough", () => {
    expect(judgeAmount(1n, token, quote({ opening: "901" }), option({ sendable: "1000" }))).toBe("fee")
    expect(judgeAmount(49n, coin, quote({ least: "50" }), option())).toBe("least")
    expect(judgeAmount(890n, coin, quote({ kept: "50" }), option())).toBe("leaves")
    expect(judgeAmount(850n, coin, quote({ kept: "50" }), option())).toBe(null)
    expect(judgeAmount(900n, coin, quote({ kept: "50" }), option())).toBe(null)
  })

  test("goes at the speed that was chosen, or the usual one, or the only one", () => {
    const both = quote({ options: [option({ speed: "slow" }), option()] })
    expect(optionOf(both, "slow")?.speed).toBe("slow")
    expect(optionOf(both, "fast")?.speed).toBe("usual")
    expect(optionOf(quote({ options: [option({ speed: "fast" })] }), "slow")?.speed).toBe("fast")
    expect(optionOf(null, "usual")).toBe(undefined)
  })
})

const holding = (more: Partial<Holding>): Holding => ({
  chain: { id: "eip155:1", name: "Ethereum", symbol: "ETH", decimals: 18 },
  ...{ kind: "main", address: null, symbol: "ETH", decimals: 18, source: "listed", amount: "5" },
  ...more,
})
const onBase = { id: "eip155:8453", name: "Base", symbol: "ETH", decimals: 18 }

describe("what there is in all", () => {
  test("adds up the same coin, and neither tokens nor what a site calls by its name", () => {
    const totals = totalsOf([
      holding({}),
      holding({ chain: onBase }),
      holding({ address: "0x1", amount: "1000" }),
      holding({ kind: "added", chain: { ...onBase, id: "eip155:999", name: "Trap" }, amount: "777" }),
      holding({ chain: { ...onBase, symbol: "POL", name: "Polygon" } }),
    ])
    expect(totals.map(({ symbol, amount, chains }) => [symbol, amount, chains])).toEqual([
      ["ETH", 10n, ["Ethereum", "Base"]],
      ["ETH", 777n, ["Trap"]],
      ["POL", 5n, ["Polygon"]],
    ])
  })

  test("hides what there is nothing of, but for the first coin", () => {
    const none = { amount: "0" }
    const shown = shownHoldings([
      holding(none),
      holding({ ...none, chain: onBase }),
      holding({ address: "0x1" }),
    ])
    expect(shown.map(({ address, amount }) => [address, amount])).toEqual([
      [null, "0"],
      ["0x1", "5"],
    ])
  })
})

describe("icons", () => {
  test("are those of the list: what only calls itself so gets a letter", () => {
    expect(assetIconOf({ symbol: "USDC", source: "listed" })).toMatch(/^data:image\/svg\+xml,/)
    expect(assetIconOf({ symbol: "USDC", source: "chain" })).toBe(null)
    expect(assetIconOf({ symbol: "constructor", source: "listed" })).toBe(null)
    expect(chainIconOf("__proto__")).toBe(null)
    expect(chainIconOf("solana:mainnet")).not.toBe(null)
    expect([letterOf("\u202eüber"), letterOf(""), letterOf(null)]).toEqual(["Ü", "?", "?"])
  })

  test("are what the script makes, without a script or a link in them, and under 60 kB", () => {
    const drawings = readFileSync("src/popup/icons/drawings.ts", "utf8")
    const svgs = (text: string) => [...text.matchAll(/<svg.*?<\/svg>/g)].map(([svg]) => svg)
    expect(svgs(drawings)).toEqual(svgs(writeDrawings()))
    expect(svgs(drawings).length).toBeGreaterThan(20)
    expect(drawings).not.toMatch(/<script|href|url\((?!#)|\son\w+=/)
    expect(drawings.length).toBeLessThan(60_000)
  })
})

describe("accounts", () => {
  const { wallet } = stateOf()
  const three = {
    ...(wallet as NonNullable<typeof wallet>),
    accounts: [
      { family: "ethereum" as const, address: ETHEREUM, derivationPath: "m/44'/60'/0'/0/0" },
      { family: "solana" as const, address: SOLANA, derivationPath: "m/44'/501'/0'/0'" },
      { family: "ethereum" as const, address: "0x2", derivationPath: "m/44'/60'/0'/0/1" },
    ],
  }

  test("are called by their names, else by family and number", () => {
    const named = namedAccounts({ wallet: three, names: { [SOLANA]: "Savings" } })
    expect(named.map(({ name, number }) => [name, number])).toEqual([
      ["Ethereum 1", 1],
      ["Savings", 1],
      ["Ethereum 2", 2],
    ])
    expect(accountInUse(named, SOLANA)?.name).toBe("Savings")
    expect(accountInUse(named, "gone")?.name).toBe("Ethereum 1")
    expect(namedAccounts({ wallet: null, names: {} })).toEqual([])
  })
})
