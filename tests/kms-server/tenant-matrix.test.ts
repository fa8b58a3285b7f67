/**
 * Whatever a whole KMS can be asked for, asked by everybody who must not get it. What "the wrong one" is follows from
 * how a request says whom it is about (`Bond` in `tenant-requests.ts`), and where a request cannot be wrong in some
 * way, the nearest thing that can is held:
 *
 * - `none` names no organization, so there is no wrong one to name: it must not create for somebody else's key, and
 *   finds nothing for a key that founded nothing, wherever that key is registered.
 * - `home` names an organization and nothing in it: asked of one's own it is answered, and the answer holds nothing of
 *   anybody else's.
 * - `thing`, `owner` and `use` name what another organization has: in one's own name it does not exist.
 * - A grant lends the use of a wallet and nothing else. To all but `use` its holder is a stranger, before and after.
 * - Only `use` takes `policyName`; in any other request it is a member that nobody reads, which is refused. In a grant it
 *   is the new grant's own name, which no stranger may give; of a revocation the name is `targetPolicyName`.
 * - `/outlook` answers a denial with 200: the answer is then that it would be denied.
 * - `/simulations` is `unstamped`: it reads the bytes in the request and nothing that belongs to anybody.
 */
import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { kmsMethods } from "~protocol"
import { type Answer, newAuthenticator, newUser, openHome, openTestKms, type TestKms } from "./kms"
import { makeStamper, type Stamper } from "./stampers"
import { knowing, openTenant, ownerScope, type Row, rows, type Tenant, type Things } from "./tenant-requests"

const DAY = 24 * 60 * 60 * 1000
const UNKNOWN = "401 unauthenticated"
const ABSENT = "404 not-found"
const DENIED = "403 policy-denied"
const MALFORMED = "400 body-malformed"

let offset = 0
const now = () => Date.now() + offset

let kms: TestKms
/** Whose things are asked for. */
let owner: Tenant
/** For the questions that do get their answers. */
let rightful: Tenant
/** Where a key of the owner's is registered too, and may do nothing. */
let second: Tenant
let people: People
/** What was answered to the holders of grants: of one that was revoked since, and of a named one under its name. */
let whileGranted: Map<string, string>
let underItsName: Map<string, string>
let before: unknown

type Member = { stamper: Stamper; organizationId: string }
type People = {
  /** ROOT in an organization that another key founded. */
  stranger: Member
  /** ROOT with the owner, DENY_ALL in the second organization; founded neither. */
  both: Stamper
  /** ROOT with the owner, until yesterday. */
  briefUser: Stamper
  briefKey: Stamper
  /** ROOT in organizations of their own, until yesterday. */
  founders: { briefUser: Stamper; briefKey: Stamper }
  /** Of organizations that hold, or held, a grant of the owner's wallet. */
  revoked: Member
  named: Member
}

beforeAll(async () => {
  kms = await openTestKms({ clock: now })
  owner = await openTenant(kms)
  rightful = await openTenant(kms)
  second = await openTenant(kms)
  people = await openPeople()
  whileGranted = await askAsGrantee(people.revoked, {})
  await kms.call(owner.founder, "revokeOrganizationAccess", grantTo(people.revoked))
  underItsName = await askAsGrantee(people.named, { policyName: "named" })
  offset = DAY
  before = await stateOfAll()
})
afterAll(() => kms.close())

const grantTo = ({ organizationId: targetOrganizationId }: Member) => {
  const { organizationId: ownerOrganizationId, walletId } = owner.things
  return { ownerOrganizationId, targetOrganizationId, walletId }
}

/** A member of a new organization that somebody else founded, so that the key stands for nothing but this. */
async function joinNew(policy: Parameters<typeof newUser>[1]): Promise<Member> {
  const { stamper: founder, organization } = await openHome(kms)
  const { organizationId } = organization
  return { organizationId, stamper: await join(founder, organizationId, policy) }
}

async function join(
  founder: Stamper,
  organizationId: string,
  policy: Parameters<typeof newUser>[1],
  more = {},
) {
  const stamper = makeStamper()
  const user = newUser(stamper, policy, more)
  await kms.call(founder, "addUserToOrganization", { organizationId, user })
  return stamper
}

const ends = { expiresInMs: DAY }

