/**
 * Everything that a KMS can be asked for, each with parameters that the rightful caller gets an answer to; and tenants
 * whose things those parameters are about. What must never be answered to anybody else is made of the same parameters.
 */

import { generateKeyPairSync } from "node:crypto"
import { base58 } from "@scure/base"
import type { KmsMethod, UserPolicy } from "~protocol"
import { encryptForImport, openRecipient } from "./hpke"
import { type Answer, bodyOf, newAuthenticator, newUser, openHome, type TestKms, walletOf } from "./kms"
import { bareMessage } from "./solana-bytes"
import { makeStamper, type Stamper } from "./stampers"

/** What the parameters of a request are about: each belongs to one organization, or lies between it and another. */
export type Things = {
  organizationId: string
  /** Base64url of the key that founded the organization. */
  founderKey: string
  /** An organization that holds a grant of the wallet. */
  targetOrganizationId: string
  walletId: string
  /** The wallet's first address on Solana. */
  address: string
  username: string
  authenticatorId: string
  /** Of a wallet that was offered to the organization. */
  migrationId: string
  tag: string
  /** What bears the tag. */
  taggedWalletId: string
  /** From the KMS, for a secret of this organization's; and the secret, encrypted. */
  importEnvelope: { envelope: string; publicKey: string }
  encryptedSecret: string
  /** X25519, in base64. */
  recipient: string
}

/**
 * How a request says whom it is about, and so what a wrong one can be:
 * `none`: it names no organization; it is about the one that the stamping key founded, or a new one;
 * `home`: it names one, and nothing that another could have;
 * `thing`: it names one, and by id or name a thing of it;
 * `owner`: it names an organization as the owner of a wallet;
 * `use`: it names an organization, a wallet and, if it likes, a grant;
 * `unstamped`: it is asked by nobody, and names what it does not read.
 */
export type Bond = "none" | "home" | "thing" | "owner" | "use" | "unstamped"

export type Row = {
  name: string
  bond: Bond
  /** Whether `policyName` selects a grant here; elsewhere it is a member that nobody knows. */
  takesPolicyName: boolean
  /** The exact body: `more` joins the parameters, `at` is the request's time, epoch ms. */
  body(things: Things, at: number, more?: object): string
  /** Sends a body to where such a request goes. */
  send(kms: TestKms, body: string, stamper: Stamper | null): Promise<Answer>
}

/** Lets another organization do with a wallet what its owner can. */
export const ownerScope = { version: "v0" as const, scopes: ["owner" as const] }
const solanaPath = "m/44'/501'/0'/0'"
const root: UserPolicy = { type: "ROOT" }
const member: UserPolicy = { type: "CEL", preset: "ALLOW_ALL" }

const between = ({ organizationId, targetOrganizationId, walletId }: Things) => ({
  ...{ ownerOrganizationId: organizationId, targetOrganizationId, walletId },
})
const wallet = ({ organizationId, walletId }: Things) => ({ organizationId, walletId })
const home = ({ organizationId }: Things) => ({ organizationId })
const user = ({ organizationId, username }: Things) => ({ organizationId, username })

const typedData = {
  types: { EIP712Domain: [{ name: "name", type: "string" }], Mail: [{ name: "text", type: "string" }] },
  ...{ primaryType: "Mail", domain: { name: "Mail" }, message: { text: "hello" } },
}
/** One that this account pays for, with one instruction, which nobody understands. */
const transactionOf = (address: string) => Buffer.from(bareMessage({ signers: [base58.decode(address)] }))
const keyOf = (publicKey: string) => ({ ...newAuthenticator(makeStamper()), publicKey })
const message = (things: Things) => ({ ...wallet(things), message: "AAAA" })

/** In an order in which each is still answered, and what is another's still absent, after those before it. */
const methods: Record<KmsMethod, [Bond, (things: Things) => object]> = {
  createOrganization: [
    "none",
    ({ founderKey }) => ({
      organizationName: "new",
      users: [{ ...newUser(makeStamper(), root), authenticators: [keyOf(founderKey)] }],
    }),
  ],
  getPhantomOrganization: ["none", () => ({})],
  getOrCreatePhantomOrganization: ["none", ({ founderKey }) => ({ publicKey: founderKey })],
  getOrganization: ["home", home],
  addUserToOrganization: ["home", (things) => ({ ...home(things), user: newUser(makeStamper(), member) })],
  updateUserInOrganization: ["thing", (things) => ({ ...user(things), addTraits: { a: "b" } })],
  createAuthenticator: [
    "thing",
    (things) => ({ ...user(things), authenticator: newAuthenticator(makeStamper()) }),
  ],
  updateAuthenticator: [
    "thing",
    (things) => ({
      ...{ ...user(things), authenticatorId: things.authenticatorId },
      authenticator: { authenticatorName: "other" },
    }),
  ],
  deleteAuthenticator: ["thing", (things) => ({ ...user(things), authenticatorId: things.authenticatorId })],
  deleteUserFromOrganization: ["thing", user],
  createWallet: ["home", (things) => ({ ...home(things), walletName: "w" })],
  getWalletWithTag: ["thing", (things) => ({ ...home(things), tag: things.tag })],
  getOrCreateWalletWithTag: ["home", (things) => ({ ...home(things), walletName: "w", tag: things.tag })],
  getOrganizationWallets: ["home", home],
  getAccounts: ["use", (things) => ({ ...wallet(things), accounts: [solanaPath] })],
  signRawPayload: ["use", (things) => ({ ...wallet(things), payload: "AAAA", algorithm: "Ed25519" })],
  signUtf8Message: [
    "use",
    (things) => ({
      ...{ ...wallet(things), message: "x", algorithm: "Ed25519" },
      derivationInfo: solanaPath,
    }),
  ],
  ethereumSignMessage: ["use", message],
  ethereumSignTypedData: ["use", (things) => ({ ...wallet(things), typedData })],
  signTransaction: [
    "use",
    (things) => ({ ...wallet(things), transaction: transactionOf(things.address).toString("base64url") }),
  ],
  exportWallet: ["use", (things) => ({ ...wallet(things), publicKey: things.recipient })],
  initWalletImport: ["home", home],
  completeImportWallet: [
    "thing",
    ({ importEnvelope, encryptedSecret, ...things }) => ({
      ...{ ...home(things as Things), walletName: "w", importEnvelope, encryptedSecret },
      ...{ curve: "Ed25519", addressFormat: "Solana" },
    }),
  ],
  grantOrganizationAccess: ["owner", (things) => ({ ...between(things), policy: ownerScope })],
  getWalletAccessGrantsRequest: ["owner", between],
  revokeOrganizationAccess: ["owner", between],
  transferOrganizationWallet: ["owner", between],
  listPendingMigrations: ["home", home],
  completeWalletTransfer: ["thing", (things) => ({ ...home(things), migrationId: things.migrationId })],
}

