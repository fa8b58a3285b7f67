/**
 * What stands behind the API in its own tests: a policy that answers what a test tells it to, and remembers what it
 * was handed. Whatever a test did not expect to be asked throws.
 */
import { pino } from "pino"
import { type ApiConfig, openApi } from "~kms-server/api"
import type { Answered, Policy, Received, Refused } from "~kms-server/policy"
import type { FaultCode } from "~protocol"

export const RESULT = '{"wallets":[],"totalCount":0,"limit":20,"offset":0}'
export const SERVER_TIME = 1_795_332_104_801

export function answered(more: Partial<Answered> = {}): Answered {
  return { ok: true, result: RESULT, signature: "c2lnbmF0dXJl", submission: null, ...more }
}

export function refused(
  code: FaultCode,
  context: Refused["context"] = {},
  more: Partial<Refused> = {},
): Refused {
  return { ok: false, code, context, at: SERVER_TIME, ...more }
}

export type StandIn = { policy: Policy; asked: Received[]; noted: FaultCode[] }

export function standIn(parts: Partial<Policy> = {}): StandIn {
  const asked: Received[] = []
  const noted: FaultCode[] = []
  const unexpected = async (): Promise<never> => {
    throw new Error("this was not to be asked")
  }
  const policy: Policy = {
    async answer(received) {
      asked.push(received)
      return answered()
    },
    prepare: unexpected,
    outlook: unexpected,
    simulate: unexpected,
    async noteRefusal({ code }) {
      noted.push(code)
      return refused(code)
    },
    attest: unexpected,
    identity: unexpected,
    checkpoint: unexpected,
    inclusion: unexpected,
    consistency: unexpected,
    findEntries: unexpected,
    health: async () => ({ ok: true, sealed: false, why: null }),
    metrics: async () =>
      "# HELP kms_decisions_total Decisions.\n# TYPE kms_decisions_total counter\nkms_decisions_total 3\n",
    ...parts,
  }
  return { policy, asked, noted }
}

export const silent = pino({ level: "silent" })

export function appOver(parts: Partial<Policy> = {}, config: Partial<ApiConfig> = {}) {
  const stand = standIn(parts)
  return { ...stand, app: openApi({ policy: stand.policy, logger: silent, ...config }) }
}

export const BODY = '{"method":"getOrganizationWallets","params":{"organizationId":"x"},"timestampMs":1}'
export const RPC = "/v1/wallets/kms/rpc"

/** A call as the published clients send it. */
export function call(body: BodyInit = BODY, headers: Record<string, string> = {}): RequestInit {
  const sent = { "content-type": "application/json", "x-phantom-stamp": "c3RhbXA", ...headers }
  return { method: "POST", body, headers: sent }
}
