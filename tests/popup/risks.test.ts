/** What is said about each risk: none is without a sentence, in either language, and none says what it was not told. */
import { afterEach, expect, test } from "vitest"
import { catalogues, chooseLanguage } from "~popup/language"
import { riskSentenceOf, sortedRisks } from "~popup/words/risks"
import { type Risk, riskCodes, risks } from "~protocol"

afterEach(() => chooseLanguage("en"))

const ADDRESS = "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48"
const riskOf = (code: Risk["code"], terms: Risk["terms"], place: number | null = null): Risk => ({
  code,
  severity: risks[code].severity,
  terms,
  place,
})

test("every risk has a sentence in both languages, and no sentence is left over", () => {
  for (const { risk } of Object.values(catalogues))
    expect(Object.keys(risk).sort()).toEqual([...riskCodes].sort())
})

test.each(riskCodes)("%s says what it is told, and nothing else", (code) => {
  const terms = Object.fromEntries(risks[code].terms.map((term) => [term, `<${term}>`]))
  for (const language of ["en", "de"] as const) {
    chooseLanguage(language)
    const sentence = riskSentenceOf(riskOf(code, terms), [], false)
    expect(sentence).not.toMatch(/\{\{|…$/)
    const said = [...sentence.matchAll(/<(\w+)>/g)].map(([, term]) => term)
    for (const term of said) expect(risks[code].terms).toContain(term)
    expect(sentence.length).toBeGreaterThan(20)
  }
})

test("an address is shortened, and a token that is known is called by its symbol", () => {
  const risk = riskOf("approval", { asset: ADDRESS.toLowerCase(), spender: ADDRESS.replace("A0b8", "A0b9") })
  const asset = { chain: "eip155:1", address: ADDRESS, tokenId: null }
  const facts = { asset, symbol: "USDC", decimals: 6, source: "listed" } as const
  expect(riskSentenceOf(risk, [facts], false)).toContain("0xA0b969…06eB48 could take USDC")
})

test("a page's own words in a risk are short, and cannot turn what stands around them", () => {
  const sentence = riskSentenceOf(
    riskOf("simulation-fails", { reason: `\u202E${"no ".repeat(500)}` }),
    [],
    false,
  )
  expect(sentence).not.toContain("\u202E")
  expect(sentence.length).toBeLessThan(300)
})

test("a term cannot speak for another", () => {
  const sentence = riskSentenceOf(
    riskOf("look-alike-domain", { domain: "{{like}}", like: "uniswap.org" }),
    [],
    false,
  )
  expect(sentence).not.toMatch(/^uniswap\.org/)
})

test("in a batch it is said which call is meant, and the worst comes first", () => {
  expect(riskSentenceOf(riskOf("order-for-nothing", {}, 1), [], true)).toMatch(/^Call 2: /)
  const all = [
    riskOf("new-recipient", {}),
    riskOf("phishing-site", {}),
    riskOf("approval", {}),
    riskOf("approve-all", {}),
  ]
  expect(sortedRisks(all).map(({ severity }) => severity)).toEqual(["block", "high", "careful", "note"])
})
