/** What a person is told of Solana transactions, and of those that somebody made to be misread. */

import { hexToBytes } from "@noble/hashes/utils.js"
import { address, type Instruction } from "@solana/kit"
import { AddressLookupTableProgram, PublicKey } from "@solana/web3.js"
import { getSetComputeUnitPriceInstruction } from "@solana-program/compute-budget"
import { getAddMemoInstruction } from "@solana-program/memo"
import { getAuthorizeInstruction, getDelegateStakeInstruction, StakeAuthorize } from "@solana-program/stake"
import {
  getAdvanceNonceAccountInstruction,
  getAssignInstruction,
  getCreateAccountInstruction,
  getTransferSolInstruction,
  getTransferSolWithSeedInstruction,
} from "@solana-program/system"
import {
  AuthorityType,
  findAssociatedTokenPda,
  getApproveCheckedInstruction,
  getApproveInstruction,
  getBatchInstruction,
  getCloseAccountInstruction,
  getCreateAssociatedTokenIdempotentInstruction,
  getRevokeInstruction,
  getSetAuthorityInstruction,
  getSyncNativeInstruction,
  getTransferCheckedInstruction,
  getTransferInstruction,
  TOKEN_PROGRAM_ADDRESS,
} from "@solana-program/token"
import { describe, expect, test } from "vitest"
import { describeInstructions } from "~background/chains/solana-instructions"
import {
  accountRole,
  fromWeb3,
  hex,
  key,
  owner,
  readAll,
  readOne,
  signer,
  transactionOf,
} from "./support/solana-readings"

const TOKEN_2022 = "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb"
const UNLIMITED = 18_446_744_073_709_551_615n
const [source, destination, mint, delegate, other] = [key(11), key(12), key(13), key(14), key(15)]
const nonce = key(16)
const token = (address: string) => ({ chain: "solana:mainnet", address, tokenId: null })
const sol = { chain: "solana:mainnet", address: null, tokenId: null }

describe("a transfer of SOL", () => {
  const transfer = getTransferSolInstruction({ source: signer, destination, amount: 5n })

  test("is said with both accounts and its amount", () => {
    expect(readOne(transfer)).toMatchObject({
      ...{ how: "exact", protocol: "System", signature: "transfer", flaws: [], data: null },
      action: { type: "send", asset: sol, amount: "5", from: owner, to: destination },
    })
  })

  test("alone among fee settings is what the whole does", () => {
    const reading = readAll([getSetComputeUnitPriceInstruction({ microLamports: 9n }), transfer])
    expect(reading.action).toMatchObject({ type: "send", amount: "5" })
    expect(reading.inside.map(({ action }) => action.type)).toEqual(["fee-setting", "send"])
  })

  test("beside a memo is one of several", () => {
    expect(readAll([transfer, getAddMemoInstruction({ memo: "rent" })])).toMatchObject({
      ...{ how: "exact", action: { type: "several" }, target: null, signature: null },
      inside: [{ action: { type: "send" } }, { action: { type: "memo", text: "rent" } }],
    })
  })

  test("with bytes left over is said, and is not exact: the network would run it", () => {
    const data = Uint8Array.from([...transfer.data, 0])
    expect(readOne({ ...transfer, data })).toMatchObject({
      ...{ how: "named", flaws: ["bytes-left-over"], action: { type: "send", amount: "5" } },
      data: hex(data),
    })
  })

  test("that ends too early is unknown", () => {
    const data = transfer.data.slice(0, 11)
    expect(readOne({ ...transfer, data })).toMatchObject({
      ...{ how: "unknown", signature: "transfer", flaws: ["too-short"], action: { type: "unknown" } },
    })
  })

  test("keeps what a payment request put behind it", () => {
    const accounts = [...transfer.accounts, { address: other, role: accountRole.readonly }]
    const reading = readOne({ ...transfer, accounts })
    expect(reading).toMatchObject({ how: "exact", action: { type: "send", amount: "5" } })
    expect(reading.members).toContainEqual({ name: "reference 0", type: "account", value: other })
  })
})

