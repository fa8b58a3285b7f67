/** That one question for a crowd answers each as the questions for one do, and nobody with what is another's. */
import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, expect, it } from "vitest"
import { findAuthenticators, findRequest, findUse, type Looked, look } from "~kms-server/store"
import { type Database, openDatabase } from "~kms-server/store/database"
import {
  accounts,
  authenticators,
  grants,
  organizations,
  requests,
  users,
  wallets,
} from "~kms-server/store/schema"
import type { DerivationInfo } from "~protocol"
import { freshDatabase } from "../support/database"

let database: Database
beforeAll(async () => {
  database = await openDatabase(await freshDatabase())
})
afterAll(() => database.close())

const solana: DerivationInfo = {
  derivationPath: "m/44'/501'/0'/0'",
  curve: "Ed25519",
  addressFormat: "Solana",
}
const PUBLIC_KEY = "the same key in every organization"

type Home = { organizationId: string; walletId: string }

async function openHome(disabledAt: number | null = null): Promise<Home> {
  const [organizationId, walletId] = [randomUUID(), randomUUID()]
  const member = { organizationId, username: "alice", position: 0, createdAt: 7, expiresAt: null }
  const policy = { type: "CEL" as const, rules: [], constants: [] }
  const key = { name: "k", kind: "keypair" as const, algorithm: "Ed25519" as const, publicKey: PUBLIC_KEY }
  await database
    .insert(organizations)
    .values({ id: organizationId, name: "o", tags: [], createdAt: 7, disabledAt })
  await database.insert(users).values({ ...member, policy, traits: { team: organizationId } })
  await database.insert(authenticators).values({ ...member, ...key, id: randomUUID() })
  const wallet = { name: "w", tags: ["t"], kind: "mnemonic" as const, sealed: "s", keyVersion: 3 }
  await database.insert(wallets).values({ ...wallet, id: walletId, organizationId, createdAt: 7 })
  const account = { ...solana, address: "a", publicKey: "p", keyVersion: 3, sealedKey: "k" }
  await database.insert(accounts).values({ ...account, walletId })
  return { organizationId, walletId }
}

async function grant(of: Home, to: Home, policyName: string, deletedAt: number | null = null): Promise<void> {
  const { walletId, organizationId: ownerOrganizationId } = of
  const organizationPolicy = {
    version: "v1" as const,
    rootAccess: { type: "NONE" as const },
    preset: "DENY_ALL",
  }
  const { organizationId } = to
  const named = { id: randomUUID(), walletId, ownerOrganizationId, organizationId, policyName }
  await database.insert(grants).values({ ...named, organizationPolicy, createdAt: 7, deletedAt } as never)
}

async function remember({ organizationId }: Home, digest: string): Promise<void> {
  const request = { publicKey: PUBLIC_KEY, digest, decisionId: randomUUID(), organizationId, method: "m" }
  await database
    .insert(requests)
    .values({ ...request, state: "done", createdAt: 7, leaseUntil: 8, result: `{"of":"${digest}"}` })
}

/** What the questions for one answer. */
async function askOneByOne({ organizationId, publicKey, digest, use }: Looked) {
  const [known = null] = await findAuthenticators(database, organizationId, { publicKey })
  const { derivation, ...key } = use ?? { derivation: null, walletId: randomUUID(), policyName: "" }
  return {
    policy: known?.user.policy ?? null,
    traits: known?.user.traits ?? null,
    algorithm: known?.authenticator.algorithm ?? null,
    organizationDisabledAt: known?.organizationDisabledAt ?? null,
    remembered: await findRequest(database, { publicKey, digest }),
    use: await findUse(database, { ...key, organizationId }, derivation),
  }
}

it("answers each of a crowd as if it had asked alone", async () => {
  const [home, other, disabled] = [await openHome(), await openHome(), await openHome(5)]
  await grant(home, other, "")
  await grant(home, other, "named")
  await grant(other, home, "ended", 9)
  await grant(disabled, home, "")
  await remember(home, "answered")
  const nobody = { organizationId: randomUUID(), walletId: randomUUID() }
  const homes = [home, other, disabled, nobody]
  const paths = [solana, { ...solana, derivationPath: "m/44'/501'/1'/0'" }]
  const crowd: Looked[] = homes.flatMap(({ organizationId }) =>
    homes.flatMap(({ walletId }) =>
      ["", "named", "ended"].flatMap((policyName) =>
        paths.flatMap((derivation) => [
          {
            publicKey: PUBLIC_KEY,
            digest: "answered",
            organizationId,
            use: { walletId, policyName, derivation },
          },
          { publicKey: "a stranger's", digest: "answered", organizationId, use: null },
        ]),
      ),
    ),
  )
  const looks = await look(database, crowd)
  for (const [place, { known, remembered, use }] of looks.entries()) {
    const asked = crowd[place]
    if (!asked) throw new Error("an answer to nothing")
    expect({
      policy: known?.user.policy ?? null,
      traits: known?.user.traits ?? null,
      algorithm: known?.authenticator.algorithm ?? null,
      organizationDisabledAt: known?.organizationDisabledAt ?? null,
      remembered,
      use,
    }).toEqual(await askOneByOne(asked))
  }
  expect(looks.filter(({ use }) => use?.grant).length).toBeGreaterThan(0)
  expect(looks.filter(({ known }) => known === null).length).toBeGreaterThan(0)
})

it("gives the same policy as one object that nobody can change", async () => {
  const { organizationId } = await openHome()
  const asked: Looked = { publicKey: PUBLIC_KEY, digest: "", organizationId, use: null }
  const [one, same] = await look(database, [asked, asked])
  const policy = one?.known?.user.policy
  expect(policy).toBe(same?.known?.user.policy)
  expect(() => Object.assign(policy ?? {}, { type: "ROOT" })).toThrow(TypeError)
})
