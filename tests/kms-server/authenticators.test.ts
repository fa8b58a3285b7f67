/** Authenticators: registered, ended, replaced; and who is a founder after a key was replaced. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { MAX_AUTHENTICATORS } from "~kms-server/policy/methods"
import { inTransaction } from "~kms-server/store"
import {
  authenticatorOf,
  DAY,
  type Methods,
  openMethods,
  openOrganization,
  openTestPlanners,
  settled,
  userOf,
} from "./methods"
import { makeStamper } from "./stampers"

let methods: Methods
beforeAll(async () => {
  methods = await openMethods()
})
afterAll(() => methods.close())

const root = { type: "ROOT" } as const

async function openHome() {
  const home = await openOrganization(methods)
  const { organizationId } = home
  const named = { organizationId, username: "root" }
  const register = (stamper = makeStamper(), more = {}) =>
    methods.call(home.stamper, "createAuthenticator", {
      ...named,
      authenticator: authenticatorOf(stamper, more),
    })
  const founding = home.organization.users[0]?.authenticators[0]?.id ?? ""
  return { ...home, named, register, founding }
}

describe("an authenticator", () => {
  it("that was registered stamps, and that was deleted does not", async () => {
    const { stamper, organizationId, named, register } = await openHome()
    const second = makeStamper("Secp256r1")
    const { id } = await register(second)
    expect((await methods.call(second, "getOrganization", { organizationId })).users).toHaveLength(1)
    const deleted = await methods.call(stamper, "deleteAuthenticator", { ...named, authenticatorId: id })
    expect(deleted.id).toBe(id)
    const refused = await methods.refusal(second, "getOrganization", { organizationId })
    expect(refused).toBe("UNAUTHENTICATED: AUTHENTICATOR_UNKNOWN")
    expect(await methods.refusal(stamper, "deleteAuthenticator", { ...named, authenticatorId: id })).toBe(
      "NOT_FOUND",
    )
  })

  it("is found by its id in whatever letters", async () => {
    const { stamper, named, register } = await openHome()
    const { id } = await register()
    const authenticatorId = id.toUpperCase()
    expect((await methods.call(stamper, "deleteAuthenticator", { ...named, authenticatorId })).id).toBe(id)
  })

  it("of another user is not this user's", async () => {
    const { stamper, organizationId, founding } = await openHome()
    const user = userOf(makeStamper())
    await methods.call(stamper, "addUserToOrganization", { organizationId, user })
    const asked = { organizationId, username: user.username, authenticatorId: founding }
    expect(await methods.refusal(stamper, "deleteAuthenticator", asked)).toBe("NOT_FOUND")
  })

  it("is registered once in an organization, and not for a weak key or by a passkey (rule 3)", async () => {
    const { stamper, named } = await openHome()
    const refusal = (authenticator: object) =>
      methods.refusal(stamper, "createAuthenticator", { ...named, authenticator })
    expect(await refusal(authenticatorOf(stamper))).toBe("TAKEN")
    const weak = { ...makeStamper(), publicKey: Buffer.alloc(32).toString("base64url") }
    expect(await refusal(authenticatorOf(weak))).toBe("KEY_REFUSED")
    const passkey = { credentialId: "a", attestationObject: "b", clientDataJSON: "c" }
    expect(await refusal({ authenticatorName: "key", authenticatorKind: "passkey", ...passkey })).toBe(
      "KEY_REFUSED",
    )
  })

  it("is renamed, and its end is moved earlier or later, counted from now", async () => {
    const { stamper, named, organizationId, register } = await openHome()
    const second = makeStamper()
    const { id } = await register(second, { expiresInMs: DAY })
    const update = (authenticator: object) =>
      methods.call(stamper, "updateAuthenticator", { ...named, authenticatorId: id, authenticator })
    const renamed = await update({ authenticatorName: "phone" })
    expect(renamed.authenticatorName).toBe("phone")
    const later = await update({ expiresInMs: 2 * DAY })
    expect(Date.parse(later.expiresAtMs ?? "") - Date.parse(renamed.expiresAtMs ?? "")).toBeGreaterThan(
      DAY - 1,
    )
    expect(later.authenticatorName).toBe("phone")
    await update({ expiresInMs: 1 })
    await new Promise((resume) => setTimeout(resume, 5))
    const refused = await methods.refusal(second, "getOrganization", { organizationId })
    expect(refused).toBe("UNAUTHENTICATED: AUTHENTICATOR_EXPIRED")
  })
})

describe("a user with as many authenticators as there may be", () => {
  it("gets no more, unless an expirable one makes room: the oldest, and never one without an end", async () => {
    const { stamper, named, register } = await openHome()
    const brief = [
      await register(makeStamper(), { expiresInMs: DAY }),
      await register(makeStamper(), { expiresInMs: DAY }),
    ]
    for (let i = 3; i < MAX_AUTHENTICATORS; i++) await register()
    const add = (replaceExpirable: boolean) => ({
      ...{ ...named, replaceExpirable },
      authenticator: authenticatorOf(makeStamper()),
    })
    expect(await methods.refusal(stamper, "createAuthenticator", add(false))).toBe("QUOTA_REACHED")
    await methods.call(stamper, "createAuthenticator", add(true))
    const { users } = await methods.call(stamper, "getOrganization", organizationOf(named))
    const ids = users[0]?.authenticators.map(({ id }) => id)
    expect(ids).toHaveLength(MAX_AUTHENTICATORS)
    expect(ids).not.toContain(brief[0]?.id)
    expect(ids).toContain(brief[1]?.id)
    await methods.call(stamper, "createAuthenticator", add(true))
    expect(await methods.refusal(stamper, "createAuthenticator", add(true))).toBe("QUOTA_REACHED")
  })
})

const organizationOf = ({ organizationId }: { organizationId: string }) => ({ organizationId })

describe("the last root authenticator", () => {
  it("cannot be removed", async () => {
    const { stamper, named, founding, register } = await openHome()
    const gone = { ...named, authenticatorId: founding }
    expect(await methods.refusal(stamper, "deleteAuthenticator", gone)).toBe("LAST_ROOT")
    await register(makeStamper(), { expiresInMs: DAY })
    expect(await methods.refusal(stamper, "deleteAuthenticator", gone)).toBe("LAST_ROOT")
    await register()
    expect((await methods.call(stamper, "deleteAuthenticator", gone)).id).toBe(founding)
  })

  it("cannot be given an end", async () => {
    const { stamper, named, founding } = await openHome()
    const ended = { ...named, authenticatorId: founding, authenticator: { expiresInMs: DAY } }
    expect(await methods.refusal(stamper, "updateAuthenticator", ended)).toBe("LAST_ROOT")
  })

  it("is left when two remove each other at once", async () => {
    for (let round = 0; round < 5; round++) {
      const { stamper, named, founding, register } = await openHome()
      const second = makeStamper()
      const { id } = await register(second)
      const outcomes = await settled([
        methods.call(stamper, "deleteAuthenticator", { ...named, authenticatorId: id }),
        methods.call(second, "deleteAuthenticator", { ...named, authenticatorId: founding }),
      ])
      expect(outcomes.filter((outcome) => outcome === "done")).toHaveLength(1)
    }
  })

  it("changes nothing any more once it was removed, even if it asked before", async () => {
    const { stamper, named, founding, register } = await openHome()
    const second = makeStamper()
    await register(second)
    const attempts = [
      methods.call(second, "deleteAuthenticator", { ...named, authenticatorId: founding }),
      ...Array.from({ length: 6 }, () => register()),
    ]
    const outcomes = await settled(attempts)
    expect(outcomes[0]).toBe("done")
    const { users } = await methods.call(second, "getOrganization", organizationOf(named))
    const registered = outcomes.slice(1).filter((outcome) => outcome === "done").length
    expect(users[0]?.authenticators).toHaveLength(1 + registered)
    const refused = await methods.refusal(stamper, "getOrganization", organizationOf(named))
    expect(refused).toBe("UNAUTHENTICATED: AUTHENTICATOR_UNKNOWN")
  })
})

describe("an authenticator that was removed after it had asked", () => {
  it("changes nothing any more, nor does a user who is no longer root", async () => {
    const { stamper, named, organizationId, register } = await openHome()
    const second = makeStamper()
    const { id } = await register(second)
    const member = { organizationId, username: "root", policy: root, traits: null, isRoot: true }
    const caller = { publicKey: second.publicKey, algorithm: second.algorithm, fingerprint: "", user: member }
    const asked = { ...named, authenticator: authenticatorOf(makeStamper()) }
    const plan = await openTestPlanners().createAuthenticator(asked, caller, methods.bench)
    if (plan.does !== "change") throw new Error("it changes nothing")
    const { perform } = plan
    const carryOut = () => inTransaction(methods.database, (session) => perform(session, crypto.randomUUID()))
    await carryOut()
    await methods.call(stamper, "deleteAuthenticator", { ...named, authenticatorId: id })
    await expect(carryOut()).rejects.toThrow("Unauthorized")

    const demoted = makeStamper()
    const user = userOf(demoted, root)
    await methods.call(stamper, "addUserToOrganization", { organizationId, user })
    const newPolicy = { type: "CEL" as const, preset: "ALLOW_ALL" as const }
    const wasRoot = { ...caller, publicKey: demoted.publicKey, user: { ...member, username: user.username } }
    const other = { ...asked, authenticator: authenticatorOf(makeStamper()) }
    const late = await openTestPlanners().createAuthenticator(other, wasRoot, methods.bench)
    await methods.call(stamper, "updateUserInOrganization", {
      organizationId,
      username: user.username,
      newPolicy,
    })
    if (late.does !== "change") throw new Error("it changes nothing")
    const changed = inTransaction(methods.database, (session) => late.perform(session, crypto.randomUUID()))
    await expect(changed).rejects.toThrow("Unauthorized")
  })
})

describe("a founding key", () => {
  it("that was replaced leaves its organization to the root key that removed it", async () => {
    const { named, founding, register, organizationId, stamper } = await openHome()
    const next = makeStamper()
    await register(next)
    expect(await methods.refusal(next, "getPhantomOrganization", {})).toBe("NOT_FOUND")
    await methods.call(next, "deleteAuthenticator", { ...named, authenticatorId: founding })
    expect((await methods.call(next, "getPhantomOrganization", {})).organizationId).toBe(organizationId)
    const made = await methods.call(next, "getOrCreatePhantomOrganization", { publicKey: next.publicKey })
    expect(made.organizationId).toBe(organizationId)
    const refused = await methods.refusal(stamper, "getOrCreatePhantomOrganization", {})
    expect(refused).toBe("UNAUTHENTICATED: AUTHENTICATOR_UNKNOWN")
  })

  it("is replaced again and again, and the last one finds the organization", async () => {
    const home = await openHome()
    let [current, id] = [home.stamper, home.founding]
    for (let round = 0; round < 4; round++) {
      const next = makeStamper(round % 2 ? "Ed25519" : "Secp256r1")
      const authenticator = authenticatorOf(next)
      const made = await methods.call(current, "createAuthenticator", { ...home.named, authenticator })
      await methods.call(next, "deleteAuthenticator", { ...home.named, authenticatorId: id })
      ;[current, id] = [next, made.id]
    }
    const found = await methods.call(current, "getPhantomOrganization", {})
    expect(found.organizationId).toBe(home.organizationId)
  })

  it("is nobody who was only registered: whoever plants a stranger's key leaves him his own organization", async () => {
    const { register, organizationId } = await openHome()
    const victim = makeStamper()
    await register(victim)
    const own = await methods.call(victim, "getOrCreatePhantomOrganization", {})
    expect(own.organizationId).not.toBe(organizationId)
  })

  it("keeps what it founded first, whatever other organization it becomes root of", async () => {
    const [first, second] = [await openHome(), await openHome()]
    await first.register(second.stamper)
    const asked = { ...first.named, authenticator: authenticatorOf(makeStamper()) }
    await methods.call(second.stamper, "createAuthenticator", asked)
    const found = await methods.call(second.stamper, "getPhantomOrganization", {})
    expect(found.organizationId).toBe(second.organizationId)
  })

  it("is not inherited by another user, nor by one that is not root", async () => {
    const { stamper, organizationId } = await openHome()
    const others = [
      { other: makeStamper(), policy: root },
      { other: makeStamper(), policy: { type: "CEL", preset: "ALLOW_ALL" } as const },
    ]
    for (const { other, policy } of others) {
      const user = userOf(other, policy)
      await methods.call(stamper, "addUserToOrganization", { organizationId, user })
      const asked = { organizationId, username: user.username, authenticator: authenticatorOf(makeStamper()) }
      await methods.call(other, "createAuthenticator", asked)
      expect(await methods.refusal(other, "getPhantomOrganization", {})).toBe("NOT_FOUND")
    }
  })
})
