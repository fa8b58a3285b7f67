/** Whose organization is whose, and that races make one of what there should be one of. */
import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { newAuthenticator, newUser, openHome, openTestKms, type TestKms } from "./kms"
import { makeStamper } from "./stampers"

let kms: TestKms
beforeAll(async () => {
  kms = await openTestKms()
})
afterAll(() => kms.close())

const create = (users: unknown[]) => ({ organizationName: "made", users })

describe("a new organization", () => {
  it("may be created without a stamp, as the published clients may send it", async () => {
    const stamper = makeStamper()
    const answer = await kms.post(
      JSON.stringify({
        method: "createOrganization",
        params: create([newUser(stamper)]),
        timestampMs: Date.now(),
      }),
    )
    expect(answer.status).toBe(200)
    const { organizationId } = answer.result as { organizationId: string }
    expect((await kms.ask(stamper, "getOrganization", { organizationId })).status).toBe(200)
    expect((await kms.ask(stamper, "getPhantomOrganization", {})).status).toBe(404)
  })

  it("is not created by a stamp of a key that it does not register", async () => {
    const answer = await kms.ask(makeStamper(), "createOrganization", create([newUser(makeStamper())]))
    expect(answer.status).toBe(401)
    expect(await kms.lastRefusal()).toBe("UNAUTHENTICATED: STAMP_KEY_NOT_REGISTERED")
  })

  it("takes a public key as the list of bytes that the specification shows", async () => {
    const stamper = makeStamper()
    const publicKey = [...Buffer.from(stamper.publicKey, "base64url")]
    const user = { ...newUser(stamper), authenticators: [newAuthenticator(stamper, { publicKey })] }
    expect((await kms.ask(stamper, "createOrganization", create([user]))).status).toBe(200)
    expect((await kms.ask(stamper, "getPhantomOrganization", {})).status).toBe(200)
  })

  it("refuses two users of one name, and one key twice", async () => {
    const stamper = makeStamper()
    const user = newUser(stamper)
    const namesake = { ...newUser(makeStamper()), username: user.username }
    const twice = { ...user, username: "other" }
    const first = await kms.ask(stamper, "createOrganization", create([user, namesake]))
    expect(first.error.type).toBe("body-malformed")
    const second = await kms.ask(stamper, "createOrganization", create([user, twice]))
    expect(second.error.type).toBe("key-refused")
  })

  it("refuses a name with a control character", async () => {
    const stamper = makeStamper()
    const params = { ...create([newUser(stamper)]), organizationName: "a\u0000b" }
    expect((await kms.ask(stamper, "createOrganization", params)).status).toBe(400)
  })

  it.each([
    ["the neutral element", "0100000000000000000000000000000000000000000000000000000000000000"],
    ["zero", "0000000000000000000000000000000000000000000000000000000000000000"],
    ["order two", "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"],
    ["order eight", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"],
    ["not canonical", "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"],
    ["all ones", "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"],
  ])("refuses a weak Ed25519 key: %s", async (_name, hex) => {
    const publicKey = Buffer.from(hex, "hex").toString("base64url")
    const weak = { ...makeStamper(), publicKey }
    const answer = await kms.post(
      JSON.stringify({
        method: "createOrganization",
        params: create([newUser(weak)]),
        timestampMs: Date.now(),
      }),
    )
    expect(answer.error.type).toBe("key-refused")
  })

  it("refuses a P-256 point that is not on the curve", async () => {
    const raw = Buffer.from(makeStamper("Secp256r1").publicKey, "base64url")
    raw[64] = (raw[64] ?? 0) ^ 1
    const off = { ...makeStamper("Secp256r1"), publicKey: raw.toString("base64url") }
    const answer = await kms.post(
      JSON.stringify({
        method: "createOrganization",
        params: create([newUser(off)]),
        timestampMs: Date.now(),
      }),
    )
    expect(answer.error.type).toBe("key-refused")
  })
})

describe("the organization of a key", () => {
  it("is the one that it founded, made where there is none", async () => {
    const stamper = makeStamper("Secp256r1")
    expect((await kms.ask(stamper, "getPhantomOrganization", {})).status).toBe(404)
    const made = await kms.call(stamper, "getOrCreatePhantomOrganization", { publicKey: stamper.publicKey })
    expect(made.users[0]?.policy).toEqual({ type: "ROOT" })
    expect(await kms.call(stamper, "getPhantomOrganization", {})).toEqual(made)
    expect(await kms.call(stamper, "getOrCreatePhantomOrganization", {})).toEqual(made)
  })

  it("is one, however many ask for it at once", async () => {
    const stamper = makeStamper()
    const now = Date.now()
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) => kms.ask(stamper, "getOrCreatePhantomOrganization", {}, now + i)),
    )
    expect(new Set(answers.map(({ result }) => JSON.stringify(result))).size).toBe(1)
    expect(answers[0]?.status).toBe(200)
  })

  it("is never one in which a stranger registered the key", async () => {
    const victim = makeStamper()
    const attacker = makeStamper()
    const planted = await kms.call(attacker, "createOrganization", {
      organizationName: "planted",
      users: [newUser(attacker), newUser(victim)],
    })
    expect((await kms.ask(victim, "getPhantomOrganization", {})).status).toBe(404)
    const own = await kms.call(victim, "getOrCreatePhantomOrganization", {})
    expect(own.organizationId).not.toBe(planted.organizationId)
  })

  it("is not one in which it is no ROOT user's key", async () => {
    const stamper = makeStamper()
    const user = newUser(stamper, { type: "CEL", preset: "ALLOW_ALL" })
    await kms.call(stamper, "createOrganization", { organizationName: "made", users: [user] })
    expect((await kms.ask(stamper, "getPhantomOrganization", {})).status).toBe(404)
  })

  it("stays the first that it founded", async () => {
    const { stamper, organization } = await openHome(kms)
    await kms.call(stamper, "createOrganization", { organizationName: "second", users: [newUser(stamper)] })
    const found = await kms.call(stamper, "getPhantomOrganization", {})
    expect(found.organizationId).toBe(organization.organizationId)
  })

  it("cannot be founded for another key than the stamp's", async () => {
    const answer = await kms.ask(makeStamper(), "getOrCreatePhantomOrganization", {
      publicKey: makeStamper().publicKey,
    })
    expect(answer.error.type).toBe("key-refused")
  })

  it("is never found without a stamp", async () => {
    const body = JSON.stringify({ method: "getPhantomOrganization", params: {}, timestampMs: Date.now() })
    expect((await kms.post(body)).status).toBe(401)
  })
})

