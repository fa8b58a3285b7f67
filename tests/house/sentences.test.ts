/** What a person reads stands in the catalogues of words and nowhere else, so that it can be said in each language. */
import { readFileSync } from "node:fs"
import ts from "typescript"
import { describe, expect, test } from "vitest"
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
