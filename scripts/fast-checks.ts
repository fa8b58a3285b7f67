/** The fast part: types, Biome, unit tests and the house rules. */
import { type Count, runCheck, runProject, sumOf } from "./suites"

export async function runFastChecks(): Promise<Count> {
  console.log("Types…")
  const types = await runCheck("tsc", ["-p", "."])
  console.log("Format and lint…")
  const lint = await runCheck("biome", ["check"])
  console.log("Unit tests and house rules…")
  return sumOf([types, lint, await runProject("unit")])
}
