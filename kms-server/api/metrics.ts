/**
 * What the API counts, in a registry of its own. Every label comes from a fixed set: no organization, key, address or
 * word of a sender ever becomes one.
 */
import { Counter, Gauge, Histogram, Registry } from "prom-client"

export type Left = { route: string; method: string; status: number; ms: number; bytes: number }

export type Metrics = {
  entered(): void
  left(one: Left): void
  limited(purpose: string): void
  broadcast(to: string, outcome: string): void
  /** Prometheus text. */
  text(): Promise<string>
}

const SECONDS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]
const BYTES = [256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576]

export function openMetrics(registry = new Registry()): Metrics {
  const registers = [registry]
  const requests = new Counter({
    name: "kms_api_requests_total",
    help: "Requests answered, by route, method and HTTP status.",
    labelNames: ["route", "method", "status"] as const,
    registers,
  })
  const seconds = new Histogram({
    name: "kms_api_request_seconds",
    help: "From the head of a request to its answer.",
    labelNames: ["route", "method"] as const,
    buckets: SECONDS,
    registers,
  })
  const sizes = new Histogram({
    name: "kms_api_request_body_bytes",
    help: "Bytes of the bodies that were read.",
    labelNames: ["route"] as const,
    buckets: BYTES,
    registers,
  })
  const inFlight = new Gauge({ name: "kms_api_in_flight", help: "Requests under way.", registers })
  const limited = new Counter({
    name: "kms_api_rate_limited_total",
    help: "Requests refused because one address asked too often.",
    labelNames: ["purpose"] as const,
    registers,
  })
  const broadcasts = new Counter({
    name: "kms_api_broadcasts_total",
    help: "Signed transactions handed to a network, by what came of it.",
    labelNames: ["to", "outcome"] as const,
    registers,
  })

  return {
    entered: () => inFlight.inc(),
    left({ route, method, status, ms, bytes }) {
      inFlight.dec()
      requests.inc({ route, method, status })
      seconds.observe({ route, method }, ms / 1000)
      if (bytes > 0) sizes.observe({ route }, bytes)
    },
    limited: (purpose) => limited.inc({ purpose }),
    broadcast: (to, outcome) => broadcasts.inc({ to, outcome }),
    text: () => registry.metrics(),
  }
}