describe("a wallet", () => {
  it("with a tag is one, however many ask for it at once", async () => {
    const { stamper, organization } = await openHome(kms)
    const { organizationId } = organization
    const now = Date.now()
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        kms.ask(
          stamper,
          "getOrCreateWalletWithTag",
          { organizationId, walletName: "tagged", tag: "app" },
          now + i,
        ),
      ),
    )
    expect(new Set(answers.map(({ result }) => JSON.stringify(result))).size).toBe(1)
    const { totalCount } = await kms.call(stamper, "getOrganizationWallets", { organizationId })
    expect(totalCount).toBe(2)
  })

  it("with the same tag in another organization is another wallet", async () => {
    const homes = [await openHome(kms), await openHome(kms)]
    const wallets = await Promise.all(
      homes.map(({ stamper, organization: { organizationId } }) =>
        kms.call(stamper, "getOrCreateWalletWithTag", { organizationId, walletName: "w", tag: "t" }),
      ),
    )
    expect(wallets[0]?.walletId).not.toBe(wallets[1]?.walletId)
    expect(wallets[0]?.accounts).not.toEqual(wallets[1]?.accounts)
  })

  it("opens again when the ids were spelled in capitals while it was made", async () => {
    const { stamper, organization } = await openHome(kms)
    const organizationId = organization.organizationId.toUpperCase()
    const made = await kms.call(stamper, "createWallet", { organizationId, walletName: "capitals" })
    const asked = { organizationId, walletId: made.walletId.toUpperCase(), accounts: ["m/44'/501'/0'/0'"] }
    const [account] = await kms.call(stamper, "getAccounts", asked)
    expect(account).toEqual(made.accounts?.[0])
  })

  it("of another organization is not found, even by its id", async () => {
    const mine = await openHome(kms)
    const theirs = await openHome(kms)
    const answer = await kms.ask(mine.stamper, "getAccounts", {
      organizationId: mine.organization.organizationId,
      walletId: theirs.wallet.walletId,
      accounts: ["m/44'/60'/0'/0/0"],
    })
    expect(answer.status).toBe(404)
    expect(answer.error.type).toBe("not-found")
  })

  it("answers accounts in the order in which they were asked for, all four chains", async () => {
    const { stamper, organization, wallet } = await openHome(kms)
    const paths = ["m/44'/784'/0'/0'/0'", "m/44'/60'/0'/0/3", "m/84'/0'/0'/0", "m/44'/501'/2'/0'"]
    const accounts = await kms.call(stamper, "getAccounts", {
      organizationId: organization.organizationId,
      walletId: wallet.walletId,
      accounts: paths,
    })
    expect(accounts.map((account) => account.derivationPath)).toEqual(paths)
    expect(accounts.map((account) => account.addressFormat)).toEqual([
      "Sui",
      "Ethereum",
      "BitcoinSegwit",
      "Solana",
    ])
  })

  it.each([
    ["m/44'/1'/0'/0'", "of an unknown coin"],
    ["m/44/60'/0'/0/0", "with a purpose that is not hardened"],
    ["m/44'/501'/0'/0", "of Ed25519 that is not hardened"],
    ["m/44'/60'/0'/0/2147483648", "with an index that is too large"],
    ["m/9999999999'/60'", "with a purpose that is too large"],
  ])("refuses the path %s, %s", async (path) => {
    const { stamper, organization, wallet } = await openHome(kms)
    const answer = await kms.ask(stamper, "getAccounts", {
      organizationId: organization.organizationId,
      walletId: wallet.walletId,
      accounts: [path],
    })
    expect(answer.error.type).toBe("body-malformed")
  })

  it("refuses a selector that says another chain than its path", async () => {
    const { stamper, organization, wallet } = await openHome(kms)
    const answer = await kms.ask(stamper, "getAccounts", {
      organizationId: organization.organizationId,
      walletId: wallet.walletId,
      accounts: [{ derivationPath: "m/84'/0'/0'/0", curve: "Secp256k1", addressFormat: "Ethereum" }],
    })
    expect(answer.error.type).toBe("body-malformed")
  })
})