const calls = (Object.keys(methods) as KmsMethod[]).map((method): Row => {
  const [bond, paramsOf] = methods[method]
  return {
    ...{ name: method, bond },
    takesPolicyName: bond === "use",
    body: (things, at, more) => bodyOf(method, { ...paramsOf(things), ...more }, at),
    send: (kms, body, stamper) => kms.post(body, stamper?.stamp(body)),
  }
})

const at = (path: string): Row["send"] => {
  return (kms, body, stamper) => kms.post(body, stamper?.stamp(body), `/v1/wallets/${path}`)
}

const anyTransaction = transactionOf(base58.encode(new Uint8Array(32).fill(7)))

/** What is asked beside the methods, each at a path of its own. */
const others: readonly Row[] = [
  {
    ...{ name: "/prepare", bond: "use", takesPolicyName: false, send: at("prepare") },
    body: ({ organizationId, address: account }, _at, more) =>
      JSON.stringify({
        ...{ transaction: transactionOf(account).toString("base64url"), organizationId },
        ...{ simulationConfig: { account }, ...more },
      }),
  },
  {
    ...{ name: "/outlook", bond: "use", takesPolicyName: true, send: at("outlook") },
    body(things, timestampMs, more) {
      const params = { ...message(things), ...more }
      return JSON.stringify({ would: [{ method: "ethereumSignMessage", params }], timestampMs })
    },
  },
  {
    ...{ name: "/simulations", bond: "unstamped", takesPolicyName: false, send: at("simulations") },
    body: (things, _at, more) =>
      JSON.stringify({ ...wallet(things), transaction: [...anyTransaction], ...more }),
  },
]

export const rows: readonly Row[] = [...calls, ...others]

/** Names every method, and what is dangerous in these requests. */
export const knowing: UserPolicy = {
  ...{ type: "CEL", constants: [] },
  rules: [
    {
      expression: `request.method in ${JSON.stringify(Object.keys(methods))} && grants("rawPayload") && grants("unknownInstruction")`,
      ...{ outcome: "ALLOW", comment: "" },
    },
  ],
}

export type Tenant = {
  /** ROOT; founded the organization. */
  founder: Stamper
  /** May do whatever a rule can let somebody do, raw bytes too. */
  knowing: Stamper
  things: Things
}

/** An organization of which everything can be asked. */
export async function openTenant(kms: TestKms): Promise<Tenant> {
  const [home, target, giver] = [await openHome(kms), await openHome(kms), await openHome(kms)]
  const { stamper: founder, wallet } = home
  const { organizationId, walletId } = walletOf(home)
  const { organizationId: targetOrganizationId } = walletOf(target)
  const username = `member-${organizationId}`
  const knower = makeStamper()
  const named = { ...newUser(makeStamper(), member), username }
  for (const user of [named, newUser(knower, knowing)]) {
    await kms.call(founder, "addUserToOrganization", { organizationId, user })
  }
  const authenticator = newAuthenticator(makeStamper())
  const made = { organizationId, username, authenticator }
  const { id: authenticatorId } = await kms.call(founder, "createAuthenticator", made)
  const tag = "tag"
  const tagged = { organizationId, walletName: "tagged", tag }
  const { walletId: taggedWalletId } = await kms.call(founder, "getOrCreateWalletWithTag", tagged)
  const shared = { ownerOrganizationId: organizationId, targetOrganizationId, walletId }
  await kms.call(founder, "grantOrganizationAccess", { ...shared, policy: ownerScope })
  const { organizationId: ownerOrganizationId, walletId: offered } = walletOf(giver)
  const offer = { ownerOrganizationId, targetOrganizationId: organizationId, walletId: offered }
  await kms.call(giver.stamper, "transferOrganizationWallet", offer)
  const { pendingMigrations } = await kms.call(founder, "listPendingMigrations", { organizationId })
  const importEnvelope = await kms.call(founder, "initWalletImport", { organizationId })
  const secret = generateKeyPairSync("ed25519").privateKey.export({ format: "der", type: "pkcs8" })
  const things: Things = {
    ...{ organizationId, targetOrganizationId, walletId, username, authenticatorId, importEnvelope },
    ...{ tag, taggedWalletId },
    founderKey: founder.publicKey,
    address: wallet.accounts?.[0]?.address ?? "",
    migrationId: pendingMigrations?.[0]?.migrationId ?? "",
    encryptedSecret: await encryptForImport(importEnvelope.publicKey, secret.subarray(-32)),
    recipient: (await openRecipient()).publicKey,
  }
  return { founder, knowing: knower, things }
}
