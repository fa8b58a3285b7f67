/** What a person reads stands in the catalogues of words and nowhere else, so that it can be said in each language. */
import { readFileSync } from "node:fs"
import ts from "typescript"
import { describe, expect, test } from "vitest"
import { catalogues } from "~popup/language"
import { type FaultCode, faults } from "~protocol"
import { sourceFiles } from "./imports"

/** What the browser reads to a person, and what our own parts show. */
const ATTRIBUTES = ["aria-label", "aria-description", "title", "placeholder", "alt"]
const OF_PARTS = ["name", "label", "hint", "text"]

/** The words written in markup itself. */
function literalsIn(text: string): string[] {
  const source = ts.createSourceFile("a.tsx", text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX)
  const found: string[] = []
  const add = (words: string) => {
    if (/\p{L}/u.test(words)) found.push(words.trim())
  }
  /** What an expression comes to, whichever way it is chosen; what a call is given is not shown. */
  const lookInto = (node: ts.Node | undefined): void => {
    if (node === undefined) return
    if (ts.isStringLiteralLike(node)) add(node.text)
    if (ts.isTemplateExpression(node))
      for (const { literal } of [{ literal: node.head }, ...node.templateSpans]) add(literal.text)
    if (ts.isConditionalExpression(node)) for (const way of [node.whenTrue, node.whenFalse]) lookInto(way)
    if (ts.isBinaryExpression(node))
      for (const side of [node.left, node.right]) if (!isCompared(node)) lookInto(side)
    if (ts.isParenthesizedExpression(node) || ts.isJsxExpression(node)) lookInto(node.expression)
  }
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node)) add(node.text)
    if (ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent)) lookInto(node)
    if (ts.isJsxAttribute(node) && isShown(node)) lookInto(node.initializer)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

function isCompared({ operatorToken: { kind } }: ts.BinaryExpression): boolean {
  return kind === ts.SyntaxKind.EqualsEqualsEqualsToken || kind === ts.SyntaxKind.ExclamationEqualsEqualsToken
}

function isShown({ name, parent }: ts.JsxAttribute): boolean {
  const [attribute, tag] = [name.getText(), parent.parent.tagName.getText()]
  return ATTRIBUTES.includes(attribute) || (/^[A-Z]/.test(tag) && OF_PARTS.includes(attribute))
}

describe("the face", () => {
  test("has no sentence in its markup", () => {
    const views = sourceFiles.filter((file) => file.startsWith("src/popup/") && file.endsWith(".tsx"))
    expect(views.length).toBeGreaterThan(20)
    const found = views.flatMap((file) =>
      literalsIn(readFileSync(file, "utf8")).map((words) => `${file}: ${words}`),
    )
    expect(found).toEqual([])
  })

  test("would be caught with one, wherever it stands", () => {
    const caught = [
      "<p>Hello</p>",
      '<p>{"Hello"}</p>',
      '<p>{a ? "Hello" : b}</p>',
      '<p>{a === "b" && "Hello"}</p>',
      `<p>{${"`Hello $"}{a}${"`"}}</p>`,
      `<p>{${"`$"}{a} Hello${"`"}}</p>`,
      '<img alt="Hello" />',
      '<input placeholder={a ?? "Hello"} />',
      '<Row name="Hello" />',
    ]
    for (const markup of caught) expect([markup, literalsIn(markup)]).toEqual([markup, ["Hello"]])
    const fine = '<a href="x" className="b" title={say("home.sites")}>{say("home.sites")} · {c}{" "}</a>'
    expect(literalsIn(fine)).toEqual([])
  })
})

describe("what went wrong", () => {
  /** What only pages, or who speaks to the KMS, can be told. */
  const elsewhere = [
    ...["USER_REJECTED", "PAGE_LEFT", "WALLET_DISCONNECTED", "ORIGIN_REFUSED", "ORIGIN_NOT_CONNECTED"],
    ...["ACCOUNT_NOT_CONNECTED", "METHOD_UNSUPPORTED", "PARAMS_INVALID", "SITE_SLOWED", "SCOPE_NOT_GRANTED"],
    ...["SCOPE_CHAINS_UNSUPPORTED", "SCOPE_METHODS_UNSUPPORTED", "SCOPE_NOTIFICATIONS_UNSUPPORTED"],
    ...[
      "SCOPE_MISMATCH",
      "SCOPED_PROPERTIES_INVALID",
      "SESSION_PROPERTIES_INVALID",
      "CAPABILITY_UNSUPPORTED",
    ],
    ...["CALLS_CHAIN_UNSUPPORTED", "CALLS_ID_TAKEN", "CALLS_UNKNOWN", "CALLS_TOO_MANY"],
    ...["ATOMICITY_UNSUPPORTED", "MESSAGE_REFUSED", "ROTATION_ABSENT", "FILTER_UNKNOWN", "BODY_MALFORMED"],
    ...["BODY_TOO_LARGE", "UNAUTHENTICATED", "NOT_FOUND", "METHOD_UNKNOWN", "VERB_REFUSED"],
    ...["METHOD_UNAVAILABLE", "POLICY_INVALID", "TAKEN", "LAST_ROOT", "SECRET_REFUSED", "ORDER_REFUSED"],
    ...["TRANSACTION_UNREADABLE", "KEY_REFUSED"],
  ]
  const said = new Set(Object.keys(catalogues.en.fault).map((key) => key.replace(/_(one|other)$/, "")))
  const codes = Object.keys(faults)

  test("is said to a person in each language, or to nobody but pages and the KMS", () => {
    expect(codes.filter((code) => !said.has(code) && !elsewhere.includes(code))).toEqual([])
    expect(elsewhere.filter((code) => said.has(code) || !codes.includes(code))).toEqual([])
    expect([...said].filter((code) => !codes.includes(code))).toEqual([])
  })

  test("is said whole, with nothing that was not told", () => {
    const read = new Set<string>()
    const context = new Proxy(
      {},
      {
        get: (_, name) => {
          read.add(String(name))
          return 7_000
        },
      },
    )
    for (const code of said) {
      read.clear()
      const { sentence } = faults[code as FaultCode] as { sentence: (context: object) => string }
      sentence(context)
      const all = { count: 7, ...Object.fromEntries([...read].map((name) => [name, name])) }
      for (const text of textsOf(code)) {
        for (const [, name] of text.matchAll(/\{\{(.*?)\}\}/g)) expect(Object.keys(all)).toContain(name)
      }
    }
  })

  function textsOf(code: string): string[] {
    const entries = Object.entries<string | Record<string, string>>(catalogues.en.fault)
    const mine = entries.filter(([key]) => key.replace(/_(one|other)$/, "") === code)
    return mine.flatMap(([, words]) => (typeof words === "string" ? [words] : Object.values(words)))
  }
})
