/** What stands in the window once the background has added to a request. */
import { renderToStaticMarkup } from "react-dom/server"
import { expect, test } from "vitest"
import { Changes } from "~popup/facts/changes"
import { Does } from "~popup/facts/does"
import { Outlook } from "~popup/facts/outlook"
import { Risks } from "~popup/parts/risks"
import { Beyond } from "~popup/screens/beyond"
import type { Seen } from "~popup/use-insight"
import { knownOf } from "~popup/words/known"
import { type ConsentSubject, Insight } from "~protocol"
import { insightScenes } from "./pictures/insight-scenes"
import { insightOf } from "./pictures/insights"
import { consentsOf, scenes } from "./pictures/scenes"

const nothing = () => undefined
/** A shortened address that is kept whole is part of its sentence. */
const textOf = (markup: string) =>
  markup
    .replaceAll(/<span class="unbroken">([^<]*)<\/span>/g, "$1")
    .replaceAll(/<[^>]*>/g, "|")
    .replaceAll(/\|+/g, "|")

function sceneOf(name: string): { subject: ConsentSubject; insight: Insight; seen: Seen } {
  const scene = insightScenes[name]
  const [subject] = scene?.subjects ?? []
  if (!subject) throw new Error(`There is no scene ${name}.`)
  const insight = Insight.parse(scene?.answers?.["popup.insight"])
  return { subject, insight, seen: { status: "known", insight } }
}

function beyondOf(name: string): string {
  const { subject, seen } = sceneOf(name)
  return textOf(renderToStaticMarkup(<Beyond subject={subject} seen={seen} onAmend={nothing} />))
}

test("an approval says who may take how much, whole, and can be made smaller", () => {
  const text = beyondOf("insight-approval")
  expect(text).toContain("Allow 0x3fC91A…2b7FAD to take up to 100 USDC")
  expect(text).toContain("Who may take it|0x3fC91A3afd70395Cd496C647d5a6CC9D4B2b7FAD")
  expect(text).toContain("Allow less")
})

test("what is no plain approval of a token cannot be made smaller", () => {
  for (const scene of ["insight-swap", "insight-order", "insight-unknown", "insight-fails"])
    expect(beyondOf(scene)).not.toContain("Allow less")
})

test("the outcome says in words what is given and what is received", () => {
  const text = beyondOf("insight-swap")
  expect(text).toContain("You give|− 1 ETH")
  expect(text).toContain("You receive|+ 2,318.44 USDC")
})

test("the place of the outcome is there from the first moment, and stays where nothing can be had", () => {
  const { subject } = sceneOf("insight-swap")
  for (const seen of [{ status: "reading" }, { status: "none" }] as const) {
    const markup = renderToStaticMarkup(<Changes seen={seen} about={knownOf(subject, seen)} />)
    expect(markup).toContain('data-testid="changes"')
  }
  expect(beyondOf("insight-unknown")).toContain("The network did not answer")
})

test("a plain payment is not said twice", () => {
  expect(beyondOf("insight-send-sol")).not.toContain("What it does")
  expect(beyondOf("insight-solana")).toContain("What it does")
})

test("what stands inside, and bytes that were not read, are under the fold with their members", () => {
  const { subject, seen } = sceneOf("insight-solana")
  if (subject.kind !== "transaction") throw new Error("no transaction")
  const text = textOf(renderToStaticMarkup(<Does subject={subject} seen={seen} onAmend={nothing} />))
  expect(text).toContain("0x0102030405060708")
  expect(beyondOf("insight-approval")).toContain("approve(address,uint256)")
})

test("a denial shows its rule, its comment and how far the limit is", () => {
  const { insight, subject, seen } = sceneOf("insight-denied")
  const text = textOf(
    renderToStaticMarkup(<Outlook outlook={insight.outlook} known={knownOf(subject, seen)} />),
  )
  for (const said of [
    "it would pass a limit",
    "daily-limit",
    "No more than $500",
    "$180.00 of $500.00",
    "$800.00",
  ])
    expect(text).toContain(said)
})

test("a limit is said in words, with what is left of it", () => {
  expect(beyondOf("insight-swap")).toContain(
    "$180.00 used, this takes $120.00: $200.00 of $500.00 in 24 hours",
  )
})

test("grave risks are announced at once, and each is told apart in words", () => {
  const { insight } = sceneOf("insight-blocked")
  const markup = renderToStaticMarkup(
    <Risks risks={insight.risks} severities={["block", "high"]} assets={insight.assets} isBatch={false} />,
  )
  expect(markup.match(/role="alert"/g)).toHaveLength(2)
  expect(textOf(markup)).toMatch(/Blocked: .*Danger: /)
})

test("each scene holds what the background could say", () => {
  for (const scene of Object.values(scenes)) {
    const made = consentsOf(scene, "chrome-extension://own").map((consent) =>
      insightOf(consent, "chrome-extension://own"),
    )
    for (const insight of made) expect(Insight.parse(insight)).toEqual(insight)
    const answer = scene.answers?.["popup.insight"]
    if (answer !== undefined) expect(Insight.parse(answer)).toBeDefined()
  }
})

test("a scene without an insight of its own is read as the background reads it", () => {
  const readOf = (name: string) => {
    const scene = scenes[name]
    const [consent] = scene ? consentsOf(scene, "chrome-extension://own") : []
    if (!consent) throw new Error(`There is no scene ${name}.`)
    return insightOf(consent, "chrome-extension://own")
  }
  expect(readOf("call-contract").readings[0]).toMatchObject({ how: "exact", action: { type: "send" } })
  expect(readOf("typed-data").readings[0]).toMatchObject({ how: "exact", protocol: "Seaport 1.6" })
  expect(readOf("batch-solana").readings).toHaveLength(3)
  expect(readOf("message-hides").risks.map(({ code }) => code)).toContain("hidden-characters")
  expect(readOf("sign-in-elsewhere").risks.map(({ code }) => code)).toContain("sign-in-other-host")
})
