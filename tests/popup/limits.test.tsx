/** What the face says of limits: what can be chosen, what a site may do with it, and what is left. */
import type { ReactNode } from "react"
import { renderToStaticMarkup } from "react-dom/server"
import { expect, test } from "vitest"
import { Facts } from "~popup/facts/facts"
import { SiteLimit } from "~popup/facts/site-limit"
import type { ConsentSubject, SiteAllowance } from "~protocol"
import { mainnet, solana } from "./pictures/nouns"
import { scenes } from "./pictures/scenes"

const textOf = (node: ReactNode) =>
  renderToStaticMarkup(node)
    .replaceAll(/<option[^>]* selected=""[^>]*>/g, "|chosen: ")
    .replaceAll(/<[^>]*>/g, "|")
    .replaceAll(/\|+/g, "|")

function factsOf(name: string): string {
  const subject = scenes[name]?.subjects[0] as ConsentSubject
  const consent = { subject, askedAt: Date.UTC(2026, 10, 23, 9, 41) }
  return textOf(
    <Facts consent={consent} seen={{ status: "none" }} isAmending={false} onAmend={() => undefined} />,
  )
}

test("a site that connects may spend nothing without asking, and move nothing, until that is chosen", () => {
  const text = factsOf("connect")
  expect(text).toContain("It may spend without asking|Ethereum|chosen: Nothing|Up to 0.005 ETH|")
  expect(text).toContain("Sign or move anything without you")
  expect(text).not.toContain("Send payments")
})

test("once it is chosen, it is said what the site may do, how far, and until when", () => {
  const text = factsOf("connect-limit")
  expect(text).toContain("Ethereum|Nothing|Up to 0.005 ETH|chosen: Up to 0.01 ETH|")
  expect(text).toContain("Solana|chosen: Nothing|")
  expect(text).toMatch(/Ends 23 Nov 2026/)
  expect(text).toContain("Send payments that the wallet can read whole")
  expect(text).toContain("Go over these amounts, fees included")
  expect(text).not.toContain("Sign or move anything without you")
})

test("an app's limit and auto-confirm's begin with what was asked, and can be made less", () => {
  expect(factsOf("login")).toContain("|$1.00 a day|$2.00 a day|$5.00 a day|chosen: $10.00 a day|")
  expect(factsOf("auto-confirm")).toContain("Ethereum|Nothing|0.005 ETH in all|0.01 ETH in all|")
})

const allowance: SiteAllowance = {
  ...{ limit: "50000000000000000", used: "10000000000000000", asked: null },
  until: Date.UTC(2026, 10, 23, 10, 41),
}
const said = (more: Partial<SiteAllowance>, chain = mainnet) =>
  textOf(<SiteLimit allowance={{ ...allowance, ...more }} chain={chain} />)

test("what is left of what the site may spend is said, and why it asks all the same", () => {
  expect(said({})).toContain("Of 0.05 ETH that it may spend without asking, 0.04 ETH are left until")
  expect(said({})).toContain("This is no plain payment, so you are asked.")
  expect(said({ asked: "60000000000000000" })).toContain("This can take 0.06 ETH, more than is left")
  expect(said({ asked: "10000000000000000" })).toMatch(/are left until [^.]+\.\|$/)
  expect(said({ limit: "5", used: "9" }, solana)).toContain("0 SOL are left")
})
