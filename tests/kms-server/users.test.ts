/** Users: who adds, changes and removes them, how many there may be, and that root is never lost. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { MAX_USERS } from "~kms-server/policy/methods"
import { authenticatorOf, DAY, type Methods, openMethods, openOrganization, settled, userOf } from "./methods"
import { makeStamper } from "./stampers"

let methods: Methods
beforeAll(async () => {
  methods = await openMethods()
})
afterAll(() => methods.close())

const root = { type: "ROOT" } as const

/** Fills an organization up to its quota; the third and fourth users have an end. */
async function openFull() {
  const home = await openOrganization(methods)
  for (let i = 1; i < MAX_USERS; i++) {
    const more = {
      username: `user ${i}`,
      authenticators: [],
      ...(i === 3 || i === 4 ? { expiresInMs: DAY } : {}),
    }
    await methods.call(home.stamper, "addUserToOrganization", {
      organizationId: home.organizationId,
      user: userOf(home.stamper, { type: "CEL", preset: "DENY_ALL" }, more),
    })
  }
  return home
}

describe("a user", () => {
  it("that was added stamps from then on", async () => {
    const { stamper, organizationId } = await openOrganization(methods)
    const added = makeStamper("Secp256r1")
    const user = userOf(added, undefined, { traits: { appId: "app" }, expiresInMs: DAY })
    const answer = await methods.call(stamper, "addUserToOrganization", { organizationId, user })
    expect(answer.users.map(({ username }) => username)).toEqual(["root", user.username])
    expect(answer.users[1]?.traits).toEqual({ appId: "app" })
    expect(answer.users[1]?.expiresAtMs).toBeGreaterThan(methods.now() + DAY - 10_000)
    expect(await methods.call(added, "getOrganization", { organizationId })).toEqual(answer)
  })

  it("has a name of its own, and a key of its own", async () => {
    const { stamper, organizationId } = await openOrganization(methods)
    const named = { organizationId, user: userOf(makeStamper(), undefined, { username: "root" }) }
    expect(await methods.refusal(stamper, "addUserToOrganization", named)).toBe("TAKEN")
    const keyed = { organizationId, user: userOf(stamper) }
    expect(await methods.refusal(stamper, "addUserToOrganization", keyed)).toBe("TAKEN")
    const twice = userOf(makeStamper())
    const same = {
      organizationId,
      user: { ...twice, authenticators: [...twice.authenticators, ...twice.authenticators] },
    }
    expect(await methods.refusal(stamper, "addUserToOrganization", same)).toBe("KEY_REFUSED")
  })

  it("with a policy that is wrong is not written, and the place of the mistake is said", async () => {
    const { stamper, organizationId } = await openOrganization(methods)
    const rules = [{ expression: "bad", outcome: "ALLOW" as const, comment: "" }]
    const policy = { type: "CEL" as const, rules, constants: [] }
    const add = { organizationId, user: userOf(makeStamper(), policy) }
    expect(await methods.refusal(stamper, "addUserToOrganization", add)).toBe("POLICY_INVALID")
    const update = { organizationId, username: "root", newPolicy: policy }
    expect(await methods.refusal(stamper, "updateUserInOrganization", update)).toBe("POLICY_INVALID")
    const create = { organizationName: "x", users: [userOf(stamper, policy)] }
    expect(await methods.refusal(stamper, "createOrganization", create)).toBe("POLICY_INVALID")
  })

  it("gains and loses traits, and keeps what was not named", async () => {
    const { stamper, organizationId } = await openOrganization(methods)
    const user = userOf(makeStamper(), undefined, { traits: { a: "1", b: "2" } })
    await methods.call(stamper, "addUserToOrganization", { organizationId, user })
    const { username } = user
    const change = { organizationId, username, addTraits: { b: "3", c: "4" }, removeTraits: ["a", "absent"] }
    const changed = await methods.call(stamper, "updateUserInOrganization", change)
    expect(changed.users[1]?.traits).toEqual({ b: "3", c: "4" })
    const denied = {
      organizationId,
      username,
      newPolicy: { type: "CEL" as const, preset: "DENY_ALL" as const },
    }
    const again = await methods.call(stamper, "updateUserInOrganization", denied)
    expect(again.users[1]?.traits).toEqual({ b: "3", c: "4" })
    expect(again.users[1]?.policy).toEqual(denied.newPolicy)
  })

  it("that was removed is nobody, with all of its authenticators", async () => {
    const { stamper, organizationId } = await openOrganization(methods)
    const added = makeStamper()
    const user = userOf(added)
    await methods.call(stamper, "addUserToOrganization", { organizationId, user })
    const { username } = user
    await methods.call(stamper, "deleteUserFromOrganization", { organizationId, username })
    const refused = await methods.refusal(added, "getOrganization", { organizationId })
    expect(refused).toBe("UNAUTHENTICATED: AUTHENTICATOR_UNKNOWN")
    const again = await methods.refusal(stamper, "deleteUserFromOrganization", { organizationId, username })
    expect(again).toBe("NOT_FOUND")
  })

  it("that is not root does not make, change or remove a root, itself included", async () => {
    const { stamper, organizationId } = await openOrganization(methods)
    const added = makeStamper()
    const user = userOf(added)
    const { username } = user
    await methods.call(stamper, "addUserToOrganization", { organizationId, user })
    const risen = { organizationId, user: userOf(makeStamper(), root) }
    expect(await methods.refusal(added, "addUserToOrganization", risen)).toBe("POLICY_DENIED")
    const up = { organizationId, username, newPolicy: root }
    expect(await methods.refusal(added, "updateUserInOrganization", up)).toBe("POLICY_DENIED")
    const down = { organizationId, username: "root", newPolicy: user.policy }
    expect(await methods.refusal(added, "updateUserInOrganization", down)).toBe("POLICY_DENIED")
    const gone = { organizationId, username: "root" }
    expect(await methods.refusal(added, "deleteUserFromOrganization", gone)).toBe("POLICY_DENIED")
    const authenticator = authenticatorOf(makeStamper())
    const key = { organizationId, username: "root", authenticator }
    expect(await methods.refusal(added, "createAuthenticator", key)).toBe("POLICY_DENIED")
  })
})

