import { expect, test } from "vitest"
import { openAsk, type Send, type Sleep, unanswered } from "~popup/ask"
import type { PopupReply } from "~protocol"

type Step = PopupReply | undefined | "lost" | "never"

/** A background that does one of these after the other, and a sleep that only the time limit of a silent one ends. */
function openBackground(...steps: Step[]) {
  const said: unknown[] = []
  const slept: number[] = []
  const send: Send = ({ body }) => {
    said.push(body)
    const step = steps.shift()
    if (step === "lost")
      return Promise.reject(new Error("The message port closed before a response was received."))
    return step === "never" ? new Promise(() => undefined) : Promise.resolve(step)
  }
  const sleep: Sleep = async (ms) => {
    slept.push(ms)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { ask: openAsk(send, sleep), said, slept }
}

const answered: PopupReply = { answered: [] }

test("says the whole name of the message, and hands on the answer", async () => {
  const { ask, said } = openBackground(answered)
  expect(await ask("disconnectSite", { origin: "https://app.example" })).toEqual({ answered: [] })
  expect(said).toEqual([{ name: "popup.disconnectSite", asked: { origin: "https://app.example" } }])
})

test("a fault comes as its sentence and is not asked again", async () => {
  const problem = { code: "CONSENT_EXPIRED", message: "This request was not answered in time." }
  const { ask, said } = openBackground({ fault: { ...problem, context: {} } })
  expect(await ask("consents", null)).toEqual({ problem })
  expect(said).toHaveLength(1)
})

test("a background that died while it was asked is asked again", async () => {
  const { ask, said } = openBackground("lost", undefined, "never", answered)
  expect(await ask("sites", null)).toEqual({ answered: [] })
  expect(said).toHaveLength(4)
})

test("one that stays silent is given up with a sentence, after growing pauses", async () => {
  const { ask, said, slept } = openBackground("lost", "lost", "lost", "lost", "lost", answered)
  expect(await ask("sites", null)).toEqual({ problem: unanswered() })
  expect(said).toHaveLength(5)
  expect(slept.filter((ms) => ms < 5000)).toEqual([150, 300, 600, 1200])
})
