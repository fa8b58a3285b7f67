/** What every dApp here shows of itself, in elements that a test can read: who is connected, and what came of asking. */

export type Outlet = "address" | "signed" | "sent" | "error"

export function show(outlet: Outlet, text: string): void {
  const element = document.getElementById(outlet)
  if (element !== null) element.textContent = text
}

/** Runs what a button starts; what goes wrong is shown, with its code where it has one. */
export function onPress(button: string, run: () => Promise<void>): void {
  document.getElementById(button)?.addEventListener("click", () => {
    show("error", "")
    run().catch((thrown: unknown) => show("error", describe(thrown)))
  })
}

export function describe(thrown: unknown): string {
  const { code, message } = thrown as { code?: unknown; message?: unknown }
  return `${String(code ?? "")} ${String(message ?? thrown)}`.trim()
}

/** To whom the dApps pay. */
export const ETHEREUM_RECEIVER = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
export const SOLANA_RECEIVER = "9B5XszUGdMaxCZ7uSQhPzdks5ZQSmWxrmzCSvtJ6Ns6g"
export const MESSAGE = "Hello from a dApp"
