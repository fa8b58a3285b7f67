import { renderToStaticMarkup } from "react-dom/server"
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import { catalogues, chooseLanguage } from "~popup/language"
import { TopBar } from "~popup/parts/top-bar"
import { Consent } from "~popup/screens/consent"
import { FirstRun } from "~popup/screens/first-run"
import { Loading, Settled, Trouble } from "~popup/screens/moments"
import { Sites } from "~popup/screens/sites"
import { consentsOf, type Scene, scenes } from "./pictures/scenes"

const OWN = "chrome-extension://countersign"
const nothing = () => undefined

beforeAll(() => vi.stubGlobal("location", { origin: OWN }))
afterAll(() => {
  chooseLanguage("en")
  vi.unstubAllGlobals()
})

type Words = { readonly [key: string]: string | Words }
const textsIn = (words: Words): string[] =>
  Object.values(words).flatMap((word) => (typeof word === "string" ? [word] : textsIn(word)))

/** What is English and nothing else: the longest piece of each text between the values it says. */
const german = textsIn(catalogues.de)
const phrases = textsIn(catalogues.en)
  .flatMap((text) => text.split(/\{\{\w+\}\}/))
  .map((piece) => piece.trim())
  .filter((piece) => piece.includes(" ") && !german.some((text) => text.includes(piece)))

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("'", "&#x27;")
const englishIn = (markup: string) => phrases.filter((phrase) => markup.includes(escaped(phrase)))

const views = () => [
  ...Object.values(scenes).flatMap((scene: Scene) =>
    consentsOf(scene, OWN).map((consent) => (
      <Consent key="1" consent={consent} onDecide={nothing} refresh={nothing} />
    )),
  ),
  <TopBar key="2" ids={["a", "b", "c"]} shown="a" onLook={nothing} onRejectAll={nothing} />,
  <FirstRun key="3" waiting={["https://app.example.org"]} onCreated={nothing} />,
  <Loading key="4" />,
  <Settled key="5" afterword={null} />,
  <Trouble key="6" sentence="—" onRetry={nothing} />,
  <Sites key="7" sites={[]} refresh={nothing} />,
]
const markups = () => views().map((view) => renderToStaticMarkup(view))

test("in German, no view says a thing in English, and in English each does", () => {
  expect(phrases.length).toBeGreaterThan(100)
  chooseLanguage("en")
  for (const markup of markups()) expect(englishIn(markup)).not.toEqual([])
  chooseLanguage("de")
  for (const markup of markups()) expect(englishIn(markup)).toEqual([])
})
