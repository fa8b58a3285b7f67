import { randomUUID } from "node:crypto"
import { base58, base64 } from "@scure/base"
import { getBase64Encoder, getCompiledTransactionMessageDecoder, getTransactionDecoder } from "@solana/kit"
import { decodeFunctionData, erc20Abi, parseTransaction } from "viem"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import type { ConsentSubject, Family, SendOption, SendOrder, SendQuote, WalletState } from "~protocol"
import { ethereumAddress, solanaAddress } from "./support/kms"
import { eventually, openStage, type Stage, shownConsent } from "./support/stage"

const FRIEND = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
const SOLANA_FRIEND = "9aE476sH92Vz7DMPyq5WLPkrKWivxeuTKEFKd2sZZcde"
const TOKEN = "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48"
const MINT = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"
const TOKENS = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"
const SYSTEM = "11111111111111111111111111111111"
const ETHER = 10n ** 18n
const GWEI = 10n ** 9n
const hex = (value: bigint | number) => `0x${value.toString(16)}`

let stage: Stage
beforeEach(async () => {
  stage = await openStage()
  await stage.createWallet()
  stage.networks.answers.eth_feeHistory = {
    oldestBlock: "0x1",
    baseFeePerGas: Array.from({ length: 11 }, () => hex(8n * GWEI)),
    reward: [
      [hex(GWEI), hex(2n * GWEI), hex(3n * GWEI)],
      [hex(GWEI), hex(2n * GWEI), hex(9n * GWEI)],
      [hex(GWEI), hex(2n * GWEI), hex(4n * GWEI)],
    ],
  }
})
afterEach(() => stage.stop())

const wish = (more: Partial<SendOrder["wish"]> = {}): SendOrder["wish"] => ({
  family: "ethereum",
  from: ethereumAddress,
  chain: "eip155:31337",
  asset: null,
  to: FRIEND,
  ...more,
})
const quote = (more: Partial<SendOrder["wish"]> = {}) => stage.said<SendQuote>("popup.quoteSend", wish(more))
const optionIn = ({ options }: SendQuote, speed: SendOption["speed"] = "usual") => {
  const found = options.find((option) => option.speed === speed)
  if (found === undefined) throw new Error(`no ${speed} option`)
  return found
}
async function orderOf(amount: bigint, more: Partial<SendOrder["wish"]> = {}): Promise<SendOrder> {
  const { fee } = optionIn(await quote(more))
  return { intent: randomUUID(), wish: wish(more), amount: amount.toString(), fee }
}
type Transaction = Extract<ConsentSubject, { kind: "transaction" }>

