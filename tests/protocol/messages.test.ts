import { describe, expect, test } from "vitest"
import {
  AccountSelector,
  Amount,
  Base64Url,
  derivationOf,
  kmsMethods,
  messages,
  PageAsk,
  pageMethods,
} from "~protocol"

const organizationId = "27e32753-f0c4-419e-b972-b6971102d437"
const walletId = "7f64c2bd-0c3f-4b3a-9f0a-6a1c7d7f9b11"

describe("the message table", () => {
  test("gives every message both what is asked and what is answered", () => {
    for (const table of [messages.page, messages.popup]) {
      for (const [name, { asked, answered }] of Object.entries(table)) {
        expect(asked, name).toBeDefined()
        expect(answered, name).toBeDefined()
      }
    }
    for (const [name, { params, result }] of Object.entries(messages.kms)) {
      expect(params, name).toBeDefined()
      expect(result, name).toBeDefined()
    }
  })

  test("names the 27 methods of the wire protocol and its two additions, each once", () => {
    expect(Object.keys(kmsMethods)).toHaveLength(29)
  })
})

describe("a KMS request", () => {
  test("with a field that nobody checks is refused", () => {
    const { params } = kmsMethods.getOrganization
    expect(params.safeParse({ organizationId }).success).toBe(true)
    expect(params.safeParse({ organizationId, asAdmin: true }).success).toBe(false)
  })

  test("names an account by its path or by path, curve and format", () => {
    const { params } = kmsMethods.getAccounts
    const accounts = ["m/44'/60'/0'/0/0", derivationOf.solana(3)]
    expect(params.safeParse({ organizationId, walletId, accounts }).success).toBe(true)
    expect(AccountSelector.safeParse("m/../0").success).toBe(false)
    expect(AccountSelector.safeParse("m").success).toBe(false)
  })

  test("takes a public key as base64url or as the bytes of it, never longer than a key", () => {
    const { params } = kmsMethods.createOrganization
    const withKey = (publicKey: unknown) => ({
      organizationName: "one",
      users: [
        {
          username: "user",
          policy: { type: "ROOT" },
          authenticators: [
            { authenticatorName: "a", authenticatorKind: "keypair", publicKey, algorithm: "Ed25519" },
          ],
        },
      ],
    })
    expect(params.safeParse(withKey("fC4hCpkYoVrn1KgUXRX5xy89vXUshtGgx5vsaf3KZ3M")).success).toBe(true)
    expect(params.safeParse(withKey(Array(32).fill(7))).success).toBe(true)
    expect(params.safeParse(withKey(Array(66).fill(7))).success).toBe(false)
    expect(params.safeParse(withKey([256])).success).toBe(false)
  })
})

describe("a page's ask", () => {
  test("carries 128 bits of id, so that one page cannot guess another's", () => {
    expect(PageAsk.safeParse({ id: "0".repeat(32), method: "eth_accounts" }).success).toBe(true)
    expect(PageAsk.safeParse({ id: "1", method: "eth_accounts" }).success).toBe(false)
  })

  test("with an unknown member in a transaction is refused", () => {
    const from = `0x${"a".repeat(40)}`
    const { asked } = pageMethods.eth_sendTransaction
    expect(asked.safeParse([{ from, to: from, value: "0x1" }]).success).toBe(true)
    expect(asked.safeParse([{ from, to: from, feeToken: from }]).success).toBe(false)
    expect(asked.safeParse([{ from }, { from }]).success).toBe(false)
  })

  test("with short, odd or padded hex is refused before anyone decodes it", () => {
    const from = `0x${"a".repeat(40)}`
    const { asked } = pageMethods.eth_sendTransaction
    for (const wrong of [
      { data: "0xabc" },
      { value: "0x01" },
      { value: "0x" },
      { value: "1" },
      { to: "0xabcd" },
    ]) {
      expect(asked.safeParse([{ from, ...wrong }]).success, JSON.stringify(wrong)).toBe(false)
    }
  })
})

describe("an amount", () => {
  test("is a decimal integer without sign, point or leading zero", () => {
    for (const right of ["0", "1", "1000000000000000000"]) expect(Amount.safeParse(right).success).toBe(true)
    for (const wrong of ["", "01", "-1", "1.5", "1e9", "0x1"])
      expect(Amount.safeParse(wrong).success).toBe(false)
  })
})

test("base64url on the wire has no padding and no characters of the other alphabet", () => {
  expect(Base64Url.safeParse("-_aZ09").success).toBe(true)
  for (const wrong of ["a+b", "a/b", "ab==", "a b"]) expect(Base64Url.safeParse(wrong).success).toBe(false)
})
