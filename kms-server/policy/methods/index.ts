/** Every method that this KMS offers. */
import { organizationPlanners } from "./organizations"
import type { Planners } from "./plan"
import { signaturePlanners } from "./signatures"
import { walletPlanners } from "./wallets"

export type { Bench, Plan } from "./plan"

export const planners: Planners = { ...organizationPlanners, ...walletPlanners, ...signaturePlanners }
