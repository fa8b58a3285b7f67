import { afterEach, describe, expect, test } from "vitest"
import { dollarsOf, formatAmount, shortenAmount } from "~popup/amounts"
import {
  catalogues,
  chooseLanguage,
  type Language,
  languageOf,
  languages,
  onLanguage,
  say,
} from "~popup/language"
import { agoOf, momentOf } from "~popup/times"
import { approveLabelOf, lengthInWords, meaningOf, questionOf, warningsOf } from "~popup/words"
import { consentsOf, type Scene, scenes } from "./pictures/scenes"
import { ethereumCall, transactionOf } from "./subjects"

afterEach(() => chooseLanguage("en"))

type Words = { readonly [key: string]: string | Words }
const wordsIn = (words: Words, path = ""): [path: string, text: string][] =>
  Object.entries(words).flatMap(([key, word]) =>
    typeof word === "string" ? [[path + key, word]] : wordsIn(word, `${path}${key}.`),
  )
const PLURAL = /_(zero|one|two|few|many|other)$/
const sharedOf = (path: string) => path.replace(PLURAL, "")
const placeholdersIn = (text: string) =>
  [...text.matchAll(/\{\{(.*?)\}\}/g)].map(([, name]) => name ?? "").toSorted()
const spoken = Object.keys(languages) as Language[]
const [english, others] = [wordsIn(catalogues.en), spoken.filter((language) => language !== "en")]
const consents = Object.values(scenes).flatMap((scene: Scene) => consentsOf(scene, "chrome-extension://own"))

describe.each(spoken)("what is said in %s", (language) => {
  const words = wordsIn(catalogues[language])

  test("is all there, and nothing of it is empty", () => {
    expect(new Set(words.map(([path]) => sharedOf(path)))).toEqual(
      new Set(english.map(([path]) => sharedOf(path))),
    )
    expect(words.filter(([, text]) => text.trim() === "" || text.trim() !== text)).toEqual([])
  })

  test("has each plural in each of the forms that the language has", () => {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted()
    const plurals = new Set(words.filter(([path]) => PLURAL.test(path)).map(([path]) => sharedOf(path)))
    expect(plurals.size).toBeGreaterThan(10)
    for (const plural of plurals) {
      const found = words.filter(([path]) => PLURAL.test(path) && sharedOf(path) === plural)
      expect([plural, found.map(([path]) => path.match(PLURAL)?.[1]).toSorted()]).toEqual([plural, forms])
    }
  })

  test("has no placeholder that is written in another way than all the others", () => {
    for (const [, text] of words) {
      expect(placeholdersIn(text).join()).toMatch(/^[a-z,]*$/)
      expect(text.replaceAll(/\{\{[a-z]+\}\}/g, "")).not.toMatch(/[{}]|\$t\(/)
    }
  })
})

test("a word in another language says the same values as in English", () => {
  const values = (words: [string, string][]) =>
    Object.fromEntries(words.map(([path, text]) => [path, placeholdersIn(text)]))
  for (const language of others)
    expect(values(wordsIn(catalogues[language]))).toEqual(expect.objectContaining(values(english)))
})

test("the system's language is the first that the face speaks, else English; a choice is a choice", () => {
  expect(languageOf("system", ["fr-FR", "de-AT", "en"])).toBe("de")
  expect(languageOf("system", ["DE"])).toBe("de")
  expect(languageOf("system", ["fr", "constructor"])).toBe("en")
  expect(languageOf("system", [])).toBe("en")
  expect(languageOf("en", ["de"])).toBe("en")
})

test("a language that is chosen is spoken at once, and the page says which it is", () => {
  const root = { lang: "", dir: "" }
  let told = 0
  const stop = onLanguage(() => told++)
  chooseLanguage("de", root)
  expect(root).toEqual({ lang: "de", dir: "ltr" })
  expect(say("consent.reject")).toBe("Ablehnen")
  chooseLanguage("en", root)
  chooseLanguage("en", root)
  stop()
  chooseLanguage("de")
  expect([root.lang, told]).toEqual(["en", 2])
})

test("every consent asks, names and says what it means in German, and in nothing else", () => {
  const asker = { origin: "https://app.example.org", isOwn: false }
  const saidOf = () =>
    consents.map(({ subject }) => [
      questionOf(subject),
      approveLabelOf(subject),
      meaningOf(subject),
      ...warningsOf(subject, asker).map(({ sentence }) => sentence),
    ])
  const inEnglish = saidOf().flat()
  chooseLanguage("de")
  for (const [question, label, ...sentences] of saidOf()) {
    expect(question).toMatch(/^[^a-z].+\?$/)
    expect(label).toMatch(/^[A-ZÄÖÜ]/)
    for (const sentence of sentences) expect(sentence).toMatch(/\.$/)
    for (const said of [question, label, ...sentences]) expect(inEnglish).not.toContain(said)
  }
  expect(questionOf(transactionOf(ethereumCall()))).toBe("0,25 ETH senden?")
})

test("amounts, times and counts are written as the language writes them, and are as exact", () => {
  chooseLanguage("de")
  expect(formatAmount("1234567890000000001", 9)).toBe("1.234.567.890,000000001")
  expect(shortenAmount("1999999999", 9, 6)).toBe("1,999999…")
  expect(dollarsOf(123_456_789)).toBe("1.234.567,89\u00a0$")
  expect(momentOf(Date.UTC(2026, 10, 24, 19, 4), "UTC")).toBe("24.11.2026, 19:04")
  expect([agoOf(0, 60_000), agoOf(0, 7_200_000), agoOf(0, 5)]).toEqual([
    "vor 1 Minute",
    "vor 2 Stunden",
    "gerade eben",
  ])
  expect([lengthInWords("0x00"), lengthInWords(`0x${"00".repeat(1200)}`)]).toEqual(["1 Byte", "1.200 Bytes"])
})

test("a value that is written like a placeholder, a reference or a pattern is said as it is", () => {
  for (const hostile of ["{{amount}}", "$t(common.product)", "$& $1 $$ $`", "<b>&amp;</b>", "{{- title}}"]) {
    expect(say("calls.title.send", { amount: hostile })).toBe(`Send ${hostile}`)
    expect(say("transaction.question", { title: say("calls.title.send", { amount: hostile }) })).toBe(
      `Send ${hostile}?`,
    )
  }
})

test("a key that is not there, and a value that is left out, do not compile", () => {
  const wrong = () => [
    // @ts-expect-error there is no such word
    say("common.nothing"),
    // @ts-expect-error an area is no word
    say("common"),
    // @ts-expect-error it says an amount
    say("calls.title.send"),
    // @ts-expect-error a plural takes its count
    say("connect.sees", {}),
    // @ts-expect-error a form of a plural is not asked for by itself
    say("common.bytes_one", { count: 1 }),
  ]
  expect(wrong).toBeTypeOf("function")
})
