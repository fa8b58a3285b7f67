/** Every method that this KMS offers. */
import { authenticatorPlanners } from "./authenticators"
import { grantPlanners } from "./grants"
import { importPlanners } from "./imports"
import type { PlannersConfig } from "./members"
import { organizationPlanners } from "./organizations"
import type { Planners } from "./plan"
import { keyAsked, signaturePlanners } from "./signatures"
import { transferPlanners } from "./transfers"
import { userPlanners } from "./users"
import { openUse } from "./uses"
import { walletPlanners } from "./wallets"

export { MAX_AUTHENTICATORS, MAX_USERS, type PlannersConfig } from "./members"
export type { Bench, Plan, Planner, Planners, Use } from "./plan"
export { keyAsked, openUse }

type Signing =
  | "signRawPayload"
  | "signUtf8Message"
  | "ethereumSignMessage"
  | "ethereumSignTypedData"
  | "signTransaction"

export function openPlanners(config: PlannersConfig): Planners {
  return { ...openUnsigningPlanners(config), ...signaturePlanners(config) }
}

/** All but the methods that sign, which read what is signed before they plan. */
export function openUnsigningPlanners(config: PlannersConfig): Omit<Planners, Signing> {
  return {
    ...organizationPlanners(config),
    ...userPlanners(config),
    ...authenticatorPlanners(config),
    ...walletPlanners,
    ...importPlanners,
    ...grantPlanners(config),
    ...transferPlanners(config),
  }
}
