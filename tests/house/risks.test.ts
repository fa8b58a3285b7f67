/** The table of risks that people are shown in docs/consent.md is the one that the wallet has. */
import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { risks } from "~protocol"

const ROW = /^\| `([a-z-]+)` \| (note|careful|high|block) \| .+ \|$/

test("docs/consent.md lists each risk, as grave as it is", () => {
  const rows = readFileSync("docs/consent.md", "utf8")
    .split("\n")
    .flatMap((line) => {
      const [, code = "", severity = ""] = line.match(ROW) ?? []
      return code === "" ? [] : [[code, severity]]
    })
  expect(rows).toEqual(Object.entries(risks).map(([code, { severity }]) => [code, severity]))
})
