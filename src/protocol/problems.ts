/**
 * A fault as it is told to the face: its code, the sentence of the table, and what the sentence was made of, so that the
 * face can say the same in another language. It holds no more than the fault did.
 */
import * as z from "zod/mini"
import type { Fault } from "./faults"

export const Problem = z.strictObject({
  code: z.string(),
  message: z.string(),
  context: z.record(z.string(), z.union([z.string(), z.number()])),
})
export type Problem = z.infer<typeof Problem>

export function problemOf({ code, message, context }: Fault): Problem {
  return { code, message, context: { ...context } }
}
