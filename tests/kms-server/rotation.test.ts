/** The launcher and a rotation of the master key with the real signer and certifier, as they are built and closed in. */
import { randomBytes, randomUUID } from "node:crypto"
import postgres from "postgres"
import { expect, it } from "vitest"
import { rotateMasterKey } from "~kms-server/launcher"
import { authenticateOrder, keyVersionOf, type Outcomes, openSigner, type Task } from "~kms-server/signer"
import { openDatabase } from "~kms-server/store"
import { bundle } from "~scripts"
import { freshDatabase } from "../support/database"
import { serveBox, standIns } from "./stand-ins"

const newKey = () => Uint8Array.from(randomBytes(32))

it("the real signer and certifier start and are unsealed where they can read nothing and reach nobody", async () => {
  const [signer, certifier] = await Promise.all(
    ["signer", "certifier"].map((name) => bundle(process.cwd(), `kms-server/${name}/program.ts`)),
  )
  if (!signer || !certifier) throw new Error("a program came out empty")
  const bundles = { ...(await standIns()), signer, certifier }
  const terms = { authenticateOrder, keyVersionOf }
  const box = await serveBox(await freshDatabase(), { bundles, terms, masterKeys: [] })
  const key = newKey()
  expect((await box.ask("state")).answer).toEqual({ sealed: true, keyVersions: [] })
  expect(await box.operators.unseal({ masterKeys: [key] })).toEqual({ ok: true })
  expect((await box.ask("state")).answer).toEqual({ sealed: false, keyVersions: [keyVersionOf(key)] })
  process.kill(await box.pidOf("signer"), "SIGKILL")
  process.kill(await box.pidOf("certifier"), "SIGKILL")
  await expect
    .poll(async () => (await box.ask("state")).answer, { timeout: 10_000 })
    .toMatchObject({ sealed: false })
  await box.stop()
}, 60_000)

it("a wallet derives the same accounts after its seal was rotated, and opens under the old key no more", async () => {
  const [old, next, orderKey] = [newKey(), newKey(), newKey()]
  const organizationId = randomUUID()
  const walletId = randomUUID()
  const url = await freshDatabase()
  const session = await openDatabase(url)
  const carryOut = async <T extends Task>(keys: Uint8Array[], task: T) => {
    const order = { id: randomUUID(), decisionId: randomUUID(), expiresAt: Date.now() + 5000, task }
    const signer = openSigner({ masterKeys: keys, orderKey })
    return (await signer.carryOut(authenticateOrder(orderKey, order))) as Outcomes[T["do"]]
  }
  const derivation = {
    derivationPath: "m/44'/501'/0'/0'",
    curve: "Ed25519",
    addressFormat: "Solana",
  } as const
  const made = await carryOut([old], {
    ...{ do: "create" as const, organizationId, walletId, derivations: [derivation] },
    shape: { kind: "mnemonic", words: 24 },
  })
  const client = postgres(url, { max: 1 })
  await client`insert into organizations (id, name, tags, created_at) values (${organizationId}, 'o', '[]', 1)`
  await client`insert into wallets (id, organization_id, name, tags, kind, sealed, key_version, created_at)
    values (${walletId}, ${organizationId}, 'w', '[]', 'mnemonic', ${made.sealed}, ${made.keyVersion}, 1)`
  const signer = openSigner({ masterKeys: [next, old], orderKey })
  const rotation = { session, signer, orderKey, terms: { authenticateOrder }, report: () => undefined }
  expect(await rotateMasterKey(rotation)).toBe(1)
  const [row] = await client<
    { sealed: string; key_version: string }[]
  >`select sealed, key_version from wallets`
  await client.end()
  await session.close()
  const wallet = {
    ...{ organizationId, walletId, kind: "mnemonic" as const },
    ...{ sealed: row?.sealed ?? "", keyVersion: Number(row?.key_version) },
  }
  expect(wallet.keyVersion).toBe(keyVersionOf(next))
  const derived = await carryOut([next], { do: "derive" as const, wallet, derivations: [derivation] })
  expect(derived.accounts[0]?.address).toBe(made.accounts[0]?.address)
  await expect(
    carryOut([old], { do: "derive" as const, wallet, derivations: [derivation] }),
  ).rejects.toThrow()
})
