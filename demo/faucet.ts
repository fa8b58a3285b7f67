/** Gives an address what it needs to try the local chains. Only these chains know the calls it makes. */
import { localRpcUrls } from "~protocol"

/** Ten of the chain's coin. */
export async function drip(family: "ethereum" | "solana", address: string): Promise<void> {
  if (family === "ethereum") {
    await call(localRpcUrls.ethereum, "anvil_setBalance", [address, `0x${(10n ** 19n).toString(16)}`])
    return
  }
  await call(localRpcUrls.solana, "requestAirdrop", [address, 10_000_000_000])
}

async function call(url: string, method: string, params: unknown[]): Promise<void> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params })
  const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body })
  const { error } = (await answer.json()) as { error?: { message: string } }
  if (error !== undefined) throw new Error(error.message)
}
