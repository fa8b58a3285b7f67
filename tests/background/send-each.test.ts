/** Several signed transactions on their way: what is sent when, and what the page is told of each. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { type Sending, sendEach } from "~background/consent/send-each"
import { fault } from "~protocol"

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const refusal = fault("RPC_REFUSED", { chain: "Local Solana", detail: "no" })

/** `fates`: what the network says of each place, each time it is asked; the last one stays. */
function open({ refuses = [] as number[], fates = {} as Record<number, string[]> } = {}) {
  const sent: number[] = []
  const asked: number[] = []
  const sending: Sending = {
    async submit(place) {
      sent.push(place)
      if (refuses.includes(place)) throw refusal
    },
    async fate(place) {
      asked.push(place)
      const told = fates[place] ?? ["confirmed"]
      const fate = told.length > 1 ? told.shift() : told[0]
      if (fate === "silent") throw fault("RPC_UNREACHABLE", { chain: "Local Solana" })
      return fate as "open" | "confirmed" | "failed"
    },
    result: (place) => ({ signature: `s${place}` }),
    failure: async () => fault("RPC_REFUSED", { chain: "Local Solana", detail: "failed when it ran" }),
  }
  return { sent, asked, sending }
}

const errorWith = (reason: string) => ({ error: { data: { reason } } })

describe("in parallel", () => {
  test("all are sent, and one that is refused is told of alone", async () => {
    const { sent, asked, sending } = open({ refuses: [1] })
    expect(await sendEach(3, "parallel", sending)).toMatchObject([
      { signature: "s0" },
      errorWith("RPC_REFUSED"),
      { signature: "s2" },
    ])
    expect([sent, asked]).toEqual([[0, 1, 2], []])
  })

  test("none waits for another", async () => {
    const { sent, sending } = open()
    const submit = async (place: number) => {
      sent.push(place)
      await new Promise<never>(() => {})
    }
    void sendEach(2, "parallel", { ...sending, submit })
    await vi.advanceTimersByTimeAsync(0)
    expect(sent).toEqual([0, 1])
  })
})

describe("one after the other", () => {
  test("each waits until the one before it is confirmed, and nobody waits for the last", async () => {
    const { sent, asked, sending } = open({ fates: { 0: ["open", "silent", "confirmed"] } })
    const outputs = sendEach(2, "serial", sending)
    await vi.advanceTimersByTimeAsync(700)
    expect(sent).toEqual([0])
    await vi.advanceTimersByTimeAsync(400)
    expect(await outputs).toEqual([{ signature: "s0" }, { signature: "s1" }])
    expect([sent, asked]).toEqual([
      [0, 1],
      [0, 0, 0],
    ])
  })

  test("nothing is sent after one that the network refused", async () => {
    const { sent, sending } = open({ refuses: [1] })
    expect(await sendEach(3, "serial", sending)).toMatchObject([
      { signature: "s0" },
      errorWith("RPC_REFUSED"),
      errorWith("TRANSACTION_NOT_SENT"),
    ])
    expect(sent).toEqual([0, 1])
  })

  test("nothing is sent after one that failed when it ran", async () => {
    const { sent, sending } = open({ fates: { 0: ["failed"] } })
    expect(await sendEach(2, "serial", sending)).toMatchObject([
      errorWith("RPC_REFUSED"),
      errorWith("TRANSACTION_NOT_SENT"),
    ])
    expect(sent).toEqual([0])
  })

  test("nothing is sent after one that is not confirmed in time, and that one keeps its signature", async () => {
    const { sent, sending } = open({ fates: { 0: ["open"] } })
    const outputs = sendEach(2, "serial", sending)
    await vi.advanceTimersByTimeAsync(91_000)
    expect(await outputs).toMatchObject([{ signature: "s0" }, errorWith("TRANSACTION_NOT_SENT")])
    expect(sent).toEqual([0])
  })
})
