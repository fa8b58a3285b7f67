/** A function whose effect is known: its text, where it is certain to be that function, and what it does. */
import type { Role } from "./contracts"
import type { Args, Call, Inside, Meaning } from "./reading"

export type Shape = {
  /** With the names of the arguments. */
  text: string
  /** Where its meaning is certain; null for what a standard makes the same everywhere. */
  at: readonly Role[] | null
  mean: Mean
}

/** Null where the arguments make no sense together. */
export type Mean = (args: Args, call: Call, inside: Inside) => Meaning | null

export function shapesAt(at: readonly Role[] | null, means: Readonly<Record<string, Mean>>): Shape[] {
  return Object.entries(means).map(([text, mean]) => ({ text, at, mean }))
}
