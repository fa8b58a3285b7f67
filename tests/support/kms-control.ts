/** The KMS of the tests from outside: faults on demand, and how much it has signed according to its audit log. */
import { inject } from "vitest"

export type Faults = {
  delayMs: number
  down: boolean
  clockOffsetMs: number
  denies: boolean
  dropsAnswers: number
}

const HEALTHY: Faults = { delayMs: 0, down: false, clockOffsetMs: 0, denies: false, dropsAnswers: 0 }

export async function setFaults(faults: Partial<Faults>): Promise<void> {
  const answer = await fetch(`${inject("world").kmsUrl}/mock/faults`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...HEALTHY, ...faults }),
  })
  if (!answer.ok) throw new Error(`The KMS took no faults: ${answer.status}`)
}

export async function signaturesMade(): Promise<number> {
  const answer = await fetch(`${inject("world").kmsUrl}/mock/audit`)
  const { signatures } = (await answer.json()) as { signatures: number }
  return signatures
}
