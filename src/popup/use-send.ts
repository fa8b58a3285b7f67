/** What the background says of a transfer that is being filled in: its recipient, and what it would cost. */
import { useCallback, useEffect, useRef, useState } from "react"
import type { Holding, RecipientRead, SendQuote, SendWish } from "~protocol"
import type { NamedAccount } from "./account-names"
import { ask } from "./ask"
import { useSettled } from "./use-settled"

const TYPING_MS = 200
const QUOTE_EVERY_MS = 15_000

/** Null for an empty field, and while the background reads it. */
export function useRecipient(text: string, account: NamedAccount, chain: string): RecipientRead | null {
  const settled = useSettled(text.trim(), TYPING_MS)
  const [read, setRead] = useState<{ text: string; chain: string; is: RecipientRead } | null>(null)
  const { family, address } = account
  useEffect(() => {
    let isWanted = true
    if (settled !== "") {
      const asked = { text: settled.slice(0, 512), family, from: address, chain }
      void ask("readRecipient", asked).then((reply) => {
        if (isWanted && "answered" in reply) setRead({ text: settled, chain, is: reply.answered })
      })
    }
    return () => {
      isWanted = false
    }
  }, [settled, family, address, chain])
  // What was read of another text says nothing of this one.
  return read?.text === text.trim() && read.chain === chain ? read.is : null
}

export type Quoted = { quote: SendQuote | null; problem: string | null; look: () => void }

/** Asked again while it is looked at: fees move. */
export function useQuote(account: NamedAccount, { chain, address }: Holding, to: string | null): Quoted {
  const [known, setKnown] = useState<{ of: string; quote: SendQuote } | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const wish: SendWish = {
    family: account.family,
    from: account.address,
    chain: chain.id,
    asset: address,
    to,
  }
  const wished = useRef(wish)
  wished.current = wish
  const asset = JSON.stringify([wish.from, wish.chain, wish.asset])
  const key = JSON.stringify(wish)
  const latest = useRef(key)
  latest.current = key
  const look = useCallback(() => {
    if (document.hidden) return
    void ask("quoteSend", wished.current).then((reply) => {
      if (latest.current !== key) return
      setProblem("problem" in reply ? reply.problem.message : null)
      if ("answered" in reply) setKnown({ of: asset, quote: reply.answered })
    })
  }, [key, asset])
  useEffect(() => {
    look()
    const timer = setInterval(look, QUOTE_EVERY_MS)
    return () => clearInterval(timer)
  }, [look])
  // With another recipient what was known stays until it is known anew; with another asset nothing is known.
  return { quote: known?.of === asset ? known.quote : null, problem, look }
}
