/**
 * The HTTP face of the KMS: which path leads where. It routes and trusts nothing; a request is authenticated behind
 * it, in the policy engine, from the bytes that it hands on.
 */
import { randomUUID } from "node:crypto"
import { type Context, Hono } from "hono"
import type { Logger } from "pino"
import type { Registry } from "prom-client"
import { fault } from "~protocol"
import type { Policy } from "../policy"
import { type Broadcast, openBroadcast } from "./broadcast"
import { callRoutes } from "./calls"
import { errorOf, refusedOf } from "./errors"
import { type Exchanges, json, type Route, serve } from "./exchange"
import { headersOf, preflightHeaders } from "./headers"
import { healthRoutes } from "./health"
import { openMetrics } from "./metrics"
import { openApiText } from "./openapi"
import { proofRoutes } from "./proofs"
import { type AddressRates, openGate } from "./rates"

export type ApiConfig = {
  policy: Policy
  logger: Logger
  /** How often one address may ask; what is left out has its default, and a rate of 0 is none. */
  rates?: Partial<AddressRates>
  /** `solana/devnet` → the address of that network's JSON-RPC; transactions for others are not handed over. */
  rpcUrls?: Readonly<Record<string, string>>
  /** Instead of `rpcUrls`: what hands a signed transaction to its network. */
  broadcast?: Broadcast
  registry?: Registry
  /** How many proxies in front append to `X-Forwarded-For`; 0 trusts that header not at all. */
  trustProxy?: number
  /** How long the policy engine may take; then the answer is UNAVAILABLE, and the same request may be sent again. */
  patienceMs?: number
  /** Milliseconds that never run back. */
  clock?: () => number
}

const PATIENCE_MS = 30_000

export function openApi(config: ApiConfig): Hono {
  const { policy, logger, rpcUrls = {}, patienceMs = PATIENCE_MS } = config
  const metrics = openMetrics(config.registry)
  const broadcast = config.broadcast ?? openBroadcast({ rpcUrls, note: metrics.broadcast })
  const exchanges: Exchanges = {
    logger,
    metrics,
    gate: openGate(config.rates),
    proxies: config.trustProxy ?? 0,
    clock: config.clock ?? (() => performance.now()),
  }
  return appOf(
    [
      ...callRoutes({ policy, broadcast, patienceMs }),
      ...healthRoutes(policy, metrics),
      ...proofRoutes(policy, patienceMs),
      { verb: "GET", path: "/openapi.json", purposes: ["request"], answer: async () => json(openApiText()) },
    ],
    exchanges,
  )
}

/** Beside its routes: preflights, other verbs, and the paths that lead nowhere, which tell what they are. */
function appOf(routes: readonly Route[], exchanges: Exchanges): Hono {
  const app = new Hono()
  for (const route of routes) {
    const allowed = `${route.verb === "GET" ? "GET, HEAD" : route.verb}, OPTIONS`
    app.on(route.verb, route.path, serve(route, exchanges))
    app.options(route.path, (context) => preflight(context, allowed))
    const refused = { purposes: ["request"] as const, verb: route.verb, path: route.path }
    app.all(
      route.path,
      serve(
        { ...refused, answer: async () => refusedOf(fault("VERB_REFUSED", { allowed }), Date.now()) },
        exchanges,
      ),
    )
  }
  app.options("*", (context) => preflight(context, "GET, POST, OPTIONS"))
  app.notFound(
    serve(
      {
        ...{ verb: "GET", path: "unknown", purposes: ["request"] },
        answer: async () => refusedOf(fault("NOT_FOUND", { what: "endpoint" }), Date.now()),
      },
      exchanges,
    ),
  )
  app.onError((thrown) => lastResort(thrown))
  return app
}

function preflight({ req }: Context, allowed: string): Response {
  const headers = preflightHeaders(req.header("access-control-request-headers") ?? null, allowed)
  return new Response(null, { status: 204, headers })
}

/** Nothing leads here but a bug outside of every route. */
function lastResort(thrown: unknown): Response {
  const requestId = randomUUID()
  const { status, body, headers } = errorOf(refusedOf(thrown, Date.now()), requestId)
  return Response.json(body, { status, headers: headersOf(requestId, "application/json", headers) })
}