describe("ether", () => {
  test("has three prices, out of what was paid of late, and each says the most that it can cost", async () => {
    const { options, balance } = await quote()
    expect(balance).toBe(ETHER.toString())
    expect(options.map(({ speed, fee, most }) => [speed, fee, most])).toEqual(
      [
        ["slow", 10n + 1n, 1n],
        ["usual", 12n + 2n, 2n],
        ["fast", 16n + 4n, 4n],
      ].map(([speed, most, tip]) => [
        speed,
        {
          type: "eip1559",
          maxFeePerGas: ((most as bigint) * GWEI).toString(),
          maxPriorityFeePerGas: ((tip as bigint) * GWEI).toString(),
          gas: "21000",
        },
        (21_000n * (most as bigint) * GWEI).toString(),
      ]),
    )
    for (const { sendable, most } of options) expect(BigInt(sendable) + BigInt(most)).toBe(ETHER)
  })

  test("is sent by a consent of the wallet's own, with the fee that was chosen, and not before it", async () => {
    const order = await orderOf(ETHER / 4n)
    await stage.said("popup.send", order)
    const consent = await shownConsent(stage)
    expect(consent.origin).toBe("chrome-extension://countersign-id")
    const { call, submits, account } = consent.subject as Transaction
    expect([submits, account.address]).toEqual([true, ethereumAddress])
    expect(call).toMatchObject({ action: "transfer", to: FRIEND, wei: (ETHER / 4n).toString(), gas: "21000" })
    expect(stage.kms.signatures).toEqual([])
    await stage.decide(consent)
    const [raw] = await eventually(
      () => stage.networks.ethereumTaken.length > 0 && stage.networks.ethereumTaken,
    )
    expect(parseTransaction(raw as `0x02${string}`)).toMatchObject({
      ...{ to: FRIEND.toLowerCase(), value: ETHER / 4n, gas: 21_000n },
      ...{ maxFeePerGas: 14n * GWEI, maxPriorityFeePerGas: 2n * GWEI },
    })
    await eventually(async () => {
      const [entry] = await stage.said<{ summary: string }[]>("popup.activity", { limit: 5 })
      return entry
    })
  })

  test("can go down to the last wei, fee taken off, and not one more", async () => {
    const { sendable } = optionIn(await quote())
    await stage.said("popup.send", await orderOf(BigInt(sendable)))
    await expect(stage.said("popup.send", await orderOf(BigInt(sendable) + 1n))).rejects.toThrow(
      "SEND_REFUSED",
    )
    await expect(stage.said("popup.send", await orderOf(ETHER + 1n))).rejects.toThrow(
      "does not hold that much",
    )
    expect(await stage.consents()).toHaveLength(1)
  })

  test("cannot be sent where the fee is more than there is", async () => {
    stage.networks.answers.eth_getBalance = "0x5"
    const known = await quote()
    expect(known.options.map(({ sendable }) => sendable)).toEqual(["0", "0", "0"])
    await expect(stage.said("popup.send", await orderOf(1n))).rejects.toThrow("enough for the fee")
    expect(await stage.consents()).toEqual([])
  })

  test("is not sent to nobody, to itself, to a mistyped address or on another family's terms", async () => {
    const order = await orderOf(1n)
    const wrong: Partial<SendOrder["wish"]>[] = [
      { to: ethereumAddress },
      { to: FRIEND.replace("5a", "5A") },
      { to: SOLANA_FRIEND },
      { to: `0x${"0".repeat(40)}` },
    ]
    for (const more of wrong) {
      await expect(stage.said("popup.send", { ...order, wish: wish(more) })).rejects.toThrow("SEND_REFUSED")
    }
    const fee = { type: "solana", microLamports: "0", units: "600" }
    await expect(stage.said("popup.send", { ...order, fee })).rejects.toThrow("SEND_REFUSED")
    await expect(stage.said("popup.send", { ...order, amount: "0" })).rejects.toThrow("SEND_REFUSED")
    await expect(stage.said("popup.send", { ...order, wish: wish({ from: FRIEND }) })).rejects.toThrow(
      "ACCOUNT_NOT_MINE",
    )
    const mad = { ...order.fee, gas: (1n << 40n).toString(), maxFeePerGas: "1", maxPriorityFeePerGas: "1" }
    await expect(stage.said("popup.send", { ...order, fee: mad })).rejects.toThrow("beyond all measure")
    expect(await stage.consents()).toEqual([])
  })

  test("is refused where the network says that it would fail", async () => {
    stage.networks.answers.eth_estimateGas = () => {
      throw new Error("execution reverted")
    }
    expect((await quote()).trouble).toBe("refused")
    await expect(stage.said("popup.send", await orderOf(1n))).rejects.toThrow("would fail")
  })

  test("has one price on a chain that knows no others", async () => {
    stage.networks.answers.eth_feeHistory = () => {
      throw new Error("no such method")
    }
    stage.networks.answers.eth_getBlockByNumber = {}
    const known = await quote()
    expect(known.options.map(({ speed, fee }) => [speed, fee])).toEqual([
      ["usual", { type: "legacy", gasPrice: GWEI.toString(), gas: "21000" }],
    ])
    await stage.said("popup.send", await orderOf(1n))
    const { call } = (await shownConsent(stage)).subject as Transaction
    expect(call).toMatchObject({ maxFeeWei: (21_000n * GWEI).toString() })
  })
})

