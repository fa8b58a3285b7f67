/** The outermost edge of a script: one sentence on failure, everything ended, the right exit code. */
import { endAll, isEnding } from "./children"

export async function runOutermost(act: () => Promise<number>): Promise<never> {
  const code = await act().catch(say)
  // A signal that came first ends the process itself, with its own exit code.
  if (isEnding()) return new Promise<never>(() => undefined)
  await endAll()
  process.exit(code)
}

function say(failure: unknown): number {
  if (!isEnding()) console.error(`\n${failure instanceof Error ? failure.message : String(failure)}`)
  return 1
}
