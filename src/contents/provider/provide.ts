/**
 * Puts the wallet into a page: announced on both standards, and under `window.countersign` as
 * `{ ethereum, solana, app, multichain }`, the EIP-1193 provider, the familiar Solana object, and those of apps and of
 * sessions over several chains. A page that will not have a name on its window still finds the wallet by the
 * standards. A second call on the same page does nothing. Most pages look for no wallet, so what is not looked at is
 * not made.
 */
import { announceEthereum, announceWallet } from "./announce"
import { openApp } from "./app"
import { openEthereum } from "./ethereum"
import { openMultichain } from "./multichain"
import { define, freeze, type Natives, type PageWorld, takeNatives } from "./natives"
import { offerAsPhantom } from "./phantom"
import { openSolanaWallet } from "./solana"
import { openSolanaObject } from "./solana-object"
import { openSolanaSession } from "./solana-session"
import { openSolanaSigning } from "./solana-signing"
import { openSubscriptions } from "./subscriptions"
import { openWire, type Wire } from "./wire"

const NAME = "countersign"

export function provide(world: PageWorld): void {
  if (Object.hasOwn(world, NAME)) return
  const natives = takeNatives(world)
  const wire = openWire(natives)
  const keepListening = openSubscriptions(natives, wire)
  const ethereum = openEthereum(natives, wire, keepListening)
  const solana = once(() => openSolana(natives, wire))
  const app = once(() => openApp(wire))
  const multichain = once(() => openMultichain(natives, wire, keepListening))

  const value = freeze({
    ethereum: ethereum.provider,
    get solana() {
      return solana().object
    },
    get app() {
      return app()
    },
    get multichain() {
      return multichain()
    },
  })
  Reflect.defineProperty(world, NAME, { value, enumerable: true })
  offerAsPhantom(world, wire, () => ({
    ethereum: ethereum.provider,
    solana: solana().object,
    app: app(),
  }))
  if (!("ethereum" in world)) {
    define(world, "ethereum", ethereum.provider)
  }
  announceEthereum(natives, ethereum.provider)
  announceWallet(natives, () => solana().wallet)

  // Events reach a page only while the background lives. A tab that is looked at again catches up by asking; where
  // that fails, the next look or the site's own next ask finds out.
  natives.listen("focus", () => {
    ethereum.refresh().catch(() => undefined)
    solana.made?.session.refresh().catch(() => undefined)
  })
}

/** Both faces of the wallet on Solana, over one session. */
function openSolana(natives: Natives, wire: Wire) {
  const session = openSolanaSession(wire)
  const signing = openSolanaSigning(natives, wire)
  return {
    session,
    wallet: openSolanaWallet(natives, session, signing),
    object: openSolanaObject(natives, session, signing),
  }
}

type Once<Made> = { (): Made; made?: Made }

/** Made when it is first asked for. */
function once<Made>(make: () => Made): Once<Made> {
  const get: Once<Made> = () => {
    get.made ??= make()
    return get.made
  }
  return get
}
