/**
 * Puts the wallet into a page: announced on both standards, and under `window.countersign` as
 * `{ ethereum, solana, app, multichain }`, the EIP-1193 provider, the familiar Solana object, and those of apps and of
 * sessions over several chains. A page that will not have a name on its window still finds the wallet by the
 * standards. A second call on the same page does nothing.
 */
import { announceEthereum, announceWallet } from "./announce"
import { openApp } from "./app"
import { openEthereum } from "./ethereum"
import { openMultichain } from "./multichain"
import { define, freeze, type PageWorld, takeNatives } from "./natives"
import { offerAsPhantom } from "./phantom"
import { openSolanaWallet } from "./solana"
import { openSolanaObject } from "./solana-object"
import { openSolanaSession } from "./solana-session"
import { openSolanaSigning } from "./solana-signing"
import { openWire } from "./wire"

const NAME = "countersign"

export function provide(world: PageWorld): void {
  if (Object.hasOwn(world, NAME)) return
  const natives = takeNatives(world)
  const wire = openWire(natives)
  const ethereum = openEthereum(natives, wire)
  const session = openSolanaSession(wire)
  const signing = openSolanaSigning(natives, wire)
  const wallet = openSolanaWallet(natives, session, signing)
  const solana = openSolanaObject(natives, session, signing)
  const app = openApp(wire)
  const multichain = openMultichain(natives, wire)

  const value = freeze({ ethereum: ethereum.provider, solana, app, multichain })
  Reflect.defineProperty(world, NAME, { value, enumerable: true })
  offerAsPhantom(world, wire, { ethereum: ethereum.provider, solana, app })
  if (!("ethereum" in world)) {
    define(world, "ethereum", ethereum.provider)
  }
  announceEthereum(natives, ethereum.provider)
  announceWallet(natives, wallet)

  // Events reach a page only while the background lives. A tab that is looked at again catches up by asking; where
  // that fails, the next look or the site's own next ask finds out.
  natives.listen("focus", () => {
    ethereum.refresh().catch(() => undefined)
    session.refresh().catch(() => undefined)
  })
}
