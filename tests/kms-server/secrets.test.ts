/** That nothing secret is in a log, an answer, an error or the database, over a run that does a bit of everything. */
import { randomBytes } from "node:crypto"
import { pino } from "pino"
import postgres from "postgres"
import { expect, it } from "vitest"
import { derivePrivateKey } from "~kms-server/signer/derive"
import { seedOf } from "~kms-server/signer/mnemonics"
import { bodyOf, ethereumMessage, openHome, openTestKms } from "./kms"
import { makeStamper } from "./stampers"

const PATHS = [
  ["m/44'/60'/0'/0/0", "Secp256k1"],
  ["m/44'/501'/0'/0'", "Ed25519"],
] as const

/** Each secret in the spellings in which it could leak. */
function spellingsOf(secret: Uint8Array): string[] {
  const bytes = Buffer.from(secret)
  return [bytes.toString("hex"), bytes.toString("base64").slice(0, -2), bytes.toString("base64url")]
}

/** A value of the database as whoever reads the disk could read it. */
function textOf(value: unknown): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : JSON.stringify(value)
}

it("no seed, key, stamp or message reaches the log, the answers or the database in the clear", async () => {
  const lines: string[] = []
  const logger = pino({ level: "trace" }, { write: (line: string) => void lines.push(line) })
  const masterKey = randomBytes(32)
  const drawn: Buffer[] = []
  const kms = await openTestKms({
    masterKeys: [masterKey],
    logger,
    seedsFrom: () => (bytes) => {
      const entropy = randomBytes(bytes)
      drawn.push(Buffer.from(entropy))
      return entropy
    },
  })
  const home = await openHome(kms)
  const text = `private words ${randomBytes(8).toString("hex")}`
  const body = bodyOf("ethereumSignMessage", ethereumMessage(home, text))
  const stamp = home.stamper.stamp(body)
  const answers = [
    await kms.post(body, stamp),
    await kms.post(body.replace("ethereum", "Ethereum"), stamp),
    await kms.ask(makeStamper(), "getOrganization", { organizationId: home.organization.organizationId }),
    await kms.ask(home.stamper, "signTransaction", { nonsense: text }),
    await kms.post(`garbage ${text}`, stamp),
  ]
  // A seed that was moved to another wallet: the signer fails inside, and must not say with what.
  const client = postgres(kms.databaseUrl, { max: 1 })
  const other = await kms.call(home.stamper, "createWallet", {
    organizationId: home.organization.organizationId,
    walletName: "other",
  })
  await client`update accounts set sealed_key = (
    select sealed_key from accounts where wallet_id = ${other.walletId} and address_format = 'Ethereum')`
  const broken = await kms.ask(home.stamper, "ethereumSignMessage", ethereumMessage(home, "moved"))
  expect(broken.status).toBe(500)
  const tables = await client<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public'`
  const rows = await Promise.all(tables.map(({ name }) => client`select * from ${client(name)}`))
  expect(tables.length).toBeGreaterThan(15)
  await client.end()
  await kms.close()

  expect(drawn).toHaveLength(2)
  const seeds = drawn.map((entropy) => seedOf(entropy))
  const keys = seeds.flatMap((seed) => PATHS.map(([path, curve]) => derivePrivateKey(seed, path, curve)))
  const secrets = [masterKey, ...drawn, ...seeds, ...keys].flatMap(spellingsOf)
  const everything = [
    ...lines,
    ...answers.map((answer) => answer.text),
    broken.text,
    ...rows.flat().flatMap((row) => Object.values(row).map(textOf)),
  ].join()
  for (const secret of secrets) expect(everything).not.toContain(secret)
  const stored = rows
    .flat()
    .flatMap((row) => Object.values(row).map(textOf))
    .join()
  for (const hidden of [stamp, body, text]) expect(stored).not.toContain(hidden)
  const logged = lines.join()
  for (const hidden of [stamp, body, text, Buffer.from(text).toString("base64url")]) {
    expect(logged).not.toContain(hidden)
  }
  expect(lines.length).toBeGreaterThan(5)
  expect(logged).toContain('"status":401')
})