describe("a consent's subject", () => {
  const transfer = getTransferSolInstruction({ source: signer, destination, amount: 5n })
  const subjectOf = (instruction: Instruction) => describeInstructions(transactionOf([instruction]))[0]

  test("says a plain transfer, a memo and a fee setting in words", () => {
    expect(subjectOf(transfer)).toEqual({ name: "transfer", from: owner, to: destination, lamports: "5" })
    expect(subjectOf(getAddMemoInstruction({ memo: "rent" }))).toEqual({ name: "memo", text: "rent" })
    expect(subjectOf(getSetComputeUnitPriceInstruction({ microLamports: 9n }))).toEqual({
      ...{ name: "compute-budget", setting: "unit-price", value: "9" },
    })
  })

  test("has no words for more than that, so that nobody's limit lets it through unseen", () => {
    const accounts = [...transfer.accounts, { address: other, role: accountRole.readonly }]
    const longer = Uint8Array.from([...transfer.data, 0])
    const seeded = getTransferSolWithSeedInstruction({
      ...{ source, baseAccount: signer, destination, amount: 1n, fromSeed: "", fromOwner: other },
    })
    for (const one of [{ ...transfer, accounts }, { ...transfer, data: longer }, seeded]) {
      expect(subjectOf(one)).toMatchObject({ name: "unknown", program: transfer.programAddress })
    }
  })
})

describe("a token account's delegate", () => {
  test("may take what it says", () => {
    expect(readOne(getApproveInstruction({ source, delegate, owner: signer, amount: 7n })).action).toEqual({
      ...{ type: "approve", asset: token(source), amount: "7", spender: delegate },
      ...{ adds: false, expiresAt: null },
    })
  })

  test("without a bound is said to have none, checked or not", () => {
    const amount = UNLIMITED
    const checked = { source, mint, delegate, owner: signer, amount, decimals: 6 }
    for (const approve of [getApproveCheckedInstruction(checked), getApproveInstruction(checked)]) {
      expect(readOne(approve).action).toMatchObject({ type: "approve", amount: null, spender: delegate })
    }
    expect(readOne(getApproveCheckedInstruction(checked)).action).toMatchObject({ asset: token(mint) })
  })

  test("is no less visible in the newer program, with bytes left over, or inside a batch", () => {
    const approve = getApproveInstruction({ source, delegate, owner: signer, amount: UNLIMITED })
    const said = { type: "approve", amount: null, spender: delegate }
    expect(readOne({ ...approve, programAddress: TOKEN_2022 as never }).action).toMatchObject(said)
    expect(readOne({ ...approve, data: Uint8Array.from([...approve.data, 9]) }).action).toMatchObject(said)
    const batch = getBatchInstruction([getRevokeInstruction({ source, owner: signer }), approve])
    const reading = readOne(batch)
    expect(reading).toMatchObject({ how: "exact", signature: "batch", action: { type: "several" } })
    expect(reading.inside).toMatchObject([
      { protocol: "Token", action: { type: "call" } },
      { protocol: "Token", action: said },
    ])
  })

  test("is not hidden by accounts that the program does not look at", () => {
    const approve = getApproveInstruction({ source, delegate, owner: signer, amount: 1n })
    const accounts = [...approve.accounts, { address: other, role: accountRole.readonly }]
    expect(readOne({ ...approve, accounts })).toMatchObject({ action: { type: "approve" } })
    const assign = getAssignInstruction({ account: signer, programAddress: other })
    const longer = [...assign.accounts, { address: other, role: accountRole.readonly }]
    expect(readOne({ ...assign, accounts: longer })).toMatchObject({
      ...{ how: "named", action: { type: "set-authority", right: "account-assigned", to: other } },
    })
  })
})

