/**
 * An app's own authenticator, registered as a user of this wallet's organization that ends and has a limit. A user of
 * the same app and key is replaced: what it spent goes on counting, because the KMS counts by the user's name.
 */
import type { KmsClient } from "~kms"
import { fault, isFault, type KmsParams, type SignedInApp } from "~protocol"
import { authUserIdOf } from "../../origins/logins"
import type { LoginPayload } from "../payload"
import type { Signer } from "./signer"

/** How long an app stays signed in. */
export const LOGIN_LIFE_MS = 24 * 60 * 60 * 1000

export const login: Signer<LoginPayload> = {
  async stamp(client, wallet, payload) {
    if (payload.organizationId !== wallet.organizationId || payload.walletId !== wallet.walletId) {
      throw fault("CONSENT_MISMATCH")
    }
    return client.stamp("addUserToOrganization", additionOf(client, payload))
  },

  async send(client, payload, { request }) {
    await client.send("addUserToOrganization", request).catch((thrown: unknown) => {
      if (!isRefusedAs(thrown, "taken")) throw thrown
      return replace(client, payload)
    })
    return { result: answerOf(client, payload), submission: null }
  },
}

/** Whatever dies in between, sending again ends the same; a key that another user has stays that user's. */
async function replace(client: KmsClient, payload: LoginPayload): Promise<void> {
  const { organizationId, username } = payload
  await client.call("deleteUserFromOrganization", { organizationId, username }).catch((thrown: unknown) => {
    if (!isRefusedAs(thrown, "not-found")) throw thrown
  })
  await client.call("addUserToOrganization", additionOf(client, payload))
}

function additionOf(client: KmsClient, payload: LoginPayload): KmsParams<"addUserToOrganization"> {
  const { organizationId, walletId, username, publicKey, algorithm, origin, appId, usdLimit } = payload
  const expiresInMs = remainingMs(client, payload)
  return {
    organizationId,
    user: {
      username,
      policy: { type: "CEL", preset: "DAPP_CONNECTION_USER", walletId, usdLimit: dailyLimit(usdLimit) },
      authenticators: [
        { authenticatorName: "app", authenticatorKind: "keypair", publicKey, algorithm, expiresInMs },
      ],
      traits: { appId, origin: origin.slice(0, TRAIT_LENGTH) },
      expiresInMs,
    },
    replaceExpirable: true,
  }
}

const TRAIT_LENGTH = 256

/** The KMS counts by itself, so there is no account on chain to name. */
function dailyLimit(usdCentsLimitPerDay: number) {
  return { usdCentsLimitPerDay, memoryAccount: "", memoryId: 0, memoryBump: 0 }
}

/** Never later than was shown, and never longer than such a sign-in lasts, whatever was done to this device's clock. */
function remainingMs(client: KmsClient, { expiresAt }: LoginPayload): number {
  const remaining = expiresAt + client.clockOffsetMs() - client.kmsTime()
  if (remaining <= 0) throw fault("CONSENT_EXPIRED")
  return Math.min(remaining, LOGIN_LIFE_MS)
}

function answerOf(client: KmsClient, payload: LoginPayload): SignedInApp {
  const { walletId, organizationId } = payload
  const expiresInMs = remainingMs(client, payload)
  return {
    walletId,
    organizationId,
    accountDerivationIndex: 0,
    expiresInMs,
    authUserId: authUserIdOf(payload),
  }
}

function isRefusedAs(thrown: unknown, type: string): boolean {
  return isFault(thrown, "KMS_REFUSED") && thrown.context.type === type
}
