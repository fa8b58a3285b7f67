/**
 * Follows what was sent until it has come to its end: by a timer while it is young and the worker lives, by the alarm
 * always. Everything is read from the store, so it may run at any time and any number of times. It never signs; it
 * sends nothing but the bytes that are written down, and not before the consent they come from is settled.
 */
import { isFault } from "~protocol"
import type { Networks } from "../chains/networks"
import type { Book } from "../consent/book"
import { inBackground, logFault } from "../log"
import { lookAt, sendAgain } from "./look"
import { isDue, isLost, isQuick, QUICK_MS } from "./pace"
import type { Ended, News, Sent } from "./submission"
import type { Submissions } from "./submissions"

export type Follower = {
  /** Looks after everything that is due. Asked while it is at it, it is done with that. */
  look(): Promise<void>
  /** Whether anything is being followed; sees to it that what is young is looked after soon. */
  plan(): Promise<boolean>
}

type Hands = {
  submissions: Submissions
  book: Book
  networks: Networks
  /** Called for each transaction that came to its end. */
  ended: (submission: Ended) => Promise<void>
  /** Called when any did. */
  changed: () => Promise<void>
  after: (ms: number, run: () => void) => void
  now: () => number
}

export function openFollower(hands: Hands): Follower {
  const { submissions, book, networks, now } = hands
  let looking: Promise<void> | null = null
  let isTimed = false

  function look(): Promise<void> {
    looking ??= round().finally(() => {
      looking = null
    })
    return looking
  }

  async function round(): Promise<void> {
    const due = (await submissions.open()).filter((one) => isDue(one, now()))
    const chains = [...new Set(due.map(({ chainId }) => chainId))]
    const byChain = chains.map((chain) => due.filter(({ chainId }) => chainId === chain))
    const ended = (await Promise.all(byChain.map(followChain))).flat()
    for (const one of ended) await hands.ended(one)
    if (ended.length > 0) await hands.changed()
    else await plan()
  }

  /** One after the other; a chain that is silent is not asked about the rest of them now. */
  async function followChain(chain: Sent[]): Promise<Ended[]> {
    const ended: Ended[] = []
    for (const one of chain) {
      try {
        ended.push(...(await follow(one)))
      } catch (thrown) {
        if (isFault(thrown, "RPC_UNREACHABLE")) return ended
        if (!isFault(thrown, "RPC_REFUSED")) logFault(thrown)
      }
    }
    return ended
  }

  async function follow(one: Sent): Promise<Ended[]> {
    const news = await lookAt(one, networks)
    const ended = await submissions.learn(one.id, news)
    if (news.type !== "missing") return ended
    const current = await submissions.find(one.id)
    const isToGo = current?.status === "sent" && isLost(current, now()) && !(await isBeingSent(current))
    return isToGo ? submissions.learn(one.id, await again(current)) : ended
  }

  /** Whoever settles the consent sends it, in its turn. */
  async function isBeingSent({ consentId }: Sent): Promise<boolean> {
    return (await book.find(consentId))?.status === "signed"
  }

  async function again(one: Sent): Promise<News> {
    try {
      await sendAgain(one, networks)
      return { type: "sentAgain" }
    } catch (thrown) {
      if (isFault(thrown, "RPC_REFUSED")) return { type: "refused", detail: String(thrown.context.detail) }
      throw thrown
    }
  }

  async function plan(): Promise<boolean> {
    const open = await submissions.open()
    if (!isTimed && open.some((one) => isQuick(one, now()))) {
      isTimed = true
      hands.after(QUICK_MS, () => {
        isTimed = false
        inBackground(look())
      })
    }
    return open.length > 0
  }

  return { look, plan }
}
