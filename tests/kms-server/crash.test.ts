/** A KMS that is killed in the middle of its work: what was asked is signed once, and the log says how it went. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { expect, it } from "vitest"
import { startKmsMock } from "~kms-mock"
import { freshDatabase } from "../support/database"
import { bodyOf, newUser } from "./kms"
import { makeStamper } from "./stampers"

const stamper = makeStamper()

/** Longer than a lease, on a machine that is busy. */
const PATIENCE_MS = 40_000

async function send(url: string, body: string): Promise<{ status: number; text: string } | null> {
  const headers = { "x-phantom-stamp": stamper.stamp(body) }
  const answer = await fetch(`${url}/kms/rpc`, { method: "POST", body, headers }).catch(() => null)
  const text = await answer?.text().catch(() => null)
  return answer && text != null ? { status: answer.status, text } : null
}

/** What the dead process was at work on is begun again once its lease has run out; until then the answer is 503. */
async function sendUntilAnswered(url: string, body: string) {
  const end = Date.now() + PATIENCE_MS
  for (;;) {
    const answer = await send(url, body)
    if (answer?.status === 200 || Date.now() > end) return answer
  }
}

async function resultOf(url: string, method: string, params: unknown) {
  const answer = await send(url, bodyOf(method, params))
  return JSON.parse(answer?.text ?? "{}").result
}

/** The KMS in a process of its own, so that it can be killed. */
async function startProcess(databaseUrl: string) {
  const env = { ...process.env, DATABASE_URL: databaseUrl }
  const child = spawn(process.execPath, ["--import", "tsx", "kms-mock/main.ts", "--port", "0"], { env })
  const [line] = await once(child.stdout.setEncoding("utf8"), "data")
  const url = `${String(line).trim().replace("listening on ", "")}/v1/wallets`
  return { url, kill: () => child.kill("SIGKILL"), killed: once(child, "exit") }
}

/** The result's exact text, without the signature of the process that gave it. */
function resultIn(answer: { text: string } | null | undefined): string {
  return answer?.text.slice(0, answer.text.lastIndexOf(',"signature":')) ?? "none"
}

it("killed under load, a KMS signs each request once in the end", async () => {
  const databaseUrl = await freshDatabase()
  const doomed = await startProcess(databaseUrl)
  const users = [newUser(stamper)]
  const { organizationId } = await resultOf(doomed.url, "createOrganization", {
    organizationName: "doomed",
    users,
  })
  const { walletId } = await resultOf(doomed.url, "createWallet", { organizationId, walletName: "w" })
  const bodies = Array.from({ length: 200 }, (_, i) =>
    bodyOf("ethereumSignMessage", {
      organizationId,
      walletId,
      message: Buffer.from(`message ${i}`).toString("base64url"),
    }),
  )
  const before: Awaited<ReturnType<typeof send>>[] = bodies.map(() => null)
  let [next, answered] = [0, 0]
  /** Each asks for the next one as soon as it has its answer, so that some are under way when it is killed. */
  async function client(): Promise<void> {
    for (let i = next++; i < bodies.length; i = next++) {
      const answer = await send(doomed.url, bodies[i] ?? "")
      before[i] = answer
      if (answer === null) return
      if (answer.status === 200 && ++answered === 20) doomed.kill()
    }
  }
  await Promise.all(Array.from({ length: 32 }, client))
  await doomed.killed
  expect(before.some((answer) => answer === null)).toBe(true)

  const again = await startKmsMock({ databaseUrl })
  const after = await Promise.all(bodies.map((body) => sendUntilAnswered(again.url, body)))
  const entries = await again.audit()
  await again.stop()
  expect(after.filter((answer) => answer?.status !== 200)).toEqual([])
  for (const [i, answer] of before.entries()) {
    if (answer?.status === 200) expect(resultIn(after[i])).toBe(resultIn(answer))
  }
  expect(entries.filter((entry) => entry.outcome === "signed")).toHaveLength(bodies.length)
  const intents = entries.filter((entry) => entry.kind === "intent" && entry.method === "ethereumSignMessage")
  const ends = entries.filter((entry) => entry.kind === "result" && entry.method === "ethereumSignMessage")
  expect(ends.map(({ decisionId }) => decisionId).sort()).toEqual(
    intents.map(({ decisionId }) => decisionId).sort(),
  )
  const signed = new Set(
    entries.filter((entry) => entry.outcome === "signed").map((entry) => entry.decisionId),
  )
  expect(signed.size).toBe(bodies.length)
})
