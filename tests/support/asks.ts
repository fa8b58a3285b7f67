/**
 * What a page asks the wallet and what it is told, counted: the page keeps every answer it ever hears to a
 * question, so that a second one cannot hide.
 */
import { look, type Surface, until } from "~scripts"

export type Outcome = {
  result?: unknown
  error?: { code: number; message: string; data?: { reason?: string } }
}
export type Ask = {
  /** Waits for the answer. */
  outcome: () => Promise<Outcome>
  /** The answer if there is one by now. */
  now: () => Promise<Outcome | null>
  /** How many answers the wallet has put into the page for this question, waiting a little for late ones. */
  answersHeard: () => Promise<number>
}

/** Counts what the bridge tells the page about each question, beneath the provider. */
const LISTEN = `(() => {
  if (window.tellings) return
  window.tellings = {}
  window.asked = []
  window.outcomes = {}
  addEventListener("countersign:ask", ({ detail }) => window.asked.push(JSON.parse(detail).id))
  addEventListener("countersign:tell", ({ detail }) => {
    const told = JSON.parse(detail)
    if (told.kind === "answer") window.tellings[told.id] = (window.tellings[told.id] ?? 0) + 1
  })
})()`

let questions = 0

/** Asks an Ethereum method of EIP-1193; resolves once it has been asked, not once it is answered. */
export async function askEthereum(tab: Surface, method: string, params?: unknown): Promise<Ask> {
  return askBy(tab, `window.countersign.ethereum.request(${JSON.stringify({ method, params })})`)
}

/** The Wallet Standard wallet, as the page finds it. */
export const WALLET = `(() => {
  const found = []
  const register = (wallet) => found.push(wallet)
  dispatchEvent(new CustomEvent("wallet-standard:app-ready", { detail: { register } }))
  return found.find(({ name }) => name === "Countersign")
})()`

/** Answers the addresses. */
export function askSolanaConnect(tab: Surface, input: { silent?: boolean } = {}): Promise<Ask> {
  const call = `${WALLET}.features["standard:connect"].connect(${JSON.stringify(input)})`
  return askBy(tab, `${call}.then(({ accounts }) => accounts.map(({ address }) => address))`)
}

/** Asks a signing feature of the connected account; the input and the one output are base64. */
export function askSolana(
  tab: Surface,
  feature: "signMessage" | "signTransaction" | "signAndSendTransaction",
  base64: string,
): Promise<Ask> {
  const input = feature === "signMessage" ? "message" : "transaction"
  const output = feature === "signTransaction" ? "signedTransaction" : "signature"
  return askBy(
    tab,
    `${WALLET}.features["solana:${feature}"].${feature}({
      account: ${WALLET}.accounts[0],
      chain: "solana:localnet",
      ${input}: Uint8Array.from(atob("${base64}"), (letter) => letter.charCodeAt(0)),
    }).then(([output]) => btoa(String.fromCharCode(...output.${output})))`,
  )
}

/** Runs any expression of the page that makes one promise out of one question to the wallet. */
export async function askBy(tab: Surface, expression: string): Promise<Ask> {
  questions += 1
  const name = `q${questions}`
  await tab.evaluate(LISTEN)
  const id = await tab.evaluate(`(() => {
    const before = window.asked.length
    Promise.resolve(${expression}).then(
      (result) => { window.outcomes.${name} = { result } },
      ({ code, message, data }) => { window.outcomes.${name} = { error: { code, message, data } } },
    )
    return window.asked[before] ?? null
  })()`)
  const now = () => look<Outcome>(tab, `window.outcomes.${name} ?? null`)
  return {
    now,
    outcome: () => until(now, "The page got no answer."),
    answersHeard: async () => {
      await new Promise((wake) => setTimeout(wake, 1_000))
      return Number(await tab.evaluate(`window.tellings[${JSON.stringify(id)}] ?? 0`))
    },
  }
}
