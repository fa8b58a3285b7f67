/** All that was read, and all calls of a consent: each once, with its place in the batch. */

import type * as z from "zod/mini"
import type { Call, ConsentSubject, Reading } from "~protocol"
import type { Appraisal } from "./appraisal"

export type PlacedCall = { call: z.infer<typeof Call>; place: number | null }

/** `top` is the reading of the whole call or document; `place` as in `Risk`. */
export type Placed = { reading: Reading; top: Reading; place: number | null }

/** Readings are bounded where they are made; more than that is no reading of ours. */
const MOST = 4_096

export function everyReading({ readings, subject }: Appraisal): Placed[] {
  const found: Placed[] = []
  const visit = (reading: Reading, top: Reading, place: number | null) => {
    if (found.length >= MOST) return
    found.push({ reading, top, place })
    for (const inner of reading.inside) visit(inner, top, place)
  }
  for (const [index, reading] of readings.entries()) {
    visit(reading, reading, subject.kind === "batch" ? index : null)
  }
  return found
}

export function everyCall(subject: ConsentSubject): PlacedCall[] {
  if (subject.kind === "transaction") return [{ call: subject.call, place: null }]
  return subject.kind === "batch" ? subject.calls.map((call, place) => ({ call, place })) : []
}
