/**
 * Insight into open consents: what their bytes mean, what would happen, what is risky, what the KMS will say. It is
 * found out for the consent that somebody looks at, part by part, and kept in memory while it is open. It holds up no
 * consent, and none of its parts waits for a slower one.
 */
import type { AssetAmount, Insight, Risk } from "~protocol"
import type { Book } from "../consent/book"
import { isOwn, type Pending } from "../consent/machine"
import { inBackground, logFault } from "../log"
import type { Permissions } from "../origins/permissions"
import type { Pages } from "../pages"
import { allowanceOf } from "./allowance"
import { takenIn } from "./holdings"
import { insightOf, isDue, type Kept, openKept, originOf } from "./kept"
import { assetsIn, recipientsIn } from "./named-assets"
import type { Tools } from "./tools"
import { accountOf, chainOf, simulationAsked } from "./what-to-try"

export type Insights = {
  /** Answers at once with what is known by now, and starts what is not; null for what is not open. */
  of(id: string): Promise<Insight | null>
  /** Forgets what has ended. */
  tidy(): Promise<void>
}

export type InsightHands = {
  book: Pick<Book, "find">
  pages: Pick<Pages, "isConnected">
  permissions: Pick<Permissions, "find">
  /** Opened when the first consent is looked at. */
  openTools: () => Promise<Tools>
  /** A part has come: whoever looks may look again. */
  announce: () => void
  now: () => number
}

/** How many consents are known at once; whoever was looked at longest ago is forgotten first. */
const MOST_KEPT = 8
/** Whoever did not look for so long has gone. */
const LOOKING_MS = 10_000
/** How long an answer waits for what needs no network. */
const FIRST_MS = 100