async function openPeople(): Promise<People> {
  const { founder, things } = owner
  const { organizationId } = things
  const both = await join(founder, organizationId, { type: "ROOT" })
  const there = { organizationId: second.things.organizationId }
  const nobody = newUser(both, { type: "CEL", preset: "DENY_ALL" })
  await kms.call(second.founder, "addUserToOrganization", { ...there, user: nobody })
  const briefKey = makeStamper()
  const authenticators = [newAuthenticator(briefKey, ends)]
  const user = newUser(briefKey, { type: "ROOT" }, { authenticators })
  await kms.call(founder, "addUserToOrganization", { organizationId, user })
  const [revoked, named] = [await joinNew(knowing), await joinNew(knowing)]
  await kms.call(founder, "grantOrganizationAccess", { ...grantTo(revoked), policy: ownerScope })
  const underName = { ...grantTo(named), policy: ownerScope, policyName: "named" }
  await kms.call(founder, "grantOrganizationAccess", underName)
  return {
    ...{ stranger: await joinNew({ type: "ROOT" }), both, briefKey, revoked, named },
    briefUser: await join(founder, organizationId, { type: "ROOT" }, ends),
    founders: { briefUser: await foundBriefly(ends, {}), briefKey: await foundBriefly({}, ends) },
  }
}

/** The founder of an organization whose user, or whose key, ends after a day; somebody else stays. */
async function foundBriefly(user: object, key: object): Promise<Stamper> {
  const stamper = makeStamper()
  const brief = newUser(
    stamper,
    { type: "ROOT" },
    { ...user, authenticators: [newAuthenticator(stamper, key)] },
  )
  const users = [newUser(makeStamper()), brief]
  await kms.call(stamper, "createOrganization", { organizationName: "brief", users })
  expect((await kms.ask(stamper, "getPhantomOrganization", {})).status).toBe(200)
  return stamper
}

const uses = rows.filter(({ bond }) => bond === "use")

async function askAsGrantee(member: Member, more: object): Promise<Map<string, string>> {
  const answers = new Map<string, string>()
  for (const row of uses) answers.set(row.name, await said(row, member.stamper, inNameOf(member), more))
  return answers
}

/** The owner's things under another organization's name. */
const inNameOf = ({ organizationId }: Member): Things => ({ ...owner.things, organizationId })

const ask = (row: Row, stamper: Stamper | null, things: Things, more?: object): Promise<Answer> =>
  row.send(kms, row.body(things, now(), more), stamper)

/** The status and the type of the refusal; of an outlook, whether it says yes. */
async function said(row: Row, stamper: Stamper | null, things: Things, more?: object): Promise<string> {
  const { status, text, error } = await ask(row, stamper, things, more)
  if (status !== 200) return `${status} ${error.type}`
  return row.name === "/outlook" && !JSON.parse(text).outlook[0].allowed ? "200 denied" : "200"
}

/** What the founder sees of everything that refused requests were about. */
const stateOf = async ({ founder, things }: Tenant) => {
  const { organizationId, walletId } = things
  const home = { organizationId }
  const reads: [string, object][] = [
    ["getOrganization", home],
    ["getOrganizationWallets", home],
    ["listPendingMigrations", home],
  ]
  for (const target of [
    things.targetOrganizationId,
    people.revoked.organizationId,
    people.named.organizationId,
  ]) {
    const between = { ownerOrganizationId: organizationId, targetOrganizationId: target, walletId }
    reads.push(["getWalletAccessGrantsRequest", between])
  }
  return Promise.all(
    reads.map(async ([method, params]) => (await kms.ask(founder, method, params, now())).result),
  )
}

const stateOfAll = async () => {
  const home = rightful.things.organizationId
  const signed = (await kms.audit()).filter(({ outcome }) => outcome === "signed")
  const others = signed.filter(({ organizationId }) => organizationId !== home)
  return [await stateOf(owner), await stateOf(second), others.length]
}

const idsOf = ({ things }: Tenant) => {
  const { organizationId, walletId, taggedWalletId, authenticatorId, migrationId } = things
  return [organizationId, walletId, taggedWalletId, authenticatorId, migrationId]
}

/** A `none` request with somebody else's key in it, or by a key that founded nothing. */
const ofNoOrganization: Readonly<Record<string, string>> = {
  createOrganization: UNKNOWN,
  getPhantomOrganization: ABSENT,
  getOrCreatePhantomOrganization: "400 key-refused",
}

/** A simulation is the same whoever asks, but for its id. */
async function expectIndifferent(row: Row, stamper: Stamper, things: Things): Promise<void> {
  const read = async (answer: Promise<Answer>) => ({ ...JSON.parse((await answer).text), simulationId: "" })
  const toNobody = await read(ask(row, null, owner.things))
  expect(toNobody).toMatchObject({ success: true })
  expect(await read(ask(row, stamper, things))).toEqual(toNobody)
}

it("is all that a KMS answers", () => {
  const named = rows.map(({ name }) => name)
  expect(named.filter((name) => !name.startsWith("/")).sort()).toEqual(Object.keys(kmsMethods).sort())
})

