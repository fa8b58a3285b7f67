/**
 * Signs an app in: its own key becomes an authenticator of this wallet's organization, for a day and up to a limit, and
 * the app then asks the KMS by itself. The wallet never sees the key's private half.
 */
import { sha256 } from "@noble/hashes/sha2.js"
import { base58, base64urlnopad } from "@scure/base"
import { type Asked, Family, fault, type WalletReference } from "~protocol"
import type { Wallets } from "../accounts/wallets"
import type { Draft } from "../consent/desk"
import { LOGIN_LIFE_MS } from "../consent/signers/login"
import { usernameOf } from "../origins/logins"
import { accountsIn } from "./connect"
import type { Route } from "./route"

/** Ten dollars a day. */
const USD_CENTS_A_DAY = 1_000
const FINGERPRINT_LENGTH = 16

type AskedLogin = Asked<"page", "app_login">

export function appLogin(wallets: Wallets, now: () => number): Route<"app_login"> {
  return {
    connected: false,
    run: async (asked, { caller }) => {
      const key = readKey(asked.publicKey)
      return {
        consent: async () => {
          const wallet = await wallets.stored()
          return wallet === null ? null : draftOf(asked, key, caller.origin, wallet, now() + LOGIN_LIFE_MS)
        },
      }
    },
  }
}

type Key = { bytes: Uint8Array; algorithm: "Ed25519" | "Secp256r1" }

/** By its length, as the stamp's algorithms have it. Whether it is a good key the KMS says. */
function readKey(text: string): Key {
  const bytes = base58.decode(text)
  if (bytes.length === 32) return { bytes, algorithm: "Ed25519" }
  if (bytes.length === 65 && bytes[0] === 4) return { bytes, algorithm: "Secp256r1" }
  const where = "params.publicKey is neither 32 bytes of Ed25519 nor 65 of P-256"
  throw fault("PARAMS_INVALID", { method: "app_login", where })
}

function draftOf(
  { appId }: AskedLogin,
  { bytes, algorithm }: Key,
  origin: string,
  wallet: WalletReference,
  expiresAt: number,
): Draft {
  const { organizationId, walletId } = wallet
  const { accounts, addresses } = accountsIn(Family.options, wallet)
  const publicKey = base64urlnopad.encode(bytes)
  const usdLimit = USD_CENTS_A_DAY
  const fingerprint = base64urlnopad.encode(sha256(bytes)).slice(0, FINGERPRINT_LENGTH)
  const username = usernameOf(origin, publicKey)
  return {
    subject: { kind: "login", accounts, appId, fingerprint, usdLimit, usdMost: usdLimit, expiresAt },
    payload: {
      ...{ kind: "login", organizationId, walletId, publicKey, algorithm, username, origin, appId },
      ...{ usdLimit, expiresAt, addresses },
    },
  }
}
