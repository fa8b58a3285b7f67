/** Sign-in messages of the specifications' own tests: what is one, and what only looks like one. */
import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import * as z from "zod/mini"
import { readSignIn } from "~background/consent/sign-in"

const Source = z.strictObject({ repository: z.string(), path: z.string(), commit: z.string() })
const Read = z.strictObject({
  source: Source,
  messages: z.record(
    z.string(),
    z.strictObject({
      message: z.string(),
      fields: z.looseObject({ domain: z.string(), address: z.string() }),
    }),
  ),
})
const vectors = z
  .strictObject({
    ethereum: Read,
    solana: Read,
    malformed: z.strictObject({ source: Source, messages: z.record(z.string(), z.string()) }),
    malformedUris: z.strictObject({ source: Source, uris: z.array(z.string()) }),
  })
  .parse(JSON.parse(readFileSync(new URL("../vectors/sign-in.json", import.meta.url), "utf8")))

const now = Date.parse("2022-06-01T00:00:00Z")
const ETHEREUM = "0xe5A12547fe4E872D192E3eCecb76F2Ce1aeA4946"
const asker = { origin: "https://service.org", address: ETHEREUM, chainId: "1", now }

describe.each([vectors.ethereum, vectors.solana])("a sign-in of $source.repository", ({ messages }) => {
  const all = Object.entries(messages).map(([name, one]) => ({ name, ...one }))
  const [users, others] = [true, false].map((has) =>
    all.filter(({ fields }) => fields.domain.includes("@") === has),
  )

  test.each(others ?? [])("is read with all that it says: $name", ({ message, fields }) => {
    const { domain, address } = fields
    const signIn = readSignIn(message, { origin: `http://${domain}`, address, chainId: "1", now })
    expect(signIn).toMatchObject({ ...fields, problems: [] })
  })

  test.each(users ?? [])(
    "is refused a name before its host, which the standard has: $name",
    ({ message, fields }) => {
      const { address } = fields
      const signIn = readSignIn(message, { origin: "http://127.0.0.1:8080", address, chainId: "1", now })
      expect(signIn?.problems).toContain("malformed")
    },
  )
})

test.each(Object.entries(vectors.malformed.messages))("is malformed: %s", (_, message) => {
  expect(readSignIn(message, asker)?.problems).toContain("malformed")
})

test.each(vectors.malformedUris.uris)("is malformed where it is for %s", (uri) => {
  const text = (its: string) =>
    `service.org wants you to sign in with your Ethereum account:\n${ETHEREUM}\n\n\nURI: ${its}\nVersion: 1\nChain ID: 1\nNonce: 32891757\nIssued At: 2021-09-30T16:25:24.000Z`
  expect(readSignIn(text("https://service.org/login"), asker)?.problems).toEqual([])
  expect(readSignIn(text(uri), asker)?.problems).toEqual(["malformed"])
})

describe("an account in a sign-in", () => {
  const text = (address: string) =>
    `service.org wants you to sign in with your Ethereum account:\n${address}\n\n\nURI: https://service.org\nVersion: 1\nChain ID: 1\nNonce: 32891757\nIssued At: 2021-09-30T16:25:24.000Z`

  test("may be in small letters, as many sites write it", () => {
    expect(readSignIn(text(ETHEREUM.toLowerCase()), asker)?.problems).toEqual([])
  })

  test("is malformed with a wrong capital", () => {
    expect(readSignIn(text(ETHEREUM.replace("e5A", "E5A")), asker)?.problems).toEqual(["malformed"])
  })
})
