/**
 * MetaMask's test dApp in a tab, and a person who works it: presses a button, answers every consent that comes of it
 * in one way, and keeps what the wallet answered to each thing the dApp asked.
 */
import { approve, look, reject, type Surface, until } from "~scripts"
import { pageUrl, type WalletBrowser } from "./wallet-browser"

/** How a person answers; closing the window answers everything that is in it. */
export type Answering = "approve" | "reject" | "close"

/** What the dApp asked, and what it got: `ok`, or the number of the error. */
export type Exchange = { method: string; outcome: "ok" | number }

/** Everything that is asked and told, beneath the provider. */
const LEDGER = `(() => {
  window.ledger = []
  addEventListener("countersign:ask", ({ detail }) => {
    const { id, method } = JSON.parse(detail)
    if (!window.ledger.some((known) => known.id === id)) window.ledger.push({ id, method, tells: [] })
  })
  addEventListener("countersign:tell", ({ detail }) => {
    const told = JSON.parse(detail)
    const asked = told.kind === "answer" && window.ledger.find(({ id }) => id === told.id)
    if (asked) asked.tells.push(told.error ? told.error.code : "ok")
  })
})()`

/** It takes what is announced first, once it has asked it for its chain and its accounts. */
const IS_CHOSEN = `document.getElementById("activeProviderName")?.textContent === "Countersign" || null`

const LONGEST_MS = 20_000

const WARNINGS = `[...document.querySelectorAll(".warnings")].map(({ textContent }) => textContent).join()`

type Row = { id: string; method: string; tells: ("ok" | number)[] }

/** What came of a press: what was asked, until `times` of its method were, and what the windows warned of. */
export type Pressed = { exchanges: Exchange[]; warnings: string }

export type TestDapp = {
  tab: Surface
  press(button: string, answering: Answering, method: string, times?: number): Promise<Pressed>
  /** All that was asked since the page was opened; throws where something was not answered exactly once. */
  exchanges(): Promise<Exchange[]>
  isLive(button: string): Promise<boolean>
  textOf(id: string): Promise<string>
  fill(id: string, value: string): Promise<void>
}

export async function openTestDapp(browser: WalletBrowser): Promise<TestDapp> {
  const tab = await browser.openTab(pageUrl("/test-dapp/"))
  await tab.evaluate(LEDGER)
  await until(() => look(tab, IS_CHOSEN), "No provider is announced.")
  await until(
    () => look(tab, `!document.getElementById("connectButton").disabled || null`),
    "It does not connect.",
  )

  async function rowsFrom(start: number): Promise<Row[]> {
    return (await look<Row[]>(tab, `window.ledger.slice(${start})`)) ?? []
  }

  /** What the window warned of; null where there was none to answer. */
  async function answerOne(answering: Answering): Promise<string | null> {
    const [open] = await browser.openConsents()
    if (open === undefined) return null
    const warnings = await look<string>(open.surface, WARNINGS)
    if (answering === "approve") await approve(open)
    else if (answering === "reject") await reject(open)
    else await open.surface.close()
    return warnings ?? ""
  }

  return {
    tab,
    isLive: async (button) =>
      (await look(tab, `document.querySelector("#${button}:not([disabled])") !== null`)) === true,
    textOf: async (id) =>
      (await look<string>(tab, `document.getElementById("${id}")?.innerText ?? ""`)) ?? "",
    fill: async (id, value) =>
      void (await tab.evaluate(`(() => {
        const field = document.getElementById(${JSON.stringify(id)})
        field.value = ${JSON.stringify(value)}
        field.dispatchEvent(new Event("input", { bubbles: true }))
        field.dispatchEvent(new Event("change", { bubbles: true }))
      })()`)),
    async exchanges() {
      const all = async () => {
        const rows = await rowsFrom(0)
        return rows.every(({ tells }) => tells.length > 0) ? rows : null
      }
      return (await until(all, "Something was not answered.", LONGEST_MS)).map(exchangeOf)
    },
    async press(button, answering, method, times = 1) {
      const start = Number(await look(tab, "window.ledger.length"))
      await tab.evaluate(`document.getElementById(${JSON.stringify(button)}).click()`)
      const warnings: string[] = []
      for (const deadline = Date.now() + LONGEST_MS; Date.now() < deadline; ) {
        const warned = await answerOne(answering)
        if (warned !== null) warnings.push(warned)
        const rows = await rowsFrom(start)
        if (isThrough(rows, method, times)) {
          return { exchanges: rows.map(exchangeOf), warnings: warnings.join() }
        }
        if (warned === null) await new Promise((wake) => setTimeout(wake, 30))
      }
      throw new Error(
        `${button}, ${answering}: not all was answered: ${JSON.stringify(await rowsFrom(start))}`,
      )
    },
  }
}

function isThrough(rows: readonly Row[], method: string, times: number): boolean {
  const asked = rows.filter((row) => row.method === method)
  return asked.length >= times && rows.every(({ tells }) => tells.length > 0)
}

function exchangeOf({ method, tells }: Row): Exchange {
  const [outcome] = tells
  if (tells.length !== 1 || outcome === undefined)
    throw new Error(`${method} was answered ${tells.length} times`)
  return { method, outcome }
}
