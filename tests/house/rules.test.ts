/**
 * Rules that somebody wrote down before there was code, and the tests that keep them: each rule stands in the title of at
 * least one test, as `(rule 7)`, `(rules 12 and 13)`, `(rule 16: …)`, or with `rule 7: …` at its beginning. Rules of
 * another list bear its word before: `(origins rule 3)`.
 */
import { readFileSync } from "node:fs"
import ts from "typescript"
import { describe, expect, test } from "vitest"
import { filesUnder } from "~scripts"

/** Number → what it demands, briefly. */
type Rules = Readonly<Record<number, string>>

const kmsRules: Rules = {
  1: "The stamp is verified over the received bytes before anything in them is read, once and strictly.",
  2: "Stamps are verified by node:crypto with keys that are kept, and a high s is good.",
  3: "An authenticator is found by organization and key together; weak keys are refused, and what expired is nobody.",
  4: "A request is in time by trusted time, and the same bytes are the same request, over restarts.",
  5: "Rules are CEL: checked when written, bounded, deny by default, and whatever goes wrong is a denial.",
  6: "Rules see only what was read in the very bytes that are signed.",
  7: "A limit is exact, however many ask at once and whatever is killed.",
  8: "Whatever lets value leave is spend, and what is dangerous is denied unless granted by name.",
  9: "The name of a policy never gives more than the caller has.",
  10: "ROOT is limited and written down too, and the last of them stays.",
  11: "The signer acts on an order for one use, over the exact bytes.",
  12: "Signatures are those of their standards, and each is verified before it leaves.",
  13: "No public key is taken from a caller beside a private one.",
  14: "A sealed seed opens in its place only, and is never text.",
  15: "No signature without an entry in the log before it, and no entry without an end.",
  16: "The log is a tree of RFC 6962 under signed checkpoints, which a command verifies.",
  17: "What is measured is what is started, attested as COSE_Sign1, and debug mode has no measurements.",
  18: "A client pins the root and every measurement, and accepts no document with any bit changed.",
  19: "CBOR, COSE, certificates and HPKE are those that other tools read and write.",
  20: "PostgreSQL is the only store: embedded, or any other.",
  21: "The enclaves are processes of their own, closed in, that talk over a socket.",
}

const originsRules: Rules = {
  1: "Who asks is who the browser says, and some who ask are nobody.",
  2: "A request belongs to its document, and nobody else gets its answer.",
  3: "A permission is a whole origin's.",
  4: "What a page asked ends with the page, the connection, the lock or the account.",
  5: "A window that is closed refuses what it showed; one that loses the focus does not.",
  6: "There is one window and one queue, with room for so many of one site.",
  7: "Who floods is slowed, over the worker's death, and a person can lift it.",
  8: "A button that grants does nothing until it could be seen, and nothing by a stale press.",
  9: "The extension's pages load nothing of others, and are in no frame.",
  10: "What was seen is what is signed, by its digest.",
  11: "All ways in go through the same checks.",
  12: "What only the extension's pages may say is taken from them only, by sender.",
  13: "Whatever a page waits for ends, with a result or an error with a code.",
}

/** The word before `rule` in titles, with the blank after it, and its rules. */
const lists: readonly [word: string, rules: Rules][] = [
  ["", kmsRules],
  ["origins ", originsRules],
]

const titles = filesUnder("tests")
  .filter((file) => /\.test\.tsx?$/.test(file))
  .map((file) => ({ file, text: readFileSync(file, "utf8") }))
  .filter(({ text }) => /\brules? \d/.test(text))
  .flatMap(({ file, text }) => titlesIn(ts.createSourceFile(file, text, ts.ScriptTarget.Latest)))

/** What `describe`, `it` and `test` are called with first, with or without a table before it. */
function titlesIn(node: ts.Node): string[] {
  const own = ts.isCallExpression(node) && isTest(node.expression) ? [node.arguments[0]] : []
  const found = own.flatMap((title) => (title && ts.isStringLiteralLike(title) ? [title.text] : []))
  node.forEachChild((child) => void found.push(...titlesIn(child)))
  return found
}

function isTest(called: ts.Expression): boolean {
  if (ts.isCallExpression(called) || ts.isPropertyAccessExpression(called)) return isTest(called.expression)
  return ts.isIdentifier(called) && ["describe", "it", "test"].includes(called.text)
}

function numbersIn(title: string, word: string): number[] {
  const named = new RegExp(`(?:^|\\()${word}rules? (\\d+(?:(?:, | and )\\d+)*)`).exec(title)
  return (named?.[1]?.match(/\d+/g) ?? []).map(Number)
}

test("a title names its rules in a few ways, and only in these", () => {
  expect(numbersIn("is good for one use (rule 11)", "")).toEqual([11])
  expect(numbersIn("is kept (rules 3, 12 and 13)", "")).toEqual([3, 12, 13])
  expect(numbersIn("a checkpoint (rule 16: C2SP)", "")).toEqual([16])
  expect(numbersIn("rule 5: a policy of rules", "")).toEqual([5])
  expect(numbersIn("is asked once (origins rule 2)", "")).toEqual([])
  expect(numbersIn("is asked once (origins rule 2)", "origins ")).toEqual([2])
  expect(numbersIn("names rule 1 as the mistake", "")).toEqual([])
})

describe.each(lists)("of the %srules", (word, rules) => {
  const named = titles.flatMap((title) => numbersIn(title, word))

  test("each is in the title of a test that keeps it", () => {
    const missing = Object.entries(rules).filter(([number]) => !named.includes(Number(number)))
    expect(missing).toEqual([])
  })

  test("none is in a title that is not there", () => {
    expect(named.filter((number) => rules[number] === undefined)).toEqual([])
  })
})
