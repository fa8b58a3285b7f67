/** What a transaction costs, where every byte of it is understood; and where it is not, that nobody says so. */
import {
  AccountRole,
  address,
  appendTransactionMessageInstructions,
  blockhash,
  compileTransaction,
  createTransactionMessage,
  getBase64EncodedWireTransaction,
  type Instruction,
  pipe,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
} from "@solana/kit"
import {
  getSetComputeUnitLimitInstruction,
  getSetComputeUnitPriceInstruction,
} from "@solana-program/compute-budget"
import { getAddMemoInstruction } from "@solana-program/memo"
import { getTransferSolInstruction, SYSTEM_PROGRAM_ADDRESS } from "@solana-program/system"
import fc from "fast-check"
import { expect, test } from "vitest"
import type { EthereumTransactionPayload } from "~background/consent/payload"
import { plainCostOf } from "~background/consent/plain-cost"
import type { ConsentSubject } from "~protocol"
import { ethereumAddress, solanaAddress } from "./support/kms"
import { SYSVAR } from "./support/solana-transaction"

const chain = { id: "c", name: "c", symbol: "c", decimals: 9 }

const ASSOCIATED = "ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL"

const plain: EthereumTransactionPayload = {
  kind: "ethereum-transaction",
  address: ethereumAddress,
  chainId: 1,
  to: "0x000000000000000000000000000000000000dEaD",
  wei: "5",
  data: "0x",
  gas: "21000",
  fee: { type: "eip1559", maxFeePerGas: "7", maxPriorityFeePerGas: "1" },
  accessList: [],
  nonce: null,
  submits: true,
}

const ethereumSubject: ConsentSubject = {
  kind: "transaction",
  account: { family: "ethereum", address: ethereumAddress },
  chain,
  submits: true,
  replaces: null,
  call: {
    ...{ family: "ethereum", action: "transfer", to: plain.to, wei: "5", data: "0x", gas: "21000" },
    maxFeeWei: "147000",
  },
}

const ethereumCost = (more: Partial<EthereumTransactionPayload>) =>
  plainCostOf(ethereumSubject, { ...plain, ...more })?.amount ?? null

test("an Ethereum transfer costs what it moves and all of its gas at the highest price", () => {
  expect(ethereumCost({})).toBe(147_005n)
  expect(ethereumCost({ fee: { type: "legacy", gasPrice: "2" } })).toBe(42_005n)
})

test("anything that is more than an Ethereum transfer has no plain cost", () => {
  expect(ethereumCost({ data: "0x00" })).toBeNull()
  expect(ethereumCost({ to: null })).toBeNull()
  expect(ethereumCost({ submits: false })).toBeNull()
  expect(ethereumCost({ nonce: 3 })).toBeNull()
  expect(ethereumCost({ accessList: [{ address: "0x00", storageKeys: [] }] })).toBeNull()
  const replacing = { ...ethereumSubject, replaces: { how: "cancel", hash: "0x" } } as ConsentSubject
  expect(plainCostOf(replacing, plain)).toBeNull()
})

const own = address(solanaAddress)
const signer = (of: string) =>
  ({ address: address(of) }) as Parameters<typeof getTransferSolInstruction>[0]["source"]
const transfer = (amount: bigint, source = solanaAddress) =>
  getTransferSolInstruction({ source: signer(source), destination: address(SYSVAR), amount })

function solanaCost(
  instructions: readonly Instruction[],
  { fee = "5000" as string | null, payer = solanaAddress, submits = true } = {},
): bigint | null {
  const message = pipe(
    createTransactionMessage({ version: 0 }),
    (draft) => setTransactionMessageFeePayer(address(payer), draft),
    (draft) =>
      setTransactionMessageLifetimeUsingBlockhash(
        { blockhash: blockhash(solanaAddress), lastValidBlockHeight: 1n },
        draft,
      ),
    (draft) => appendTransactionMessageInstructions(instructions, draft),
  )
  const transaction = getBase64EncodedWireTransaction(compileTransaction(message))
  const subject: ConsentSubject = {
    kind: "transaction",
    account: { family: "solana", address: solanaAddress },
    chain,
    submits,
    replaces: null,
    call: {
      ...{ family: "solana", version: "0", feePayer: payer, feeLamports: fee },
      ...{ instructions: [], lookupTables: [] },
    },
  }
  const cost = plainCostOf(subject, {
    ...{ kind: "solana-transaction", address: solanaAddress, chain: "solana:localnet", transaction },
    submits: submits ? {} : null,
  })
  return cost?.amount ?? null
}

test("a Solana transaction costs all its transfers and its fee", () => {
  expect(solanaCost([transfer(7n), transfer(8n), getAddMemoInstruction({ memo: "hi" })])).toBe(5_015n)
  expect(solanaCost([transfer(7n)], { fee: "9000" })).toBe(9_007n)
})

test("a priority fee counts in full, whatever the network says of it", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2_000_000 }),
      fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      fc.bigInt({ min: 0n, max: 10n ** 12n }),
      (units, microLamports, amount) => {
        const cost = solanaCost([
          getSetComputeUnitLimitInstruction({ units }),
          getSetComputeUnitPriceInstruction({ microLamports }),
          transfer(amount),
        ])
        const used = BigInt(Math.min(units, 1_400_000))
        expect(cost).toBe(amount + 5_000n + (used * microLamports + 999_999n) / 1_000_000n)
      },
    ),
    { numRuns: 50 },
  )
  expect(solanaCost([getSetComputeUnitPriceInstruction({ microLamports: 1_000_000n }), transfer(1n)])).toBe(
    205_001n,
  )
})

test("anything that is more than transfers of this account has no plain cost", () => {
  const assign: Instruction = {
    programAddress: SYSTEM_PROGRAM_ADDRESS,
    accounts: [{ address: own, role: AccountRole.WRITABLE_SIGNER }],
    data: Uint8Array.from([1, 0, 0, 0, ...new Uint8Array(32)]),
  }
  const unknown: Instruction = { programAddress: address(ASSOCIATED), data: Uint8Array.from([1]) }
  const lookedUp: Instruction = {
    ...getAddMemoInstruction({ memo: "x" }),
    accounts: [
      {
        ...{ address: address(SYSVAR), role: AccountRole.READONLY },
        ...{ lookupTableAddress: address(SYSVAR), addressIndex: 0 },
      },
    ],
  }
  const price = getSetComputeUnitPriceInstruction({ microLamports: 1n })
  expect(solanaCost([transfer(1n), assign])).toBeNull()
  expect(solanaCost([transfer(1n), unknown])).toBeNull()
  expect(solanaCost([transfer(1n), price, price])).toBeNull()
  expect(solanaCost([transfer(1n), transfer(1n, SYSVAR)])).toBeNull()
  expect(solanaCost([transfer(1n)], { payer: SYSVAR })).toBeNull()
  expect(solanaCost([transfer(1n)], { fee: null })).toBeNull()
  expect(solanaCost([transfer(1n)], { submits: false })).toBeNull()
  expect(solanaCost([transfer(1n), lookedUp])).toBeNull()
})
