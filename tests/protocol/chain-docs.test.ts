import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { chainMethods, ethereumReadMethods } from "~protocol"

test("the page about chains names every method that is answered or passed on", () => {
  const page = readFileSync("docs/chains.md", "utf8")
  const methods = [...Object.keys(chainMethods), ...Object.keys(ethereumReadMethods)]
  expect(methods.filter((method) => !page.includes(`\`${method}\``))).toEqual([])
})
