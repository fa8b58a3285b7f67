/** The functions of each program that the launcher calls over its control line. */
import type { ApiBoot, CertifierBoot, PolicyBoot, SignerBoot, Vouching } from "../channel"
import type { Outcomes, SignerState, Task } from "../signer"

type AuthenticatedOrder = { bytes: Uint8Array; mac: Uint8Array }

export type SignerProgram = {
  start(boot: SignerBoot): Promise<void>
  unseal(given: { masterKeys: Uint8Array[] }): Promise<void>
  state(): Promise<SignerState>
  carryOut(order: AuthenticatedOrder): Promise<Outcomes[Task["do"]]>
  stop(): Promise<void>
}

export type CertifierProgram = {
  start(boot: CertifierBoot): Promise<void>
  vouch(vouching: Vouching): Promise<void>
  stop(): Promise<void>
}

export type PolicyProgram = {
  /** Makes nothing: tells the public half, 32 bytes, of the key this process made when it began. */
  liveKey(): Promise<Uint8Array>
  start(boot: PolicyBoot): Promise<void>
  stop(): Promise<void>
}

export type ApiProgram = {
  start(boot: ApiBoot): Promise<{ port: number }>
  stop(): Promise<void>
}

export const signerNames = ["start", "unseal", "state", "carryOut", "stop"] as const
export const certifierNames = ["start", "vouch", "stop"] as const
export const policyNames = ["liveKey", "start", "stop"] as const
export const apiNames = ["start", "stop"] as const