describe("a press on the button", () => {
  test("that comes twice, or ten times, opens one consent", async () => {
    const order = await orderOf(1n)
    await Promise.all(Array.from({ length: 10 }, () => stage.said("popup.send", order)))
    await stage.said("popup.send", order)
    expect(await stage.consents()).toHaveLength(1)
    expect(stage.windows.opened()).toBe(1)
  })

  test("that comes again after the answer asks for nothing more", async () => {
    const order = await orderOf(1n)
    await stage.said("popup.send", order)
    await stage.decide(await shownConsent(stage), "reject")
    await stage.said("popup.send", order)
    expect(await stage.consents()).toEqual([])
    await stage.said("popup.send", { ...order, intent: randomUUID() })
    expect(await stage.consents()).toHaveLength(1)
  })

  test("leads to one consent and one transaction wherever the worker dies between the two", async () => {
    const order = await orderOf(1n)
    for (let use = 1; use <= 12; use++) {
      stage.killAtUse(use)
      await stage.say("popup.send", order)
      stage.kill()
      stage.revive()
    }
    await stage.said("popup.send", order)
    const consents = await eventually(async () => {
      const open = await stage.consents()
      return open.length > 0 && open
    })
    expect(consents).toHaveLength(1)
    expect(stage.kms.signatures).toEqual([])
    await stage.decide(await shownConsent(stage))
    await eventually(() => stage.networks.ethereumTaken.length === 1)
    await stage.said("popup.send", order)
    expect(await stage.consents()).toEqual([])
    expect(stage.networks.ethereumTaken).toHaveLength(1)
  })

  test("comes from the wallet's own pages alone", async () => {
    const site = { id: "countersign-id", url: "https://dapp.example/", origin: "https://dapp.example" }
    expect(await stage.say("popup.send", await orderOf(1n), site)).toMatchObject({
      fault: { code: "MESSAGE_REFUSED" },
    })
  })
})

describe("a token of Ethereum", () => {
  const HELD = 123_456_789_012_345_678_901_234_567_890_123_456n
  beforeEach(() => {
    stage.networks.answers.eth_call = () =>
      hex(HELD).replace("0x", `0x${"0".repeat(64 - HELD.toString(16).length)}`)
    stage.networks.answers.eth_estimateGas = hex(50_000)
  })

  test("is sent by a call of its contract, exact to the last of many decimals, with gas to spare", async () => {
    const known = await quote({ asset: TOKEN })
    expect(known.balance).toBe(HELD.toString())
    expect(optionIn(known).sendable).toBe(HELD.toString())
    await stage.said("popup.send", await orderOf(HELD, { asset: TOKEN }))
    const { call } = (await shownConsent(stage)).subject as Transaction
    expect(call).toMatchObject({ action: "call", to: TOKEN, wei: "0", gas: "62500" })
    if (call.family !== "ethereum") throw new Error("another family")
    expect(decodeFunctionData({ abi: erc20Abi, data: call.data as `0x${string}` })).toEqual({
      functionName: "transfer",
      args: [FRIEND, HELD],
    })
  })

  test("is not sent beyond what there is, nor without ether for the fee", async () => {
    await expect(stage.said("popup.send", await orderOf(HELD + 1n, { asset: TOKEN }))).rejects.toThrow(
      "does not hold that much",
    )
    stage.networks.answers.eth_getBalance = "0x5"
    await expect(stage.said("popup.send", await orderOf(1n, { asset: TOKEN }))).rejects.toThrow("the fee")
  })

  test("that is none is refused", async () => {
    stage.networks.answers.eth_call = "0x"
    await expect(quote({ asset: TOKEN })).rejects.toThrow("no such token")
  })
})

