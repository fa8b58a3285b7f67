/** Where the chains of this page are, and its faucet; the page's own server says so. */
export type Network = { ethereumRpcUrl: string; solanaRpcUrl: string }

export async function readNetwork(): Promise<Network> {
  const answer = await fetch("/network.json")
  return (await answer.json()) as Network
}

/** Resolves when the faucet's drop is on the chain. */
export async function askFaucet(family: "ethereum" | "solana", address: string): Promise<void> {
  const answer = await fetch("/faucet", { method: "POST", body: JSON.stringify({ family, address }) })
  if (!answer.ok) throw new Error(await answer.text())
}
