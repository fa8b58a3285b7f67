/**
 * What the face knows: a copy of what the background says, pulled anew whenever that may have changed. It keeps
 * nothing of its own but which requests were answered here.
 */
import { useCallback, useEffect, useRef, useState } from "react"
import type { Balance, ConnectedSite, ConsentView, WalletState } from "~protocol"
import { ask, type Reply } from "./ask"
import { useChanges } from "./use-changes"

export type Wallet = {
  state: WalletState | null
  consents: ConsentView[] | null
  sites: ConnectedSite[]
  /** Null until the networks have answered. */
  balances: Balance[] | null
  silent: string | null
}

const nothingKnown: Wallet = { state: null, consents: null, sites: [], balances: null, silent: null }

const BALANCES_EVERY_MS = 15_000

export function useWallet(): { wallet: Wallet; refresh: () => void } {
  const [wallet, setWallet] = useState(nothingKnown)
  const running = useRef<"no" | "yes" | "again">("no")

  /** One pull at a time; a call that comes meanwhile is made up for afterwards. */
  const refresh = useCallback(() => {
    if (running.current !== "no") {
      running.current = "again"
      return
    }
    running.current = "yes"
    const learn = (news: Partial<Wallet>) => setWallet((known) => ({ ...known, ...news }))
    void pull(learn).finally(() => {
      const again = running.current === "again"
      running.current = "no"
      if (again) refresh()
    })
  }, [])

  useEffect(refresh, [refresh])
  useChanges(refresh)
  useBalances(wallet.state?.wallet !== null && wallet.consents?.length === 0, setWallet)

  return { wallet, refresh }
}

/** Requests and state first, so that a request never waits for what is only nice to see. */
async function pull(learn: (news: Partial<Wallet>) => void): Promise<void> {
  const [state, consents] = await Promise.all([ask("state", null), ask("consents", null)])
  const silent = problemOf(state) ?? problemOf(consents)
  learn({
    silent,
    ...("answered" in state && { state: state.answered }),
    ...("answered" in consents && { consents: consents.answered }),
  })
  if (!("answered" in state) || state.answered.wallet === null) return
  const sites = await ask("sites", null)
  if ("answered" in sites) learn({ sites: sites.answered })
}

function problemOf(reply: Reply<unknown>): string | null {
  return "problem" in reply ? reply.problem.message : null
}

/** Balances change without a word from the background, so they are asked for again while they are looked at. */
function useBalances(isLookedAt: boolean, learn: (change: (known: Wallet) => Wallet) => void): void {
  useEffect(() => {
    if (!isLookedAt) return
    let mounted = true
    const look = async () => {
      if (document.hidden) return
      const reply = await ask("balances", null)
      if (mounted && "answered" in reply) learn((known) => ({ ...known, balances: reply.answered }))
    }
    void look()
    const timer = setInterval(() => void look(), BALANCES_EVERY_MS)
    return () => {
      mounted = false
      clearInterval(timer)
    }
  }, [isLookedAt, learn])
}