describe("policy", () => {
  async function userWith(preset: "ALLOW_ALL" | "DENY_ALL") {
    const root = makeStamper()
    const stamper = makeStamper()
    const { organizationId } = await kms.call(root, "createOrganization", {
      organizationName: "policies",
      users: [newUser(root), newUser(stamper, { type: "CEL", preset })],
    })
    const { walletId } = await kms.call(root, "createWallet", { organizationId, walletName: "w" })
    return { stamper, organizationId, walletId }
  }

  it("DENY_ALL denies everything, reads included, and says so", async () => {
    const { stamper, organizationId, walletId } = await userWith("DENY_ALL")
    const message = Buffer.from("x").toString("base64url")
    const asked = [
      kms.ask(stamper, "getOrganization", { organizationId }),
      kms.ask(stamper, "getOrganizationWallets", { organizationId }),
      kms.ask(stamper, "createWallet", { organizationId, walletName: "w" }),
      kms.ask(stamper, "ethereumSignMessage", { organizationId, walletId, message }),
    ]
    for (const answer of await Promise.all(asked)) {
      expect(answer.status).toBe(403)
      expect(answer.error.detail).toMatch(/^Denied by policy: DENY_ALL/)
    }
    expect(await kms.lastRefusal()).toMatch(/^POLICY_DENIED: DENY_ALL/)
  })

  it("ALLOW_ALL lets a user sign who is not ROOT", async () => {
    const { stamper, organizationId, walletId } = await userWith("ALLOW_ALL")
    const message = Buffer.from("x").toString("base64url")
    const answer = await kms.ask(stamper, "ethereumSignMessage", { organizationId, walletId, message })
    expect(answer.status).toBe(200)
  })

  it("a policy that the caller names never widens what the caller has", async () => {
    const { stamper, organization, wallet } = await openHome(kms)
    const answer = await kms.ask(stamper, "ethereumSignMessage", {
      organizationId: organization.organizationId,
      walletId: wallet.walletId,
      message: "",
      policyName: "more",
    })
    expect(answer.status).toBe(404)
    expect(answer.error.type).toBe("not-found")
  })

  it("a preset that is not known is refused when it is written", async () => {
    const stamper = makeStamper()
    const user = { ...newUser(stamper), policy: { type: "CEL", preset: "ALLOW_SOME" } }
    const answer = await kms.ask(stamper, "createOrganization", create([user]))
    expect(answer.error.type).toBe("body-malformed")
  })

  it("an organization that does not exist is like one that does not know the key", async () => {
    const answer = await kms.ask(makeStamper(), "getOrganization", { organizationId: randomUUID() })
    expect(answer.status).toBe(401)
  })
})
