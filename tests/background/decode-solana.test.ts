/** What a person is told of Solana transactions, and of those that somebody made to be misread. */

import { AddressLookupTableProgram, PublicKey } from "@solana/web3.js"
import { getSetComputeUnitPriceInstruction } from "@solana-program/compute-budget"
import { getAddMemoInstruction } from "@solana-program/memo"
import { getAuthorizeInstruction, getDelegateStakeInstruction, StakeAuthorize } from "@solana-program/stake"
import {
  getAdvanceNonceAccountInstruction,
  getAssignInstruction,
  getCreateAccountInstruction,
  getTransferSolInstruction,
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
import { accountRole, fromWeb3, hex, key, owner, readAll, readOne, signer } from "./support/solana-readings"

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
