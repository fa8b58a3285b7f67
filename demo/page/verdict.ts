/**
 * What became of one request, for all to see: verified by this page, wrong, or refused with the code that the
 * wallet gave. A signature counts only once this page has checked it itself.
 */
import { element } from "./elements"

export type Verdict = { holds: boolean; sentence: string; value: string }

/** Runs `act` and shows its verdict under `<name>-verdict`, its value under `valueId`. */
export async function showVerdict(name: string, valueId: string, act: () => Promise<Verdict>): Promise<void> {
  const verdict = element("p", `${name}-verdict`)
  const value = element("output", valueId)
  verdict.dataset.verdict = "waiting"
  verdict.textContent = "Waiting for the wallet…"
  value.textContent = ""
  delete verdict.dataset.code
  try {
    const { holds, sentence, value: shown } = await act()
    value.textContent = shown
    verdict.textContent = sentence
    verdict.dataset.verdict = holds ? "verified" : "wrong"
  } catch (thrown) {
    const { code, message } = refusalOf(thrown)
    verdict.textContent = `${code}: ${message}`
    verdict.dataset.code = code
    verdict.dataset.verdict = "refused"
  }
}

/** Libraries wrap what a wallet throws; the innermost error with a number is what the wallet said. */
function refusalOf(thrown: unknown): { code: string; message: string } {
  let refusal = { code: "error", message: String(thrown) }
  for (let at = thrown; at instanceof Error; at = at.cause) {
    const code = "code" in at && typeof at.code === "number" ? String(at.code) : refusal.code
    refusal = { code, message: at.message }
  }
  return refusal
}
