/** What both halves of the page have in common: which buttons there are, what they read, and where it is shown. */
import { element, whenAsked } from "./elements"
import { askFaucet } from "./network"
import { showVerdict, type Verdict } from "./verdict"

export type Half = {
  family: "ethereum" | "solana"
  /** Answers the connected address. */
  connect: () => Promise<string>
  balance: () => Promise<string>
  sign: (message: string) => Promise<Verdict>
  send: (to: string, amount: string) => Promise<Verdict>
  signOnly?: (to: string, amount: string) => Promise<Verdict>
}

export function wire(half: Half): void {
  const { family } = half
  const input = (name: string) => element("input", `${family}-${name}`).value.trim()
  const button = (name: string) => element("button", `${family}-${name}`)
  const account = element("output", `${family}-account`)
  const showBalance = async () => {
    element("output", `${family}-balance`).textContent = await half.balance()
  }
  const transfer = (act: NonNullable<Half["signOnly"]>) =>
    showVerdict(`${family}-send`, `${family}-transaction`, () =>
      act(input("recipient"), input("amount")),
    ).then(showBalance)

  whenAsked(button("connect"), () =>
    showVerdict(`${family}-connect`, `${family}-account`, async () => {
      const value = await half.connect()
      for (const name of ["faucet", "sign", "send"]) button(name).disabled = false
      if (half.signOnly) button("sign-transaction").disabled = false
      await showBalance()
      return { holds: true, sentence: "Connected.", value }
    }),
  )
  whenAsked(button("faucet"), () => askFaucet(family, account.value).then(showBalance))
  whenAsked(element("form", `${family}-message-form`), () =>
    showVerdict(`${family}-sign`, `${family}-signature`, () => half.sign(input("message"))),
  )
  whenAsked(element("form", `${family}-transfer-form`), () => transfer(half.send))
  const { signOnly } = half
  if (signOnly) whenAsked(button("sign-transaction"), () => transfer(signOnly))
}
