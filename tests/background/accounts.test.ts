import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { derivationOf, type Family, type WalletState } from "~protocol"
import { ethereumAddress, solanaAddress } from "./support/kms"
import { openPage, openStage, type Stage, shownConsent } from "./support/stage"

let stage: Stage
beforeEach(async () => {
  stage = await openStage()
  await stage.createWallet()
})
afterEach(() => stage.stop())

const add = (family: Family, index: number) => stage.said<WalletState>("popup.addAccount", { family, index })
const pathsOf = ({ wallet }: WalletState) => wallet?.accounts.map(({ derivationPath }) => derivationPath)

describe("another account", () => {
  test("stands behind those that are there, and is offered to sites", async () => {
    const state = await add("ethereum", 1)
    expect(pathsOf(state)).toEqual([
      derivationOf.ethereum(0).derivationPath,
      derivationOf.solana(0).derivationPath,
      derivationOf.ethereum(1).derivationPath,
    ])
    const added = state.wallet?.accounts[2]?.address
    openPage(stage).ask("eth_requestAccounts")
    const { subject } = await shownConsent(stage)
    expect(subject).toMatchObject({
      accounts: [{ address: ethereumAddress }],
      offered: { accounts: [{ address: ethereumAddress }, { address: added }] },
    })
  })

  test("is one, however often it is asked for, also at once", async () => {
    const states = await Promise.all([add("solana", 1), add("solana", 1), add("solana", 1)])
    expect(new Set(states.map((state) => state.wallet?.accounts.length))).toEqual(new Set([3]))
    expect(pathsOf(await add("solana", 1))).toHaveLength(3)
  })

  test("does not come before its turn, and no number is left out", async () => {
    await expect(add("ethereum", 2)).rejects.toThrow("ACCOUNT_OUT_OF_TURN")
    await add("ethereum", 1)
    expect(pathsOf(await add("ethereum", 2))).toHaveLength(4)
    for (const index of [-1, 1.5, 256]) {
      await expect(add("ethereum", index)).rejects.toThrow("PARAMS_INVALID")
    }
  })

  test("is there once when the worker dies at any point of adding it and it is asked for again", async () => {
    for (let use = 1; use <= 8; use++) {
      stage.killAtUse(use)
      await stage.say("popup.addAccount", { family: "ethereum", index: use })
      stage.kill()
      stage.revive()
      expect(pathsOf(await add("ethereum", use))).toHaveLength(2 + use)
    }
  })

  test("is not added where the KMS does not answer", async () => {
    await stage.kms.stop()
    await expect(add("ethereum", 1)).rejects.toThrow("KMS_UNREACHABLE")
    expect(pathsOf(await stage.said<WalletState>("popup.state"))).toHaveLength(2)
  })

  test("can only be added to a wallet that there is, and only by the wallet's own pages", async () => {
    const empty = await openStage()
    const asked = { family: "ethereum", index: 1 }
    await expect(empty.said("popup.addAccount", asked)).rejects.toThrow("ACCOUNT_NOT_MINE")
    const site = { id: "countersign-id", url: "https://dapp.example/", origin: "https://dapp.example" }
    expect(await empty.say("popup.addAccount", asked, site)).toMatchObject({
      fault: { code: "MESSAGE_REFUSED" },
    })
    await empty.stop()
  })
})

describe("the name of an account", () => {
  const name = (address: string, called: string) =>
    stage.said<WalletState>("popup.nameAccount", { address, name: called })

  test("is kept when the worker dies, and taken away again", async () => {
    await name(ethereumAddress, "  Savings ")
    stage.kill()
    stage.revive()
    expect((await stage.said<WalletState>("popup.state")).names).toEqual({ [ethereumAddress]: "Savings" })
    expect((await name(ethereumAddress, "  ")).names).toEqual({})
  })

  test("cannot hide what it is, nor be longer than a line, nor be somebody else's account's", async () => {
    for (const called of ["a\u202eb", "a\nb", "\u200b", "x".repeat(33)]) {
      await expect(name(ethereumAddress, called)).rejects.toThrow("PARAMS_INVALID")
    }
    await expect(name("0x0000000000000000000000000000000000000001", "Mine")).rejects.toThrow(
      "ACCOUNT_NOT_MINE",
    )
    await name(ethereumAddress, "__proto__")
    await expect(name("__proto__", "x")).rejects.toThrow("ACCOUNT_NOT_MINE")
  })
})

test("the account in use is one of the wallet's, and is remembered", async () => {
  expect((await stage.said<WalletState>("popup.state")).inUse).toBe(null)
  await stage.said("popup.chooseAccount", { address: solanaAddress })
  stage.kill()
  stage.revive()
  expect((await stage.said<WalletState>("popup.state")).inUse).toBe(solanaAddress)
  await expect(stage.said("popup.chooseAccount", { address: "x" })).rejects.toThrow("ACCOUNT_NOT_MINE")
})
