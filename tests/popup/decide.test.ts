import { expect, test } from "vitest"
import type { Ask, Problem } from "~popup/ask"
import { rejectEach, tell } from "~popup/decide"
import { consentOf } from "./subjects"

/** A background that has these problems with these requests. */
function openBackground(problems: Record<string, string>) {
  const heard: unknown[] = []
  const ask = (async (name: string, asked: { id: string }) => {
    heard.push([name, asked])
    const code = problems[asked.id]
    const problem: Problem | null = code === undefined ? null : { code, message: "It is so." }
    return problem ? { problem } : { answered: null }
  }) as unknown as Ask
  return { ask, heard }
}

const open = ["a", "b", "c"].map(consentOf)

test("a decision names the request, its kind and the digest of what was shown, and nothing else (origins rule 10)", async () => {
  const { ask, heard } = openBackground({})
  expect(await tell(ask, consentOf("a"), "approve")).toBeNull()
  expect(heard).toEqual([
    ["decide", { id: "a", kind: "connect", decision: "approve", digest: "0".repeat(64) }],
  ])
})

test("rejecting all rejects each that was open, one after the other", async () => {
  const { ask, heard } = openBackground({})
  expect(await rejectEach(ask, open)).toEqual([])
  expect(heard).toMatchObject(open.map(({ id }) => ["decide", { id, decision: "reject" }]))
})

test("one that has gone meanwhile, or that fails, keeps none of the others open", async () => {
  const { ask, heard } = openBackground({ a: "CONSENT_UNKNOWN", b: "BACKGROUND_SILENT" })
  expect(await rejectEach(ask, open)).toEqual([
    { id: "b", problem: { code: "BACKGROUND_SILENT", message: "It is so." } },
  ])
  expect(heard).toHaveLength(3)
})
