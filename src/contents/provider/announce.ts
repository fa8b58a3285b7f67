/**
 * How pages find the wallet: EIP-6963 for Ethereum, the Wallet Standard for Solana. Both are a call and an echo,
 * so it does not matter who came first. `window.ethereum` is taken only where it is free, and can be taken over.
 */
import type { Wallet } from "@wallet-standard/base"
import type { EthereumProvider } from "./ethereum"
import { identity } from "./identity"
import { type Natives, randomId } from "./natives"

export function announceEthereum(natives: Natives, provider: EthereumProvider): void {
  const info = Object.freeze({ uuid: uuidOf(randomId(natives)), ...identity })
  const detail = Object.freeze({ info, provider })
  const announce = () => natives.dispatch(new natives.CustomEvent("eip6963:announceProvider", { detail }))
  natives.listen("eip6963:requestProvider", announce)
  announce()
}

type Register = (api: { register(wallet: Wallet): () => void }) => void

export function announceWallet(natives: Natives, wallet: Wallet): void {
  const register: Register = (api) => void api.register(wallet)
  natives.listen("wallet-standard:app-ready", (event) => {
    register((event as CustomEvent<Parameters<Register>[0]>).detail)
  })
  natives.dispatch(new natives.CustomEvent("wallet-standard:register-wallet", { detail: register }))
}

/** A version 4 UUID from 32 random hex digits. */
function uuidOf(hex: string): string {
  const variant = "89ab"[Number.parseInt(hex.charAt(16), 16) & 3]
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `${variant}${hex.slice(17, 20)}`]
  return [...parts, hex.slice(20)].join("-")
}
