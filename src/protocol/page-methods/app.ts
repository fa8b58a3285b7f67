/** The app provider, `window.countersign.app`: sign-in of apps, and answers without a window where a person allowed it. */
import * as z from "zod/mini"
import { ChainId } from "../chains"
import { Name, OrganizationId, WalletId } from "../nouns"
import { NoParams } from "./shapes"

/** An app's public key in base58: 32 bytes of Ed25519, or 65 of P-256. */
const AppKey = z.string().check(z.regex(/^[1-9A-HJ-NP-Za-km-z]{32,90}$/))

/** `sessionId` is the app's own name for the attempt, and says nothing to the wallet. */
const AppLogin = z.strictObject({
  publicKey: AppKey,
  appId: Name,
  sessionId: z.string().check(z.minLength(1), z.maxLength(256)),
})

const SignedInApp = z.strictObject({
  walletId: WalletId,
  organizationId: OrganizationId,
  accountDerivationIndex: z.int(),
  expiresInMs: z.int(),
  authUserId: z.string(),
})
export type SignedInApp = z.infer<typeof SignedInApp>

const Chains = z.array(ChainId).check(z.maxLength(32))
const AutoConfirmState = z.strictObject({ enabled: z.boolean(), chains: Chains })
export type AutoConfirmState = z.infer<typeof AutoConfirmState>

const enable = {
  asked: z.nullish(z.strictObject({ chains: z.optional(Chains.check(z.minLength(1))) })),
  answered: AutoConfirmState,
}
const disable = { asked: NoParams, answered: AutoConfirmState }
const status = { asked: NoParams, answered: AutoConfirmState }
const supported = { asked: NoParams, answered: z.strictObject({ chains: Chains }) }

export const appMethods = {
  app_login: { asked: AppLogin, answered: SignedInApp },
  /** Nothing for an origin that has not signed in. */
  app_getUser: { asked: NoParams, answered: z.strictObject({ authUserId: z.optional(z.string()) }) },

  /** For the chains that are named, or for all that are supported. */
  countersign_auto_confirm_enable: enable,
  countersign_auto_confirm_disable: disable,
  countersign_auto_confirm_status: status,
  countersign_auto_confirm_supported_chains: supported,
  /** The same under the names that dApps know, with the numbers that they know Solana's clusters by. */
  phantom_auto_confirm_enable: enable,
  phantom_auto_confirm_disable: disable,
  phantom_auto_confirm_status: status,
  phantom_auto_confirm_supported_chains: supported,
} as const