describe("a full organization", () => {
  it("takes no more users, unless an expirable one makes room: the oldest, and never one without an end", async () => {
    const { stamper, organizationId } = await openFull()
    const add = (replaceExpirable: boolean | null) => ({
      ...{ organizationId, replaceExpirable },
      user: userOf(makeStamper()),
    })
    expect(await methods.refusal(stamper, "addUserToOrganization", add(null))).toBe("QUOTA_REACHED")
    const first = await methods.call(stamper, "addUserToOrganization", add(true))
    const names = first.users.map(({ username }) => username)
    expect(names).toHaveLength(MAX_USERS)
    expect(names).not.toContain("user 3")
    expect(names).toContain("user 4")
    await methods.call(stamper, "addUserToOrganization", add(true))
    expect(await methods.refusal(stamper, "addUserToOrganization", add(true))).toBe("QUOTA_REACHED")
  })

  it("is never overfilled by many at once", async () => {
    const { stamper, organizationId } = await openFull()
    await methods.call(stamper, "deleteUserFromOrganization", { organizationId, username: "user 9" })
    const outcomes = await settled(
      Array.from({ length: 8 }, () =>
        methods.call(stamper, "addUserToOrganization", { organizationId, user: userOf(makeStamper()) }),
      ),
    )
    expect(outcomes.filter((outcome) => outcome === "done")).toHaveLength(1)
    const { users } = await methods.call(stamper, "getOrganization", { organizationId })
    expect(users).toHaveLength(MAX_USERS)
  })
})

describe("the last root authenticator", () => {
  it("cannot be removed with its user, nor demoted with it", async () => {
    const { stamper, organizationId } = await openOrganization(methods)
    const named = { organizationId, username: "root" }
    expect(await methods.refusal(stamper, "deleteUserFromOrganization", named)).toBe("LAST_ROOT")
    const demoted = { ...named, newPolicy: { type: "CEL", preset: "ALLOW_ALL" } }
    expect(await methods.refusal(stamper, "updateUserInOrganization", demoted)).toBe("LAST_ROOT")
    expect((await methods.call(stamper, "getOrganization", { organizationId })).users[0]?.policy).toEqual(
      root,
    )
  })

  it("is not replaced by a root user that has an end", async () => {
    const { stamper, organizationId } = await openOrganization(methods)
    const brief = userOf(makeStamper(), root, { expiresInMs: DAY })
    await methods.call(stamper, "addUserToOrganization", { organizationId, user: brief })
    const gone = { organizationId, username: "root" }
    expect(await methods.refusal(stamper, "deleteUserFromOrganization", gone)).toBe("LAST_ROOT")
  })

  it("is still there when two roots remove each other at once", async () => {
    for (let round = 0; round < 5; round++) {
      const { stamper, organizationId } = await openOrganization(methods)
      const other = makeStamper()
      const user = userOf(other, root, { username: "other" })
      await methods.call(stamper, "addUserToOrganization", { organizationId, user })
      const outcomes = await settled([
        methods.call(stamper, "deleteUserFromOrganization", { organizationId, username: "other" }),
        methods.call(other, "deleteUserFromOrganization", { organizationId, username: "root" }),
      ])
      expect(outcomes.filter((outcome) => outcome === "done")).toHaveLength(1)
    }
  })
})
