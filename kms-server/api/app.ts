/**
 * The HTTP face of the KMS: one endpoint for every method, and a health check. The log says what was answered to
 * which request id, and never what was in it.
 */
import { randomUUID } from "node:crypto"
import { type Context, Hono } from "hono"
import { cors } from "hono/cors"
import type { Logger } from "pino"
import { type Fault, faultOf, faults, STAMP_HEADER } from "~protocol"
import type { Policy } from "../policy"
import { readBody } from "./body"
import { errorOf } from "./errors"

export type ApiConfig = {
  policy: Pick<Policy, "answer" | "noteRefusal" | "now">
  logger: Logger
  /** Rejects where the KMS could not serve. */
  checkHealth: () => Promise<unknown>
}

export function openApi({ policy, logger, checkHealth }: ApiConfig): Hono {
  const app = new Hono()

  async function answer(context: Context): Promise<Response> {
    const requestId = randomUUID()
    const startedAt = performance.now()
    context.header("x-request-id", requestId)
    const log = (status: number, fault?: Fault) =>
      logger.info({ requestId, status, ...loggedOf(fault), ms: Math.round(performance.now() - startedAt) })
    try {
      const result = await policy.answer({
        body: await readBodyOrNote(context.req.raw, requestId),
        stamp: context.req.header(STAMP_HEADER) ?? null,
        requestId,
      })
      log(200)
      return context.body(`{"result":${result}}`, 200, { "content-type": "application/json" })
    } catch (thrown) {
      const refused = faultOf(thrown)
      const { http } = faults[refused.code]
      if (http >= 500) logger.error({ requestId, code: refused.code, cause: nameOf(refused.cause) })
      log(http, refused)
      return Response.json(errorOf(refused, requestId, policy.now()), {
        status: http,
        headers: context.res.headers,
      })
    }
  }

  async function readBodyOrNote(request: Request, requestId: string): Promise<Uint8Array> {
    try {
      return await readBody(request)
    } catch (thrown) {
      const refused = faultOf(thrown)
      await policy.noteRefusal(requestId, refused)
      throw refused
    }
  }

  async function health(context: Context): Promise<Response> {
    try {
      await checkHealth()
      return context.text("ok")
    } catch {
      return context.text("the database does not answer", 503)
    }
  }

  app.use(cors({ origin: "*", allowMethods: ["GET", "POST"], exposeHeaders: ["x-request-id"], maxAge: 600 }))
  app.post("/v1/wallets/kms/rpc", answer)
  app.get("/healthz", health)
  app.get("/v1/wallets/healthz", health)
  return app
}

function loggedOf(fault: Fault | undefined): { code?: string } {
  return fault ? { code: fault.code } : {}
}

/** Only what an error is called: its message may quote what it choked on. */
function nameOf(cause: unknown): string {
  if (!(cause instanceof Error)) return typeof cause
  const code = "code" in cause && typeof cause.code === "string" ? ` ${cause.code}` : ""
  return `${cause.name}${code}`
}
