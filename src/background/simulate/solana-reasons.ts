/** Why a Solana transaction would fail: the runtime's error in words, and the last thing that a program said. */
import * as z from "zod/mini"

const Instruction = z.object({ InstructionError: z.tuple([z.int(), z.unknown()]) })
const Custom = z.object({ Custom: z.union([z.int(), z.string()]) })

/** What the runtime itself writes around what programs say. */
const FRAME =
  /^(Program [1-9A-HJ-NP-Za-km-z]{32,44} (invoke|success|consumed|failed|is )|Program return:|Program data:|Program consumption:|Log truncated|Program failed to complete)/
/** What says which instruction runs, and not what went wrong in it. */
const STEP = /^(Instruction: |Invoking |Please upgrade )/

export function failureOf(error: unknown, logs: readonly string[]): string {
  const said = lastWord(logs)
  const what = errorOf(error)
  return said === null ? what : `${said} (${what})`
}

function errorOf(error: unknown): string {
  const instruction = Instruction.safeParse(error)
  if (!instruction.success) return spellError(error)
  const [place, inside] = instruction.data.InstructionError
  return `${spellError(inside)} in instruction ${place + 1}`
}

function spellError(error: unknown): string {
  const custom = Custom.safeParse(error)
  if (custom.success) return `the program's own error ${custom.data.Custom}`
  if (typeof error === "string") return spaced(error)
  const [name = "unknown error"] = typeof error === "object" && error !== null ? Object.keys(error) : []
  return spaced(name)
}

/** `InsufficientFundsForFee` → `insufficient funds for fee` */
function spaced(name: string): string {
  return name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, " ").toLowerCase()
}

function lastWord(logs: readonly string[]): string | null {
  for (const line of logs.toReversed()) {
    if (FRAME.test(line)) continue
    const text = line.replace(/^Program log: /, "").replace(/^Error: /, "")
    if (STEP.test(text)) return null
    const anchor = /Error Message: (.+)$/.exec(text)
    return anchor?.[1] ?? text
  }
  return null
}