describe.each(rows.map((row) => [row.name, row] as const))("%s", (name, row) => {
  const { bond } = row

  it("is answered to whoever may ask", async () => {
    const { founder, knowing: knower, things } = rightful
    const isFounder = bond === "none" || ["/prepare", "/outlook"].includes(name)
    expect(await said(row, isFounder ? founder : knower, things)).toBe("200")
  })

  it("is refused to another organization, and in another's name", async () => {
    const { stranger } = people
    if (bond === "unstamped") return expectIndifferent(row, stranger.stamper, inNameOf(stranger))
    if (bond === "none") {
      expect(await said(row, stranger.stamper, owner.things)).toBe(ofNoOrganization[name])
      expect(await said(row, stranger.stamper, owner.things, { organizationId: randomUUID() })).toBe(
        MALFORMED,
      )
      return
    }
    expect(await said(row, stranger.stamper, owner.things)).toBe(UNKNOWN)
    expect(await said(row, owner.founder, second.things)).toBe(UNKNOWN)
    expect(await said(row, owner.founder, { ...owner.things, organizationId: randomUUID() })).toBe(UNKNOWN)
    if (bond === "home") {
      const { text } = await ask(row, stranger.stamper, inNameOf(stranger))
      for (const id of idsOf(owner)) expect(text).not.toContain(id)
      return
    }
    const foreign = name === "completeImportWallet" ? "400 secret-refused" : ABSENT
    expect(await said(row, stranger.stamper, inNameOf(stranger))).toBe(foreign)
  })

  it("is judged by the user of the organization that is named, where one key stands in two", async () => {
    const { both } = people
    if (bond === "unstamped") return expectIndifferent(row, both, second.things)
    if (bond === "none") return expect(await said(row, both, owner.things)).toBe(ofNoOrganization[name])
    const denied = name === "/outlook" ? "200 denied" : DENIED
    expect(await said(row, both, second.things)).toBe(denied)
    const mixed = await said(row, both, { ...owner.things, organizationId: second.things.organizationId })
    expect([denied, ABSENT]).toContain(mixed)
  })

  it.each(["briefUser", "briefKey"] as const)("is refused to an expired one: %s (rule 3)", async (which) => {
    if (bond === "unstamped") return expectIndifferent(row, people[which], owner.things)
    const stamper = bond === "none" ? people.founders[which] : people[which]
    const things = {
      ...owner.things,
      ...(name === "createOrganization" ? {} : { founderKey: stamper.publicKey }),
    }
    expect(await said(row, stamper, things)).toBe(UNKNOWN)
  })

  it("is refused where the grant was revoked", async () => {
    const { revoked } = people
    if (bond === "unstamped") return expectIndifferent(row, revoked.stamper, inNameOf(revoked))
    if (bond === "none") {
      return expect(await said(row, revoked.stamper, owner.things)).toBe(ofNoOrganization[name])
    }
    expect(await said(row, revoked.stamper, owner.things)).toBe(UNKNOWN)
    if (bond === "use") expect(whileGranted.get(name)).toBe("200")
    if (bond === "use" || bond === "owner") {
      expect(await said(row, revoked.stamper, inNameOf(revoked))).toBe(ABSENT)
    }
  })

  it("is refused under a policy name that is not the caller's", async () => {
    const { named } = people
    const other = { policyName: "other" }
    if (!row.takesPolicyName) {
      const isGrant = name === "grantOrganizationAccess"
      if (!isGrant) expect(await said(row, owner.founder, owner.things, other)).toBe(MALFORMED)
      else expect(await said(row, named.stamper, inNameOf(named), { policyName: "named" })).toBe(ABSENT)
      if (name !== "revokeOrganizationAccess") return
      const unknown = { targetPolicyName: "other" }
      return expect(await said(row, owner.founder, owner.things, unknown)).toBe(ABSENT)
    }
    expect(await said(row, owner.founder, owner.things, other)).toBe(ABSENT)
    expect(await said(row, named.stamper, inNameOf(named), other)).toBe(ABSENT)
    expect(await said(row, named.stamper, inNameOf(named))).toBe(ABSENT)
    expect(underItsName.get(name)).toBe("200")
  })
})

it("changes nothing of anybody's, and signs nothing", async () => {
  expect(await stateOfAll()).toEqual(before)
})

it("lets a key that has expired somewhere found another organization, and not back into the old one", async () => {
  const stamper = people.briefUser
  const users = [newUser(stamper)]
  const founded = await kms.ask(stamper, "createOrganization", { organizationName: "new", users }, now())
  expect(founded.status).toBe(200)
  const { organizationId } = founded.result as { organizationId: string }
  expect(organizationId).not.toBe(owner.things.organizationId)
  const asked = { organizationId: owner.things.organizationId }
  expect((await kms.ask(stamper, "getOrganization", asked, now())).status).toBe(401)
})
