/** Whether it lives, whether it can serve, and what it counted. None of it says anything of who asked for what. */
import { fault, faultOf } from "~protocol"
import type { Health, Policy } from "../policy"
import type { Answer, Route } from "./exchange"
import type { Metrics } from "./metrics"
import { within } from "./patience"

const TEXT = "text/plain; charset=utf-8"
const PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"
const PATIENCE_MS = 2000

export function healthRoutes(policy: Policy, metrics: Metrics): Route[] {
  const watched = (path: string, answer: () => Promise<Answer>): Route => ({
    verb: "GET",
    path,
    purposes: [],
    answer,
  })

  async function ready(): Promise<Answer> {
    const { ok, why } = await healthOf(policy)
    return { ok: true, type: TEXT, status: ok ? 200 : 503, body: ok ? "ok" : (why ?? "not ready") }
  }

  async function counted(): Promise<Answer> {
    const behind = await within(PATIENCE_MS, policy.metrics()).catch(() => null)
    const up = `# HELP kms_api_policy_up Whether the policy engine answers.\n# TYPE kms_api_policy_up gauge\nkms_api_policy_up ${behind === null ? 0 : 1}\n`
    const texts = [await metrics.text(), up, behind ?? ""].map((text) => text.trim()).filter((text) => text)
    return { ok: true, type: PROMETHEUS, body: `${texts.join("\n\n")}\n` }
  }

  return [
    watched("/healthz", async () => ({ ok: true, type: TEXT, body: "ok" })),
    watched("/readyz", ready),
    watched("/v1/wallets/healthz", ready),
    watched("/metrics", counted),
  ]
}

async function healthOf(policy: Policy): Promise<Pick<Health, "ok" | "why">> {
  try {
    return await within(PATIENCE_MS, policy.health())
  } catch (thrown) {
    const { code } = faultOf(thrown)
    return {
      ok: false,
      why: code === "UNAVAILABLE" ? "the policy engine does not answer" : fault("INTERNAL").message,
    }
  }
}
