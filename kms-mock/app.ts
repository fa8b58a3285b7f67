/**
 * The KMS's own app with faults before it, and the two control endpoints that only the mock has:
 * GET and POST /mock/faults, GET /mock/audit. They answer programs; a web page in a browser is refused.
 */
import type { HttpBindings } from "@hono/node-server"
import { type Context, Hono } from "hono"
import type { AuditEntry, Kms } from "~kms-server"
import { type FaultBoard, FaultChanges } from "./faults"

type Env = { Bindings: HttpBindings }

export function openMockApp(kms: Kms, board: FaultBoard): Hono<Env> {
  const app = new Hono<Env>()

  app.use("/mock/*", async (context, next) => {
    if (context.req.header("origin") !== undefined) return context.json({ error: "not for web pages" }, 403)
    await next()
  })
  app.get("/mock/faults", (context) => context.json(board.read()))
  app.post("/mock/faults", async (context) => {
    const asked = FaultChanges.safeParse(await context.req.json().catch(() => null))
    if (!asked.success) return context.json({ error: "these are not faults" }, 400)
    board.set(asked.data)
    return context.json(board.read())
  })
  app.get("/mock/audit", async (context) => {
    const entries = await kms.audit()
    return context.json({ signatures: countSignatures(entries), entries })
  })

  app.all("*", async (context) => {
    const { delayMs, down } = board.read()
    if (down) return cut(context)
    const answer = await kms.app.fetch(context.req.raw, context.env)
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs))
    return context.req.method === "POST" && board.take("dropsAnswers") ? cut(context) : answer
  })
  return app
}

export function countSignatures(entries: readonly AuditEntry[]): number {
  return entries.filter((entry) => entry.kind === "result" && entry.outcome === "signed").length
}

/** Ends the connection without a word, as a network does. */
function cut(context: Context<Env>): Response {
  context.env.incoming.socket.destroy()
  return new Response(null)
}
