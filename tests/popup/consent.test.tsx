import fc from "fast-check"
import { renderToStaticMarkup } from "react-dom/server"
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import { Consent } from "~popup/screens/consent"
import type { ConsentSubject, TypedMember } from "~protocol"
import { consentsOf, scenes } from "./pictures/scenes"
import { order } from "./pictures/typed-data-scenes"

const OWN = "chrome-extension://countersign"

beforeAll(() => vi.stubGlobal("location", { origin: OWN }))
afterAll(() => vi.unstubAllGlobals())

const markupOf = (subject: ConsentSubject, origin: string | null = "https://app.example.org") => {
  const [consent] = consentsOf({ origin, subjects: [subject], sites: [], activity: [] }, OWN)
  if (!consent) throw new Error("no consent")
  return renderToStaticMarkup(
    <Consent consent={consent} onDecide={() => undefined} refresh={() => undefined} />,
  )
}

/** What a person reads, and selects, and hears. */
const textOf = (markup: string) =>
  markup
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#x27;", "'")
    .replaceAll("&amp;", "&")

const sceneOf = (name: string) => {
  const [subject] = scenes[name]?.subjects ?? []
  if (!subject) throw new Error(`There is no scene ${name}.`)
  return subject
}
const readingOf = (name: string) => textOf(markupOf(sceneOf(name)))

test("every consent has its one question and its two buttons", () => {
  for (const { origin, subjects } of Object.values(scenes)) {
    for (const subject of subjects) {
      const markup = markupOf(subject, origin)
      expect(markup.match(/<h1/g)).toHaveLength(1)
      expect(markup).toContain('data-testid="reject"')
      expect(markup).toContain('data-testid="approve"')
    }
  }
})

test("a consent that you started in the wallet names you and no site", () => {
  const text = textOf(markupOf(sceneOf("speed-up"), null))
  expect(text).toContain("You, in the wallet")
  expect(text).not.toContain("chrome-extension")
  expect(text).toContain("Leave as it is")
})

test("a site cannot pass for you", () => {
  expect(textOf(markupOf(sceneOf("speed-up"), `${OWN}.evil.example`))).not.toContain("You, in the wallet")
})

test("whatever is in typed data is on the screen, every name and every value", () => {
  const word = fc.string({ unit: fc.constantFrom(..."abcXYZ019-._ "), minLength: 1, maxLength: 12 })
  const { member } = fc.letrec<{ member: TypedMember }>((tie) => ({
    member: fc.record({
      name: word,
      type: fc.constantFrom("string", "uint256", "address", "bytes", "Person[]"),
      value: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        word,
        fc.array(tie("member"), { maxLength: 3 }),
      ),
    }),
  }))
  const wordsIn = ({ name, value }: TypedMember): string[] =>
    typeof value === "string" ? [name, value] : [name, ...value.flatMap(wordsIn)]
  fc.assert(
    fc.property(fc.array(member, { maxLength: 4 }), (message) => {
      const text = textOf(markupOf({ ...order, message }))
      for (const said of message.flatMap(wordsIn)) expect(text).toContain(said)
    }),
    { numRuns: 60 },
  )
})

test("arrays say how many they hold, also when it is none", () => {
  const text = readingOf("typed-data")
  expect(text).toContain("OfferItem[], 2 items")
  expect(text).toContain("ConsiderationItem[], 0 items")
})

test("text that turns what is read stays in its place in typed data", () => {
  expect(readingOf("typed-data-nowhere")).toContain("PledgesU+202E!eerf era")
})

test("each call of a batch is shown with its place, its recipient whole and its cost", () => {
  const text = readingOf("batch")
  for (const said of [
    "1 of 3",
    "2 of 3",
    "3 of 3",
    "Call a contract",
    "Send 0.25 ETH",
    "Total in ETH, at most",
  ])
    expect(text).toContain(said)
  expect(text).toContain("0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48")
  expect(text.match(/Network fee, at most/g)).toHaveLength(3)
})

test("a network is shown with the host that would be asked, and what only the site says", () => {
  const text = readingOf("chain")
  for (const said of ["Zora", "7777777", "rpc.zora.example", "explorer.zora.example", "18 decimals"])
    expect(text).toContain(said)
  expect(text).toContain("Only the chain id was checked")
})

test("a token is shown as it describes itself, beside what the site said", () => {
  const text = readingOf("asset-claimed")
  expect(text).toContain("The token says")
  expect(text).toContain("The site said")
  expect(text).toContain("USDC, 18 decimals")
})

test("an app that signs in is shown with its limit, its end and its key", () => {
  const text = readingOf("login")
  for (const said of ["$10.00 a day", "24 Nov 2026", "k2uJ9-Qf1xW0aZtB", "tabby-market"])
    expect(text).toContain(said)
})

test("approving without asking is shown with each amount, its end, and the way to end it", () => {
  const text = readingOf("auto-confirm")
  for (const said of ["0.05 ETH in all", "0.5 SOL in all", "24 Nov 2026", "disconnect the site"])
    expect(text).toContain(said)
})

test("a sign-in for another account shows that account whole", () => {
  const subject = sceneOf("sign-in")
  if (subject.kind !== "message" || subject.signIn === null) throw new Error("no sign-in")
  const signIn = { ...subject.signIn, address: "0x00000000000000000000000000000000000000aa" }
  const text = textOf(markupOf({ ...subject, signIn: { ...signIn, problems: ["address-differs"] } }))
  expect(text).toContain("Account in the message0x00000000000000000000000000000000000000aa")
})

test("a sign-in that also connects says so, and shows the whole message", () => {
  const text = readingOf("sign-in-connects")
  expect(text).toContain("Connects this site")
  expect(text).toContain("wants you to sign in with your Solana account")
})