describe("who may do what with an account", () => {
  test.each([
    [AuthorityType.MintTokens, "mint-tokens"],
    [AuthorityType.FreezeAccount, "freeze-account"],
    [AuthorityType.AccountOwner, "account-owner"],
    [AuthorityType.CloseAccount, "close-account"],
  ])("is changed, %s: %s", (authorityType, right) => {
    const set = getSetAuthorityInstruction({
      owned: source,
      owner: signer,
      authorityType,
      newAuthority: other,
    })
    expect(readOne(set).action).toEqual({ type: "set-authority", of: source, right, to: other })
  })

  test("is given up as old clients write it, with an empty key behind", () => {
    const set = getSetAuthorityInstruction({
      ...{ owned: mint, owner: signer, authorityType: AuthorityType.MintTokens, newAuthority: null },
    })
    const data = Uint8Array.from([...set.data, ...new Uint8Array(32)])
    expect(readOne({ ...set, data })).toMatchObject({
      ...{ how: "exact", flaws: [], action: { type: "set-authority", of: mint, to: null } },
    })
  })

  test("cannot be a right that the program does not have", () => {
    const data = Uint8Array.from([6, 4, 0])
    const set = getRevokeInstruction({ source, owner: signer })
    expect(readOne({ ...set, data })).toMatchObject({ how: "unknown", flaws: ["number-not-canonical"] })
    const newer = { ...set, data, programAddress: TOKEN_2022 as never }
    expect(readOne(newer).action).toMatchObject({ type: "set-authority", right: "transfer-fee-config" })
  })

  test("is a program's, when an account is assigned to it", () => {
    expect(readOne(getAssignInstruction({ account: signer, programAddress: other })).action).toEqual({
      ...{ type: "set-authority", of: owner, right: "account-assigned", to: other },
    })
  })

  test("is said of stakes, tables and programs", () => {
    const authorize = getAuthorizeInstruction({
      ...{ stake: source, authority: signer, arg0: other, arg1: StakeAuthorize.Withdrawer },
    })
    expect(readOne(authorize).action).toEqual({
      ...{ type: "set-authority", of: source, right: "stake-withdrawer", to: other },
    })
    const freeze = fromWeb3(
      AddressLookupTableProgram.freezeLookupTable({
        ...{ lookupTable: new PublicKey(source), authority: new PublicKey(owner) },
      }),
    )
    expect(readOne(freeze).action).toEqual({
      ...{ type: "set-authority", of: source, right: "table-authority", to: null },
    })
    const upgrade = {
      programAddress: "BPFLoaderUpgradeab1e11111111111111111111111" as never,
      accounts: [source, owner, other].map((address) => ({ address, role: accountRole.readonly })),
      data: Uint8Array.of(4, 0, 0, 0),
    }
    expect(readOne(upgrade).action).toEqual({
      ...{ type: "set-authority", of: source, right: "program-upgrade", to: other },
    })
  })
})

describe("a durable nonce", () => {
  const advance = getAdvanceNonceAccountInstruction({ nonceAccount: nonce, nonceAuthority: signer })
  const transfer = getTransferSolInstruction({ source: signer, destination, amount: 1n })

  test("is used by a transaction that begins with it", () => {
    expect(readAll([advance, transfer]).inside[0]?.action).toEqual({ type: "use-nonce", account: nonce })
  })

  test("is not, further behind", () => {
    expect(readAll([transfer, advance]).inside[1]).toMatchObject({ how: "exact", action: { type: "call" } })
  })

  test("is used however its instruction is bent: the network looks at four bytes", () => {
    const bent = { ...advance, accounts: advance.accounts.slice(0, 1) }
    const longer = { ...advance, data: Uint8Array.from([...advance.data, 1, 2, 3]) }
    for (const first of [bent, longer]) {
      const [reading] = readAll([first, transfer]).inside
      expect(reading?.action).toEqual({ type: "use-nonce", account: nonce })
      expect(reading?.how).not.toBe("exact")
    }
  })
})