describe("on Solana", () => {
  const RENT = 890_880n
  const OPENING = 2_039_280n
  const owners: Record<string, string | null> = {}
  let mine = 0n
  const onSolana = (more: Partial<SendOrder["wish"]> = {}): Partial<SendOrder["wish"]> => ({
    ...{ family: "solana" as Family, from: solanaAddress, chain: "solana:localnet", to: SOLANA_FRIEND },
    ...more,
  })

  beforeEach(() => {
    for (const key of Object.keys(owners)) delete owners[key]
    owners[SOLANA_FRIEND] = SYSTEM
    mine = 5_000_000n
    const mint = new Uint8Array(82)
    mint[44] = 6
    mint[45] = 1
    const data = (bytes: Uint8Array) => [base64.encode(bytes), "base64"]
    Object.assign(stage.networks.answers, {
      getRecentPrioritizationFees: [0, 100, 5_000, 90_000].map((prioritizationFee) => ({
        slot: 1,
        prioritizationFee,
      })),
      getMinimumBalanceForRentExemption: (bytes: number) => Number(bytes === 0 ? RENT : OPENING),
      getLatestBlockhash: { value: { blockhash: SOLANA_FRIEND, lastValidBlockHeight: 99 } },
      getMultipleAccounts: (addresses: string[]) => ({
        value: addresses.map((address) => {
          if (address === MINT) return { owner: TOKENS, data: data(mint) }
          const owner = owners[address] ?? null
          return owner === null ? null : { owner, data: data(new Uint8Array()) }
        }),
      }),
      getTokenAccountsByOwner: () => {
        const bytes = new Uint8Array(165)
        bytes.set(base58.decode(MINT))
        new DataView(bytes.buffer).setBigUint64(64, mine, true)
        return { value: [{ pubkey: FROM_ACCOUNT, account: { owner: TOKENS, data: data(bytes) } }] }
      },
    })
  })
  const FROM_ACCOUNT = "7xKXtg2CW87d97TXJSDpbD5jBkheTqA83TZRuJosgAsU"

  /** The programs that are called, in their order. */
  async function programsSent(): Promise<string[]> {
    await stage.decide(await shownConsent(stage))
    const [raw = ""] = await eventually(
      () => stage.networks.solanaTaken.length > 0 && stage.networks.solanaTaken,
    )
    const { messageBytes } = getTransactionDecoder().decode(getBase64Encoder().encode(raw))
    const message = getCompiledTransactionMessageDecoder().decode(messageBytes)
    if (message.version !== 0) throw new Error("another version")
    return message.instructions.map(
      ({ programAddressIndex }) => message.staticAccounts[programAddressIndex] ?? "",
    )
  }
  const BUDGET = "ComputeBudget111111111111111111111111111111"
  const ASSOCIATED = "ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL"

  test("a fee is chosen by priority, and none is the plain fee of a signature", async () => {
    const { options } = await quote(onSolana())
    expect(options.map(({ speed, most }) => [speed, most])).toEqual([
      ["slow", "5000"],
      ["usual", "5003"],
      ["fast", "5054"],
    ])
    expect(options.map(({ fee }) => fee)).toEqual(
      ["0", "5000", "90000"].map((microLamports) => ({ type: "solana", microLamports, units: "600" })),
    )
  })

  test("SOL is sent by one transfer, and all of it leaves nothing behind", async () => {
    const { sendable, most } = optionIn(await quote(onSolana()))
    expect(BigInt(sendable) + BigInt(most)).toBe(5_000_000_000n)
    await stage.said("popup.send", await orderOf(BigInt(sendable), onSolana()))
    const { call } = (await shownConsent(stage)).subject as Transaction
    if (call.family !== "solana") throw new Error("another family")
    expect(call.instructions.at(-1)).toEqual({
      ...{ name: "transfer", from: solanaAddress, to: SOLANA_FRIEND, lamports: sendable },
    })
    expect(await programsSent()).toEqual([BUDGET, BUDGET, SYSTEM])
  })

  test("SOL is not sent where it would leave too little, or be too little for a new account", async () => {
    const { sendable } = optionIn(await quote(onSolana()))
    await expect(stage.said("popup.send", await orderOf(BigInt(sendable) - 1n, onSolana()))).rejects.toThrow(
      "leaves less",
    )
    owners[SOLANA_FRIEND] = null
    expect((await quote(onSolana())).least).toBe(RENT.toString())
    await expect(stage.said("popup.send", await orderOf(RENT - 1n, onSolana()))).rejects.toThrow(
      "does not exist yet",
    )
    await stage.said("popup.send", await orderOf(RENT, onSolana()))
    expect(await stage.consents()).toHaveLength(1)
  })

  test("a token opens the recipient's account where there is none, and says what that costs", async () => {
    const known = await quote(onSolana({ asset: MINT }))
    expect([known.balance, known.opening]).toEqual(["5000000", OPENING.toString()])
    await stage.said("popup.send", await orderOf(5_000_000n, onSolana({ asset: MINT })))
    expect(await programsSent()).toEqual([BUDGET, BUDGET, ASSOCIATED, TOKENS])
  })

  test("a token is only moved where the recipient has an account for it", async () => {
    stage.networks.answers.getMultipleAccounts = (addresses: string[]) => ({
      value: addresses.map((address) => {
        const bytes = new Uint8Array(82)
        bytes[44] = 6
        bytes[45] = 1
        const owner = address === SOLANA_FRIEND ? SYSTEM : TOKENS
        return { owner, data: [base64.encode(bytes), "base64"] }
      }),
    })
    expect((await quote(onSolana({ asset: MINT }))).opening).toBe("0")
    await stage.said("popup.send", await orderOf(1n, onSolana({ asset: MINT })))
    expect(await programsSent()).toEqual([BUDGET, BUDGET, TOKENS])
  })

  test("nothing goes to a token account as if it were somebody", async () => {
    owners[SOLANA_FRIEND] = TOKENS
    for (const asset of [null, MINT]) {
      expect((await quote(onSolana({ asset }))).trouble).toBe("not-an-owner")
      await expect(stage.said("popup.send", await orderOf(1_000_000n, onSolana({ asset })))).rejects.toThrow(
        "not somebody's own address",
      )
    }
  })

  test("recent recipients are people, and not the token accounts that tokens went to", async () => {
    const shelf = (await stage.store()).transaction("recipients", "readwrite").store
    await shelf.put({ family: "solana", address: SOLANA_FRIEND, count: 2, lastAt: 5 })
    await shelf.put({ family: "solana", address: FROM_ACCOUNT, count: 1, lastAt: 6 })
    await shelf.put({ family: "solana", address: solanaAddress, count: 1, lastAt: 7 })
    owners[FROM_ACCOUNT] = TOKENS
    expect(
      await stage.said("popup.recentRecipients", { family: "solana", chain: "solana:localnet" }),
    ).toEqual([{ address: SOLANA_FRIEND, count: 2, lastAt: 5 }])
  })
})

