/** What the benchmark sends: an organization with a wallet, a user under ten rules, and transactions to sign, all stamped beforehand. */
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto"
import { base58 } from "@scure/base"
import { serializeTransaction } from "viem"

export type Stamper = { publicKey: string; stamp(body: string): string }
export type Stamped = { body: string; stamp: string }
export type Home = {
  root: Stamper
  user: Stamper
  organizationId: string
  walletId: string
  solanaAddress: string
}

/** Ten rules, of which the last allows: nine have to be evaluated and do not match. */
const rules = [
  ...Array.from({ length: 5 }, (_, i) => ({
    expression: `tx.chain == "ethereum" && tx.actions.exists(a, a.type == "approveAll" && a.to == "0x${String(i).repeat(40)}")`,
    outcome: "DENY",
    comment: `no approval of everything to ${i}`,
  })),
  ...Array.from({ length: 4 }, (_, i) => ({
    expression: `tx.kind == "transaction" && tx.actions.all(a, a.type == "transfer" && a.to == "friend ${i}")`,
    outcome: "ALLOW",
    comment: `transfers to friend ${i}`,
  })),
  { expression: `tx.kind == "transaction"`, outcome: "ALLOW", comment: "transactions" },
]

export function makeStamper(): Stamper {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519")
  const raw = publicKey.export({ format: "jwk" }).x ?? ""
  return { publicKey: raw, stamp: (body) => stampOf(body, raw, privateKey) }
}

function stampOf(body: string, publicKey: string, key: KeyObject): string {
  const signature = sign(null, Buffer.from(body), key).toString("base64url")
  const stamp = { publicKey, signature, kind: "PKI", algorithm: "Ed25519" }
  return Buffer.from(JSON.stringify(stamp)).toString("base64url")
}

export function stamped(stamper: Stamper, method: string, params: unknown): Stamped {
  const body = JSON.stringify({ method, params, timestampMs: Date.now() })
  return { body, stamp: stamper.stamp(body) }
}

export async function call<T>(port: number, stamper: Stamper, method: string, params: unknown): Promise<T> {
  const { body, stamp } = stamped(stamper, method, params)
  const answer = await fetch(`http://127.0.0.1:${port}/v1/wallets/kms/rpc`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-phantom-stamp": stamp },
    body,
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method}: ${text}`)
  return JSON.parse(text).result
}

export async function openHome(port: number): Promise<Home> {
  const [root, user] = [makeStamper(), makeStamper()]
  const userOf = (username: string, stamper: Stamper, policy: unknown) => ({
    username,
    policy,
    authenticators: [
      {
        authenticatorName: "key",
        authenticatorKind: "keypair",
        publicKey: stamper.publicKey,
        algorithm: "Ed25519",
      },
    ],
  })
  const { organizationId } = await call<{ organizationId: string }>(port, root, "createOrganization", {
    organizationName: "benchmark",
    users: [
      userOf("root", root, { type: "ROOT" }),
      userOf("user", user, { type: "CEL", rules, constants: [] }),
    ],
  })
  const wallet = await call<{ walletId: string; accounts: { address: string }[] }>(
    port,
    root,
    "createWallet",
    {
      organizationId,
      walletName: "wallet",
      accounts: ["m/44'/501'/0'/0'", "m/44'/60'/0'/0/0"],
    },
  )
  const { walletId, accounts } = wallet
  return { root, user, organizationId, walletId, solanaAddress: accounts[0]?.address ?? "" }
}

export function solanaTransfers(home: Home, count: number): Stamped[] {
  const to = randomBytes(32)
  const system = Buffer.alloc(32)
  const from = base58.decode(home.solanaAddress)
  return Array.from({ length: count }, (_, i) => {
    const data = Buffer.alloc(12)
    data.writeUInt32LE(2)
    data.writeBigUInt64LE(BigInt(i + 1), 4)
    const header = Buffer.of(1, 0, 1, 3)
    const message = Buffer.concat([
      header,
      from,
      to,
      system,
      randomBytes(32),
      Buffer.of(1, 2, 2, 0, 1, 12),
      data,
    ])
    return signTransaction(home, message.toString("base64url"), "m/44'/501'/0'/0'")
  })
}

export function ethereumTransfers(home: Home, count: number): Stamped[] {
  return Array.from({ length: count }, (_, nonce) => {
    const bytes = serializeTransaction({
      chainId: 1,
      nonce,
      to: "0x1111111111111111111111111111111111111111",
      value: 1000n,
      gas: 21000n,
      maxFeePerGas: 10n ** 9n,
      maxPriorityFeePerGas: 10n ** 9n,
    })
    return signTransaction(home, { kind: "RLP_ENCODED", bytes }, "m/44'/60'/0'/0/0")
  })
}

function signTransaction(home: Home, transaction: unknown, derivationInfo: string): Stamped {
  const { organizationId, walletId } = home
  return stamped(home.user, "signTransaction", { organizationId, walletId, transaction, derivationInfo })
}
