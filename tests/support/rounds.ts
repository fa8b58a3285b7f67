/**
 * A round: one request from a page, and at its end the count of what it left. Whatever is done in between, the page
 * heard one answer, the KMS signed no more than the request takes, and no consent window is left, not even an empty one.
 */
import { expect } from "vitest"
import { look, type OpenConsent, type Surface, until } from "~scripts"
import type { Ask, Outcome } from "./asks"
import { signaturesMade } from "./kms-control"
import type { Asked, RequestKind } from "./requests"
import type { WalletBrowser } from "./wallet-browser"

export type Round = {
  ask: Ask
  /** How many signatures the KMS has made since the request. */
  signed: () => Promise<number>
  /** Waits for the answer, and for the last window to go. */
  end: (expected: { signatures: number; windows: number }) => Promise<Outcome>
}

/** `npm run test:long`: everything that a short run leaves out for the sake of its time. */
export const isLong = Number(process.env.COUNTERSIGN_RUNS ?? 1) > 1

const GONE_MS = 10_000

export async function beginRound(browser: WalletBrowser, kind: RequestKind, asked: Asked): Promise<Round> {
  const before = { signatures: await signaturesMade(), windows: await browser.windowsOpened() }
  const ask = await kind.ask(asked)
  const signed = async () => (await signaturesMade()) - before.signatures
  return {
    ask,
    signed,
    async end({ signatures, windows }) {
      const outcome = await ask.outcome()
      await untilNoWindow(browser)
      expect(await signed()).toBe(signatures)
      expect((await browser.windowsOpened()) - before.windows).toBe(windows)
      await kind.undo?.(asked)
      return outcome
    },
  }
}

/** Every consent window, with a request or without. */
export async function consentWindows(browser: WalletBrowser): Promise<Surface[]> {
  const surfaces = [...(await browser.surfaces())].filter((surface) => !surface.isClosed())
  const are = await Promise.all(surfaces.map((one) => look(one, `location.search === "?window=consent"`)))
  return surfaces.filter((_, place) => are[place] === true)
}

export async function untilNoWindow(browser: WalletBrowser): Promise<void> {
  const isGone = async () => ((await consentWindows(browser)).length === 0 ? true : null)
  await until(isGone, "The window stayed.", GONE_MS)
}

/** What the page has heard to each of its questions so far, which is one answer. */
export async function expectOneAnswerEach(tab: Surface): Promise<void> {
  await pause(1_000)
  const heard = await tab.evaluate("[...new Set(window.asked)].map((id) => window.tellings[id] ?? 0)")
  expect(heard).toEqual((heard as number[]).map(() => 1))
  expect(heard).not.toEqual([])
}

/** Until the person's hand has pressed; a window that is gone was pressed in. */
export async function whenPressed({ surface }: OpenConsent): Promise<void> {
  const listening = `new Promise((tell) => addEventListener("click", () => tell(true), { once: true, capture: true }))`
  await surface.evaluate(listening).catch(() => null)
}

export function pause(ms: number): Promise<void> {
  return new Promise((wake) => setTimeout(wake, ms))
}