describe("a recipient that is written", () => {
  const read = (text: string, more = {}) =>
    stage.said("popup.readRecipient", {
      ...{ text, family: "ethereum", from: ethereumAddress, chain: "eip155:31337" },
      ...more,
    })

  test("is known by how often it was sent to, and as one's own", async () => {
    expect(await read(FRIEND)).toMatchObject({ status: "good", isOwn: false, count: 0 })
    const shelf = (await stage.store()).transaction("recipients", "readwrite").store
    await shelf.put({ family: "ethereum", address: FRIEND.toLowerCase(), count: 4, lastAt: 5 })
    expect(await read(FRIEND)).toMatchObject({ address: FRIEND, count: 4 })
    const { wallet } = await stage.said<WalletState>("popup.addAccount", { family: "ethereum", index: 1 })
    expect(await read(wallet?.accounts[2]?.address ?? "")).toMatchObject({ isOwn: true })
    expect(await stage.said("popup.recentRecipients", { family: "ethereum", chain: "eip155:31337" })).toEqual(
      [{ address: FRIEND, count: 4, lastAt: 5 }],
    )
  })

  test("is refused as the sender itself, and on another chain than its link says", async () => {
    expect(await read(ethereumAddress.toLowerCase())).toEqual({ status: "wrong", problem: "own-address" })
    expect(await read(`ethereum:${FRIEND}@1`)).toEqual({ status: "wrong", problem: "other-chain" })
    expect(await read(`ethereum:${FRIEND}@31337`)).toMatchObject({ status: "good" })
  })
})
