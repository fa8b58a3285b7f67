/**
 * What the face knows: a copy of what the background says, pulled anew whenever that may have changed. It keeps
 * nothing of its own but which requests were answered here.
 */
import { useCallback, useEffect, useRef, useState } from "react"
import type { ConnectedSite, ConsentView, WalletState } from "~protocol"
import { ask, type Reply } from "./ask"
import { useChanges } from "./use-changes"

export type Wallet = {
  state: WalletState | null
  consents: ConsentView[] | null
  sites: ConnectedSite[]
  silent: string | null
}

const nothingKnown: Wallet = { state: null, consents: null, sites: [], silent: null }

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