export function openInsights(hands: InsightHands): Insights {
  const { book, pages, permissions, now } = hands
  /** In the order in which they were looked at. */
  const kept = new Map<string, Kept>()
  let opening: Promise<Tools> | null = null

  function tools(): Promise<Tools> {
    opening ??= hands.openTools().catch((thrown: unknown) => {
      opening = null
      throw thrown
    })
    return opening
  }

  function isKept(one: Kept): boolean {
    return kept.get(one.consent.id) === one
  }

  /** Told only where it is news to whoever still looks. */
  function arrived(one: Kept, part: Partial<Kept>): void {
    const isNews = Object.entries(part).some(([name, value]) => !isSame(one[name as keyof Kept], value))
    Object.assign(one, part)
    if (isNews && isKept(one)) hands.announce()
  }

  function keptOf(consent: Pending): Kept {
    const { id, digest } = consent
    const known = kept.get(id)
    const one = known?.consent.digest === digest ? known : openKept(consent)
    kept.delete(id)
    kept.set(id, one)
    for (const old of [...kept.keys()].slice(0, Math.max(0, kept.size - MOST_KEPT))) kept.delete(old)
    one.lookedAt = now()
    return one
  }

  /** What the bytes mean, what is risky about that, and then what the assets are called. */
  async function read(one: Kept): Promise<void> {
    if (one.readings === null) arrived(one, { readings: (await tools()).read(one.consent) })
    await appraise(one)
    inBackground(learnAssets(one))
  }

  async function risksOf({ consent, readings, simulation, tokens, holdings }: Kept): Promise<Risk[]> {
    const asked = { origin: originOf(consent), subject: consent.subject, simulation, tokens, holdings }
    return (await tools()).appraise({ ...asked, readings: readings ?? [] })
  }

  async function appraise(one: Kept): Promise<void> {
    const { simulation } = one
    const risks = await risksOf(one)
    if (one.simulation === simulation) arrived(one, { risks })
  }

  /** What risks are told from beside it may come with the names of the assets, and changes what is risky. */
  async function learnAssets(one: Kept): Promise<void> {
    one.learning += 1
    await learn(one).finally(() => {
      one.learning -= 1
    })
  }

  async function learn(one: Kept): Promise<void> {
    const { factsOf } = await tools()
    const origin = originOf(one.consent) ?? undefined
    const facts = factsOf(assetsIn(one.readings ?? [], one.simulation), origin)
    const { simulation, tokens, holdings } = one
    const [assets, ...learned] = await Promise.all([facts, tokensOf(one), holdingsOf(one)])
    // A simulation that came meanwhile learns for itself, and more.
    if (one.simulation !== simulation) return
    arrived(one, { assets })
    ;[one.tokens, one.holdings] = learned
    if (!isSame(learned, [tokens, holdings])) await appraise(one)
  }

  /** Looked up once: who gets something is the same however often it is tried. */
  async function tokensOf({ consent, readings, assets, tokens }: Kept): Promise<string[]> {
    const chain = chainOf(consent)
    const recipients = recipientsIn(readings ?? [])
    if (chain === null || recipients.length === 0 || assets !== null) return tokens
    const origin = originOf(consent) ?? undefined
    return (await tools()).tokensAmong(recipients, chain, origin).catch(() => tokens)
  }

  async function holdingsOf({ consent, simulation, holdings }: Kept): Promise<AssetAmount[]> {
    const [chain, account, assets] = [chainOf(consent), accountOf(consent), takenIn(simulation)]
    if (chain === null || account === null || assets.length === 0) return holdings
    const origin = originOf(consent) ?? undefined
    return (await tools()).holdingsOf({ chain, account, assets }, origin)
  }

  async function simulate(one: Kept): Promise<void> {
    const { simulate: run, hasMoved } = await tools()
    const asked = simulationAsked(one.consent)
    const before = one.simulation
    const isNew = !("at" in before) || (await hasMoved(asked, before.at))
    const isWanted = () => isKept(one) && now() - one.lookedAt < LOOKING_MS
    const simulation = isNew ? await run(asked, isWanted) : before
    if (simulation === null) return
    one.simulatedAt = now()
    // The chain has moved, and what was spent meanwhile counts.
    if (isNew && "at" in before) start(one, "foresee", foresee)
    // Where something is known, that nothing could be learned is no news.
    if (simulation.status === "unavailable" && "at" in before) return
    if (isSame(before, simulation)) return
    await one.atWork.get("read")
    // Told with what is risky about it, so that nobody sees the one without the other.
    arrived(one, { simulation, risks: await risksOf({ ...one, simulation }) })
    await learnAssets(one)
  }

  async function foresee(one: Kept): Promise<void> {
    const outlook = await (await tools()).foresee(one.consent)
    one.foreseenAt = now()
    // Where something is known, that nothing could be learned is no news.
    const isNews = outlook.status !== "unavailable" || one.outlook.status === "pending"
    if (isNews || one.outlook.status === "unavailable") arrived(one, { outlook })
  }

  /** One of each at a time; what fails is logged, and begun again by whoever looks next. */
  function start(one: Kept, name: "read" | "simulate" | "foresee", work: (one: Kept) => Promise<void>): void {
    if (one.atWork.has(name)) return
    const ended = work(one)
      .catch(logFault)
      .finally(() => one.atWork.delete(name))
    one.atWork.set(name, ended)
  }

  function lookAt(one: Kept): void {
    if (one.readings === null || one.risks === null) start(one, "read", read)
    if (isDue(one.simulation, one.simulatedAt, now())) start(one, "simulate", simulate)
    if (isDue(one.outlook, one.foreseenAt, now())) start(one, "foresee", foresee)
  }

  return {
    async of(id) {
      const consent = await book.find(id)
      if (consent?.status !== "pending") {
        kept.delete(id)
        return null
      }
      const one = keptOf(consent)
      lookAt(one)
      await soon(one.atWork.get("read"))
      const { asker } = consent
      return insightOf(one, {
        isPageThere: isOwn(asker) || pages.isConnected(asker),
        allowance: allowanceOf(consent, await permissions.find(asker.origin), now()),
      })
    },

    async tidy() {
      for (const [id, one] of kept) {
        const consent = await book.find(id)
        const stands = consent?.status === "pending" && consent.digest === one.consent.digest
        if (!stands && isKept(one)) kept.delete(id)
      }
    },
  }
}

/** What needs no network is worth a moment. */
async function soon(work: Promise<void> | undefined): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, FIRST_MS)
  })
  await Promise.race([work, late]).finally(() => clearTimeout(timer))
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
