/** Users under rules and limits, asked of a whole KMS: what limits count, what they do not, and what ends them. */

import { base58 } from "@scure/base"
import { afterEach, describe, expect, it } from "vitest"
import { openRates } from "~kms-server/policy/rates"
import type { UserPolicy } from "~protocol"
import {
  bodyOf,
  ethereumMessage,
  type Home,
  newUser,
  openHome,
  openTestKms,
  type TestKms,
  walletOf,
} from "./kms"
import { bareMessage } from "./solana-bytes"
import { makeStamper, type Stamper } from "./stampers"

const HOUR = 3_600_000
const open: TestKms[] = []
afterEach(async () => {
  for (const kms of open.splice(0)) await kms.close()
})

async function openLimited(texts: string[], more: { username?: string; config?: object } = {}) {
  const kms = await openTestKms(more.config)
  open.push(kms)
  const home = await openHome(kms)
  const user = makeStamper()
  const rules = texts.map((expression) => ({ expression, outcome: "ALLOW" as const, comment: "" }))
  const policy: UserPolicy = { type: "CEL", rules, constants: [] }
  const { organizationId } = home.organization
  const made = { ...newUser(user, policy), username: more.username ?? "limited" }
  await kms.call(home.stamper, "addUserToOrganization", { organizationId, user: made })
  return { kms, home, user }
}

const sign = (kms: TestKms, home: Home, user: Stamper, text: string, at?: number) =>
  kms.ask(user, "ethereumSignMessage", ethereumMessage(home, text), at)

describe("a limit", () => {
  it("in one rule leaves alone what another rule allows", async () => {
    const rules = ['tx.kind == "message"', 'tx.kind == "transaction" && spend.within("count", 3, "1m")']
    const { kms, home, user } = await openLimited(rules)
    for (let i = 0; i < 5; i++) expect((await sign(kms, home, user, `${i}`)).status).toBe(200)
  })

  it("counts for a user of any name", async () => {
    const { kms, home, user } = await openLimited(['spend.within("count", 1, "1h")'], { username: "Zoë 👻" })
    expect((await sign(kms, home, user, "first")).status).toBe(200)
    expect((await sign(kms, home, user, "second")).error.limits).toMatchObject([{ limit: "1", left: "0" }])
  })

  it("is not emptied by a question about it under a clock that is ahead", async () => {
    let ahead = 0
    const config = { clock: () => Date.now() + ahead }
    const { kms, home, user } = await openLimited(['spend.within("count", 1, "24h")'], { config })
    expect((await sign(kms, home, user, "first")).status).toBe(200)
    ahead = 25 * HOUR
    const account =
      home.wallet.accounts?.find(({ addressFormat }) => addressFormat === "Solana")?.address ?? ""
    const message = Buffer.from(bareMessage({ signers: [base58.decode(account)] })).toString("base64url")
    const { organizationId } = home.organization
    const body = JSON.stringify({ transaction: message, organizationId, simulationConfig: { account } })
    const headers = { "x-phantom-stamp": user.stamp(body) }
    const asked = await kms.app.request("/v1/wallets/prepare", { method: "POST", body, headers })
    // It is a program that nobody decodes, so the answer is a denial; the sums were looked at for it.
    expect(asked.status).toBe(403)
    ahead = 0
    expect((await sign(kms, home, user, "second", Date.now())).status).toBeGreaterThanOrEqual(400)
    expect(await kms.signatures()).toBe(1)
  })
})

describe("the rate of an organization", () => {
  it("is not used up by strangers who name it", async () => {
    const none = { burst: 1, perSecond: 0 }
    const rates = openRates({ key: none, unstamped: none, organization: { burst: 20, perSecond: 0.001 } })
    const { kms, home } = await openLimited(['tx.kind == "message"'], { config: { engine: { rates } } })
    const { organizationId } = home.organization
    for (let i = 0; i < 40; i++) {
      const stranger = makeStamper()
      const body = bodyOf("getPhantomOrganization", { organizationId })
      expect((await kms.post(body, stranger.stamp(body))).status).toBe(400)
    }
    const { status } = await kms.ask(home.stamper, "getAccounts", { ...walletOf(home), accounts: [] })
    expect(status).toBe(200)
  })
})
