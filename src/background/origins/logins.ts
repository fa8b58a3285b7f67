/**
 * The apps that were given an authenticator of their own, and the end of it when the person disconnects the site: the
 * KMS forgets the app's user, and where it cannot be asked now, this is remembered and done later. What is here signs
 * nothing; the app's own key does, within its limit.
 */
import { sha256 } from "@noble/hashes/sha2.js"
import { utf8ToBytes } from "@noble/hashes/utils.js"
import { base64urlnopad } from "@scure/base"
import { isFault } from "~protocol"
import type { Wallets } from "../accounts/wallets"
import type { LoginPayload } from "../consent/payload"
import type { Store } from "../store"

/** `isEnding`: disconnected, and the KMS has yet to hear of it. */
export type Login = {
  username: string
  origin: string
  organizationId: string
  expiresAt: number
  isEnding: boolean
}

export type Logins = {
  remember(payload: LoginPayload): Promise<void>
  /** How this origin names its user; null where it has not signed in. */
  userOf(origin: string): Promise<string | null>
  /** When the last of its authenticators ends; null where it has none. */
  endOf(origin: string): Promise<number | null>
  /** Returns once it is written down that they end; the KMS hears of it as soon as it can be asked. */
  end(origin: string): Promise<void>
  /** Tells the KMS what it has not heard yet. */
  finish(): Promise<void>
}

export function openLogins(store: Store, wallets: Wallets, now: () => number): Logins {
  async function list(): Promise<Login[]> {
    return (await store()).getAll("logins")
  }

  async function livingOf(origin: string): Promise<Login[]> {
    return (await list()).filter(
      (login) => login.origin === origin && !login.isEnding && login.expiresAt > now(),
    )
  }

  async function forget(username: string): Promise<void> {
    await (await store()).delete("logins", username)
  }

  /** Where the app has signed in again meanwhile, it is not ending any more. */
  async function endAtKms({ username, organizationId }: Login): Promise<void> {
    await wallets.withKms(async (client) => {
      if (!(await (await store()).get("logins", username))?.isEnding) return
      await client.call("deleteUserFromOrganization", { organizationId, username }).catch(unlessAbsent)
      await forget(username)
    })
  }

  return {
    async remember({ username, origin, organizationId, expiresAt }) {
      await (await store()).put("logins", { username, origin, organizationId, expiresAt, isEnding: false })
    },

    async userOf(origin) {
      const [login] = await livingOf(origin)
      return login ? authUserIdOf(login) : null
    },

    async endOf(origin) {
      const ends = (await livingOf(origin)).map(({ expiresAt }) => expiresAt)
      return ends.length === 0 ? null : Math.max(...ends)
    },

    async end(origin) {
      const tx = (await store()).transaction("logins", "readwrite")
      for (const login of await tx.store.getAll()) {
        if (login.origin === origin) await tx.store.put({ ...login, isEnding: true })
      }
      await tx.done
    },

    async finish() {
      for (const login of await list()) {
        if (login.expiresAt <= now()) await forget(login.username)
        else if (login.isEnding) await endAtKms(login)
      }
    },
  }
}

/** Names a user to one origin: the same each time, and another for every other origin. */
export function authUserIdOf({ organizationId, origin }: Pick<Login, "organizationId" | "origin">): string {
  return shortHash(`user ${organizationId} ${origin}`)
}

/** The user that an app's key is in the organization: signing in again with it is the same one. */
export function usernameOf(origin: string, publicKey: string): string {
  return `app-${shortHash(`key ${publicKey} ${origin}`)}`
}

function shortHash(text: string): string {
  return base64urlnopad.encode(sha256(utf8ToBytes(text))).slice(0, 32)
}

function unlessAbsent(thrown: unknown): void {
  if (!isFault(thrown, "KMS_REFUSED") || thrown.context.type !== "not-found") throw thrown
}
