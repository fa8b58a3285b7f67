/**
 * Puts the wallet into a page: announced on both standards, and under `window.countersign` as
 * `{ ethereum, solana, app, multichain }`, the EIP-1193 provider, the Wallet Standard wallet, and those of apps and of
 * sessions over several chains. A second call on the same page does nothing.
 */
import { announceEthereum, announceWallet } from "./announce"
import { openApp } from "./app"
import { openEthereum } from "./ethereum"
import { openMultichain } from "./multichain"
import { type PageWorld, takeNatives } from "./natives"
import { offerAsPhantom } from "./phantom"
import { openSolana } from "./solana"
import { openWire } from "./wire"

const NAME = "countersign"

export function provide(world: PageWorld): void {
  if (Object.hasOwn(world, NAME)) return
  const natives = takeNatives(world)
  const wire = openWire(natives)
  const ethereum = openEthereum(natives, wire)
  const solana = openSolana(natives, wire)
  const app = openApp(wire)
  const multichain = openMultichain(natives, wire)

  Object.defineProperty(world, NAME, {
    value: Object.freeze({ ethereum: ethereum.provider, solana: solana.wallet, app, multichain }),
    enumerable: true,
  })
  offerAsPhantom(world, wire, { ethereum: ethereum.provider, solana: solana.wallet, app })
  if (!("ethereum" in world)) {
    const value = ethereum.provider
    Object.defineProperty(world, "ethereum", { value, enumerable: true, configurable: true, writable: true })
  }
  announceEthereum(natives, ethereum.provider)
  announceWallet(natives, solana.wallet)

  // Events reach a page only while the background lives. A tab that is looked at again catches up by asking; where
  // that fails, the next look or the site's own next ask finds out.
  natives.listen("focus", () => {
    ethereum.refresh().catch(() => undefined)
    solana.refresh().catch(() => undefined)
  })
}
