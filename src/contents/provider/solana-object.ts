/**
 * The Solana wallet as dApps know it from before the Wallet Standard: an object with one public key, calls, and an
 * event emitter. Its methods need no `this`, so that it can be wrapped and taken apart.
 */
import { type Listener, openListeners } from "./listeners"
import { freeze, type Natives } from "./natives"
import { type PublicKey, publicKeyOf } from "./public-key"
import { openSolanaCalls } from "./solana-calls"
import { openSolanaRequests } from "./solana-requests"
import type { SolanaSession } from "./solana-session"
import type { SolanaSigning } from "./solana-signing"

export function openSolanaObject(natives: Natives, session: SolanaSession, signing: SolanaSigning) {
  const listeners = openListeners(natives)
  const calls = openSolanaCalls(session, signing)
  const { signBytes: _inner, ...offered } = calls
  let publicKey: PublicKey | null = null

  session.onChange(([address], [before]) => {
    if (address === before) return
    publicKey = address === undefined ? null : publicKeyOf(address)
    if (publicKey === null) listeners.emit("disconnect")
    else listeners.emit(before === undefined ? "connect" : "accountChanged", publicKey)
  })

  const change =
    (listen: (name: string, listener: Listener) => void) =>
    (name: string, listener: Listener): unknown => {
      listen(name, listener)
      return object
    }
  const off = change(listeners.remove)

  const object = freeze({
    isCountersign: true,
    get publicKey() {
      return publicKey
    },
    get isConnected() {
      return publicKey !== null
    },
    ...offered,
    request: openSolanaRequests(calls),
    on: change((name, listener) => listeners.add(name, listener)),
    once: change((name, listener) => listeners.add(name, listener, true)),
    off,
    removeListener: off,
    removeAllListeners(name?: string): unknown {
      listeners.clear(name)
      return object
    },
  })
  return object
}