describe("a transfer of tokens", () => {
  const at = async (of: string) =>
    (await findAssociatedTokenPda({ owner: of as never, mint, tokenProgram: TOKEN_PROGRAM_ADDRESS }))[0]

  test("goes by our own account where its own follows from it, and by a token account otherwise", async () => {
    const [own, checked] = [await at(owner), { mint, authority: signer, amount: 3n, decimals: 2 }]
    const send = getTransferCheckedInstruction({ source: own, destination, ...checked })
    expect(readOne(send).action).toEqual({
      ...{ type: "send", asset: token(mint), amount: "3", from: owner, to: destination },
    })
    const get = getTransferCheckedInstruction({ source, destination: own, ...checked })
    expect(readOne(get).action).toMatchObject({ from: source, to: owner })
  })

  test("names the wallet whose account is made for it, and its mint", async () => {
    const account = await at(other)
    const create = getCreateAssociatedTokenIdempotentInstruction({
      ...{ payer: signer, ata: account, owner: other, mint },
    })
    const send = getTransferInstruction({ source, destination: account, authority: signer, amount: 4n })
    expect(readAll([create, send]).inside[1]?.action).toMatchObject({ asset: token(mint), to: other })
  })

  test("does not believe an account that is not the one that follows from owner and mint", () => {
    const create = getCreateAssociatedTokenIdempotentInstruction({
      ...{ payer: signer, ata: destination, owner: other, mint },
    })
    const send = getTransferInstruction({ source, destination, authority: signer, amount: 4n })
    expect(readAll([create, send]).inside[1]?.action).toMatchObject({
      ...{ asset: token(source), from: source, to: destination },
    })
  })

  test("does not call an account ours that another gets in the same transaction", async () => {
    const own = await at(owner)
    const give = getSetAuthorityInstruction({
      ...{ owned: own, owner: signer, authorityType: AuthorityType.AccountOwner, newAuthority: other },
    })
    const get = getTransferCheckedInstruction({
      ...{ source, mint, destination: own, authority: signer, amount: 1n, decimals: 0 },
    })
    expect(readAll([give, get]).inside[1]?.action).toMatchObject({ to: own })
  })

  test("does not believe two mints of one account", () => {
    const checked = { authority: signer, amount: 1n, decimals: 0 }
    const first = getTransferCheckedInstruction({ source, mint, destination, ...checked })
    const second = getTransferCheckedInstruction({ source, mint: other, destination, ...checked })
    const plain = getTransferInstruction({ source, destination, authority: signer, amount: 1n })
    const [, , third] = readAll([first, second, plain]).inside
    expect(third?.action).toMatchObject({ asset: token(source) })
  })

  test("that pays a fee is one too, and other extensions have but a name", () => {
    const send = getTransferCheckedInstruction({
      ...{ source, mint, destination, authority: signer, amount: 3n, decimals: 2 },
    })
    const newer = { ...send, programAddress: TOKEN_2022 as never }
    const amount = [3, 0, 0, 0, 0, 0, 0, 0]
    const withFee = { ...newer, data: Uint8Array.from([26, 1, ...amount, 2, ...amount]) }
    expect(readOne(withFee)).toMatchObject({
      ...{ how: "exact", signature: "transferCheckedWithFee", action: { type: "send", amount: "3" } },
    })
    expect(readOne({ ...newer, data: Uint8Array.of(34, 1) })).toMatchObject({
      ...{ how: "named", signature: "disableCpiGuard", action: { type: "call" } },
    })
  })

  test("is not exact where a program of the mint's may run with it", () => {
    const send = getTransferCheckedInstruction({
      ...{ source, mint, destination, authority: signer, amount: 3n, decimals: 2 },
    })
    const accounts = [...send.accounts, { address: other, role: accountRole.readonly }]
    expect(readOne({ ...send, accounts }).how).toBe("exact")
    expect(readOne({ ...send, accounts, programAddress: TOKEN_2022 as never }).how).toBe("named")
  })
})

describe("what else is said in words", () => {
  test("SOL that is wrapped, accounts that are closed and made, stakes", () => {
    expect(readOne(getSyncNativeInstruction({ account: source })).action).toMatchObject({
      ...{ type: "wrap", asset: sol, amount: null, unwraps: false },
    })
    const close = getCloseAccountInstruction({ account: source, destination: other, owner: signer })
    expect(readOne(close).action).toEqual({ type: "close-account", account: source, to: other })
    const create = getCreateAccountInstruction({
      ...{ payer: signer, newAccount: signer, lamports: 1n, space: 2n, programAddress: other },
    })
    expect(readOne(create).action).toEqual({ type: "create-account", account: owner, owner: other })
    expect(readOne(create).inside.map(({ action }) => action)).toEqual([
      { type: "send", asset: sol, amount: "1", from: owner, to: owner },
    ])
    const stake = getDelegateStakeInstruction({
      ...{ stake: source, vote: other, unused: key(17), stakeAuthority: signer },
    })
    expect(readOne(stake).action).toMatchObject({ type: "stake", with: other, amount: null })
  })

  test("lookup tables, as another library writes them", () => {
    const [authority, payer] = [new PublicKey(owner), new PublicKey(owner)]
    const addresses = [new PublicKey(other), new PublicKey(mint)]
    const lookupTable = new PublicKey(source)
    const extend = AddressLookupTableProgram.extendLookupTable({ lookupTable, authority, payer, addresses })
    expect(readOne(fromWeb3(extend))).toMatchObject({ how: "exact", signature: "extendLookupTable" })
    expect(readOne(fromWeb3(extend)).members.at(-1)?.value).toMatchObject([{ value: other }, { value: mint }])
    const [create, table] = AddressLookupTableProgram.createLookupTable({ authority, payer, recentSlot: 9 })
    expect(readOne(fromWeb3(create))).toMatchObject({
      ...{ how: "exact", action: { type: "create-account", account: table.toBase58(), owner } },
    })
    const close = AddressLookupTableProgram.closeLookupTable({ lookupTable, authority, recipient: payer })
    expect(readOne(fromWeb3(close)).action).toEqual({ type: "close-account", account: source, to: owner })
    const off = AddressLookupTableProgram.deactivateLookupTable({ lookupTable, authority })
    expect(readOne(fromWeb3(off))).toMatchObject({ how: "exact", signature: "deactivateLookupTable" })
  })

  test("an unknown program, its accounts with what they may, and its bytes", () => {
    const reading = readOne({
      programAddress: other,
      accounts: [
        { address: owner, role: accountRole.signer },
        { address: source, role: accountRole.readonly },
      ],
      data: Uint8Array.of(1, 2),
    })
    expect(reading).toMatchObject({
      ...{ how: "unknown", target: other, protocol: null, signature: null, data: "0x0102" },
      members: [
        { name: "account 0", type: "account signer writable", value: owner },
        { name: "account 1", type: "account", value: source },
      ],
    })
  })

  test("the number of an instruction, all four bytes of it", () => {
    const program = "Vote111111111111111111111111111111111111111" as never
    const named = (data: number[]) => readOne({ programAddress: program, data: Uint8Array.from(data) })
    expect(named([2, 0, 0, 0])).toMatchObject({ how: "named", signature: "vote", action: { type: "call" } })
    expect(named([2, 1, 0, 0])).toMatchObject({ how: "unknown", signature: null })
  })

  test("nothing, where there is nothing", () => {
    expect(readAll([])).toMatchObject({ how: "exact", action: { type: "several" }, inside: [] })
  })
})

