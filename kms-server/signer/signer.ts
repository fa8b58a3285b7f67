/**
 * The signer: carries out the tasks of orders that are genuine, in time and unused. It knows no user, no rule and no
 * table, opens no file and no connection; all its state is the master keys, and which orders it has seen.
 */
import { randomBytes } from "node:crypto"
import { fault } from "~protocol"
import { deriveAccounts } from "./accounts"
import { spendingSlowly } from "./bytes"
import { encryptTo } from "./hpke"
import { beginImport, openImport } from "./imports"
import { type KeyPairs, openKeyPairs } from "./key-pairs"
import { type MasterKeys, openMasterKeys } from "./master-keys"
import { harmless } from "./mishaps"
import { openOrderBook } from "./orders"
import type { Outcomes, Signer, Task, TaskOf } from "./role"
import { type EntropySource, makeSecret, type Secret, spendingSecret, writeSecret } from "./secrets"
import { signOrdered } from "./signatures"
import { openWallet, sealWallet } from "./wallets"

export type SignerConfig = {
  /** 32 bytes each; the first seals, each opens what bears its version; none: sealed. They stay the caller's. */
  masterKeys: readonly Uint8Array[]
  orderKey: Uint8Array
  now?: () => number
  /** Where new secrets come from; the system's randomness unless a test network wants known ones. */
  entropySource?: EntropySource
}

export type OpenSigner = Signer & {
  /** From now on these are the master keys, and no others. */
  unseal(masterKeys: readonly Uint8Array[]): void
}

/** What a task is carried out with. */
type Bench = { keys: MasterKeys; pairs: KeyPairs; entropySource: EntropySource }

type Works = {
  readonly [Name in Task["do"]]: (
    task: TaskOf<Name>,
    bench: Bench,
  ) => Outcomes[Name] | Promise<Outcomes[Name]>
}

export function openSigner(config: SignerConfig): OpenSigner {
  const { now = Date.now, entropySource = randomBytes } = config
  const orders = openOrderBook(Uint8Array.from(config.orderKey), now)
  const pairs = openKeyPairs()
  let keys = openMasterKeys(config.masterKeys)

  return {
    async carryOut(given) {
      try {
        // Before the order is used up: it may still be in time when the master key has come.
        if (keys.length === 0) throw fault("KMS_SEALED")
        return await carryOut(orders.accept(given).task, { keys, pairs, entropySource })
      } catch (thrown) {
        throw harmless(thrown)
      }
    },

    async state() {
      return { sealed: keys.length === 0, keyVersions: keys.map(({ version }) => version) }
    },

    unseal(masterKeys) {
      keys = openMasterKeys(masterKeys)
      pairs.forget()
    },
  }
}

const works: Works = {
  create: ({ shape, derivations, ...place }, { keys, entropySource }) =>
    spendingSecret(makeSecret(shape, entropySource), (secret) => settle(keys, place, secret, derivations)),

  derive: ({ wallet, derivations }, { keys }) =>
    spendingSecret(openWallet(keys, wallet), (secret) => ({
      accounts: deriveAccounts(keys, wallet, secret, derivations),
    })),

  sign: (task, { keys, pairs }) => ({ signed: signOrdered(keys, pairs, task) }),

  reseal: ({ wallet, organizationId }, { keys }) =>
    spendingSecret(openWallet(keys, wallet), (secret) =>
      sealWallet(keys, { organizationId, walletId: wallet.walletId }, secret),
    ),

  export: ({ wallet, recipient }, { keys }) =>
    spendingSlowly(spendingSecret(openWallet(keys, wallet), writeSecret), async (written) => ({
      bundle: await bundleFor(recipient, written),
    })),

  "begin-import": ({ organizationId }, { keys }) => beginImport(keys, organizationId),

  "complete-import": async (task, { keys }) =>
    spendingSecret(await openImport(keys, task), (secret) => settle(keys, task, secret, task.derivations)),
}

async function carryOut<Name extends Task["do"]>(
  task: TaskOf<Name> & { do: Name },
  bench: Bench,
): Promise<Outcomes[Name]> {
  const work: Works[Name] = works[task.do]
  return await work(task, bench)
}

/** A new wallet and its first accounts. */
function settle(
  keys: MasterKeys,
  place: { organizationId: string; walletId: string },
  secret: Secret,
  derivations: TaskOf<"create">["derivations"],
): Outcomes["create"] {
  return { ...sealWallet(keys, place, secret), accounts: deriveAccounts(keys, place, secret, derivations) }
}

async function bundleFor(recipient: Uint8Array, written: Uint8Array): Promise<Uint8Array> {
  return await encryptTo(recipient, "export", written).catch(() => {
    throw fault("KEY_REFUSED", { where: "nothing can be encrypted to it" })
  })
}
