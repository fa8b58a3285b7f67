/** What the person chose, asked and changed by the wallet's own pages alone. */
import { afterEach, beforeEach, expect, test } from "vitest"
import { localEthereum, localSolana } from "~protocol"
import { connectPage, openPage, openStage, pageSender, reasonOf, resultOf, type Stage } from "./support/stage"

let stage: Stage
beforeEach(async () => {
  stage = await openStage()
})
afterEach(() => stage.stop())

/** What a wallet has before anybody chose. */
const first = {
  asPhantom: false,
  refreshLists: false,
  theme: "system",
  language: "system",
  currency: "USD",
  notifications: false,
  lockAfter: "15",
  ethereumChain: localEthereum.id,
  solanaChain: localSolana.id,
}

test("a setting is changed alone, and stays when the background dies", async () => {
  expect(await stage.said("popup.settings")).toEqual(first)
  expect(await stage.said("popup.changeSetting", { asPhantom: true })).toEqual({ ...first, asPhantom: true })
  expect(await stage.said("popup.changeSetting", { theme: "dark", language: "de" })).toMatchObject({
    theme: "dark",
  })
  stage.kill()
  stage.revive()
  expect(await stage.said("popup.changeSetting", { refreshLists: true })).toMatchObject({
    refreshLists: true,
  })
  const chosen = { ...first, asPhantom: true, refreshLists: true, theme: "dark", language: "de" }
  expect(await stage.said("popup.settings")).toEqual(chosen)
  expect(await stage.said("popup.changeSetting", {})).toEqual(chosen)
  expect(await stage.said("popup.changeSetting", { asPhantom: false })).toMatchObject({ asPhantom: false })
})

test.each([
  { theme: "pink" },
  { language: "fr" },
  { notifications: "yes" },
  { lockAfter: "7" },
  { currency: "XYZ" },
  { ethereumChain: "eip155:404404" },
  { ethereumChain: localSolana.id },
  { solanaChain: localEthereum.id },
  { asOther: true },
])("a setting that there is not is refused: %j", async (change) => {
  expect(await stage.say("popup.changeSetting", change)).toMatchObject({ fault: { code: "PARAMS_INVALID" } })
  expect(await stage.said("popup.settings")).toEqual(first)
})

test("another default is heard of by the sites that chose no chain, and by no other", async () => {
  const other = { ...localEthereum, id: "eip155:1337", name: "Other" } as const
  const two = await openStage({ more: [other] })
  await two.createWallet()
  const [undecided, decided] = [openPage(two), openPage(two, pageSender({ origin: "https://b.example" }))]
  for (const page of [undecided, decided]) await connectPage(two, page)
  await decided.request("wallet_switchEthereumChain", [{ chainId: "0x539" }])
  await decided.request("wallet_switchEthereumChain", [{ chainId: "0x7a69" }])
  const before = decided.events.length
  await two.said("popup.changeSetting", { ethereumChain: other.id })
  expect(undecided.events.at(-1)).toEqual({ name: "chain", chainId: "0x539" })
  expect(resultOf(await undecided.request("eth_chainId"))).toBe("0x539")
  expect(decided.events).toHaveLength(before)
  await two.stop()
})

test("no page and no content script changes a setting", async () => {
  const page = openPage(stage)
  expect(reasonOf(await page.request("changeSetting", { asPhantom: true }))).toBe("METHOD_UNSUPPORTED")
  expect(await stage.say("popup.changeSetting", { asPhantom: true }, pageSender())).toMatchObject({
    fault: { code: "MESSAGE_REFUSED" },
  })
  expect(await stage.said("popup.settings")).toEqual(first)
})
