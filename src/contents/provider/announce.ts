/**
 * How pages find the wallet: EIP-6963 for Ethereum, the Wallet Standard for Solana. Both are a call and an echo,
 * so it does not matter who came first. `window.ethereum` is taken only where it is free, and can be taken over.
 */
import type { Wallet } from "@wallet-standard/base"
import type { EthereumProvider } from "./ethereum"
import { identity } from "./identity"
import { freeze, type Natives, randomId } from "./natives"

export function announceEthereum(natives: Natives, provider: EthereumProvider): void {
  const info = freeze({ uuid: natives.uuid ?? randomId(natives), ...identity })
  const detail = freeze({ info, provider })
  const announce = () => natives.dispatch(new natives.CustomEvent("eip6963:announceProvider", { detail }))
  natives.listen("eip6963:requestProvider", announce)
  announce()
}

type Register = (api: { register(wallet: Wallet): () => void }) => void

/** The wallet is made when there is a page that takes wallets. */
export function announceWallet(natives: Natives, wallet: () => Wallet): void {
  const register: Register = (api) => void api.register(wallet())
  natives.listen("wallet-standard:app-ready", (event) => {
    register((event as CustomEvent<Parameters<Register>[0]>).detail)
  })
  natives.dispatch(new natives.CustomEvent("wallet-standard:register-wallet", { detail: register }))
}