describe("an instruction of a program that many use", () => {
  test.each([
    ["whirLbMiicVdio4qvUfM5KAg6Ct8VwpYzGff3uctyCc", "f8c69e91e17587c8", "Orca", "swap"],
    ["CAMMCzo5YL8w4VFF8KVHrK22GGUsp5VTaW7grrKgrWqK", "2b04ed0b1ac91e62", "Raydium", "swap_v2"],
    ["CPMMoo8L3F4NbTegBCKVNunggL7H1ZpdTHKxQB5qKP1C", "8fbe5adac41e33de", "Raydium", "swap_base_input"],
    ["6EF8rrecthR5Dkzon8Nwu78hRvfCKubJ14M5uBEwF6P", "66063d1201daebea", "Pump.fun", "buy"],
    ["6EF8rrecthR5Dkzon8Nwu78hRvfCKubJ14M5uBEwF6P", "33e685a4017f83ad", "Pump.fun", "sell"],
    ["MarBmsSgKXdrN1egZf5sqe1TMai9K1rChYNDJgjq7aD", "f223c68952e1f2b6", "Marinade", "deposit"],
    ["dRiftyHA39MWEi3m9aunc5MzRF1JYuBsbn6VPcn33UH", "45a15dca787e4cb9", "Drift", "place_perp_order"],
    ["SQDS4ep65T869zMMBKyuUq6aD6EgTu8psMjkvj52pCf", "9025a488bcd82af8", "Squads", "proposal_approve"],
    ["BGUMAp9Gq7iTEuizy4pqaxsTyUCBK68MDfK752saRPUY", "a334c8e78c0345ba", "Metaplex Bubblegum", "transfer"],
    ["metaqbxxUerdq28cj1RbAWkYQm3ybzjb6a8bt518x1s", "31", "Metaplex Token Metadata", "transfer"],
    ["PhoeNiXZ8ByJGLkxNfZRnkUfjvmuYqLR89jjFHGqdXY", "00", "Phoenix", "swap"],
    ["srmqPvymJeFKQ4zGQed1GFppgkRHL9kaELCbyksJtPX", "0005000000", "OpenBook", "settleFunds"],
  ])("of %s that begins with %s is named: %s %s", (program, start, protocol, signature) => {
    const data = hexToBytes(`${start}ff`)
    const reading = readOne({ programAddress: address(program), data })
    expect(reading).toMatchObject({
      how: "named",
      protocol,
      signature,
      action: { type: "call" },
      data: hex(data),
    })
  })

  test("has no name where it is none of those that are listed, but its program has", () => {
    const program = address("whirLbMiicVdio4qvUfM5KAg6Ct8VwpYzGff3uctyCc")
    for (const data of [new Uint8Array(8), new Uint8Array(7), new Uint8Array(0)]) {
      expect(readOne({ programAddress: program, data })).toMatchObject({
        ...{ how: "unknown", protocol: "Orca", signature: null, action: { type: "unknown" } },
      })
    }
  })
})
