/** The provider as it is built, in realms of their own whose pages freeze what they have, or put other things there. */
import { createContext, runInContext } from "node:vm"
import { type BuildOptions, build } from "esbuild"
import { beforeAll, expect, test } from "vitest"
import { openBridge, settled } from "./fake-page"

/** What one document may be made to load. */
const INJECTED_LIMIT_BYTES = 20_000

/** A dApp that looks for wallets with the Wallet Standard's own library, and keeps what it finds. */
const DAPP = `
  import { getWallets } from "@wallet-standard/app"
  const { get, on } = getWallets()
  const nameOf = ({ name }) => name
  globalThis.found = { at: get().map(nameOf), later: [], now: () => get().map(nameOf) }
  on("register", (...wallets) => found.later.push(...wallets.map(nameOf)))
`

let provider: string
let dapp: string
beforeAll(async () => {
  provider = await bundle({ entryPoints: ["src/contents/inpage.ts"] })
  dapp = await bundle({ stdin: { contents: DAPP, resolveDir: "." } })
}, 30_000)

async function bundle(what: BuildOptions): Promise<string> {
  const target = ["chrome120", "firefox128"]
  const how = { bundle: true, minify: true, format: "iife", target, write: false } as const
  const { outputFiles } = await build({ ...what, ...how })
  return outputFiles[0]?.text ?? ""
}

const ADDRESS = "11111111111111111111111111111112"

/** A window without a document, with built-ins of its own and the browser's things of ours. */
function openRealm() {
  const target = new EventTarget()
  const world = {
    crypto: { getRandomValues: crypto.getRandomValues.bind(crypto) },
    ...{ CustomEvent, Event, atob, btoa, setTimeout, clearTimeout },
    addEventListener: target.addEventListener.bind(target),
    dispatchEvent: target.dispatchEvent.bind(target),
    registered: [] as unknown[],
  }
  target.addEventListener("wallet-standard:register-wallet", (event) => {
    const register = (wallet: unknown) => world.registered.push(wallet)
    ;(event as CustomEvent<(api: object) => void>).detail({ register })
  })
  const context = createContext(world)
  return {
    world,
    run: (script: string): unknown => runInContext(script, context),
    bridge: openBridge(target as never),
  }
}

type Realm = ReturnType<typeof openRealm>

async function connectAndSign({ run, bridge }: Realm): Promise<void> {
  run(`
    var heard = []
    countersign.solana.on("connect", (key) => heard.push(String(key)))
    countersign.solana.connect().then(() => heard.push("connected"))
  `)
  bridge.answer("solana_connect", { accounts: [ADDRESS] })
  await settled()
  run(`
    countersign.solana.signMessage(Uint8Array.of(1, 2)).then(({ signature }) => heard.push(signature.join()))
    countersign.solana.signIn({ domain: "no" }).catch(({ name, code }) => heard.push(name + " " + code))
  `)
  await settled()
  expect(bridge.last("solana_signMessage").params).toEqual({ address: ADDRESS, message: "AQI=" })
  bridge.answer("solana_signMessage", { signature: "AwQ=" })
  bridge.refuse("solana_signIn", { code: 4001, message: "no", data: { reason: "USER_REJECTED" } })
  await settled()
  expect(run("heard.join(' ')")).toBe(`${ADDRESS} connected 3,4 ProviderRpcError 4001`)
}

const FREEZE = `
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    const { value } = Object.getOwnPropertyDescriptor(globalThis, name)
    if (typeof value !== "function" && typeof value !== "object") continue
    if (name === "registered" || name === "globalThis" || value === null) continue
    if (value.prototype) Object.freeze(value.prototype)
    if (!(name in { CustomEvent: 1, Event: 1 })) Object.freeze(value)
  }
`
const REPLACE = `
  for (const name of ["JSON", "crypto", "CustomEvent", "Event", "atob", "btoa", "setTimeout", "clearTimeout",
    "addEventListener", "dispatchEvent"]) globalThis[name] = () => { throw new Error(name + " is the page's") }
  globalThis.Promise = class extends Promise {}
`

for (const [how, change] of Object.entries({
  nothing: "",
  "all that can be frozen": FREEZE,
  others: REPLACE,
})) {
  test(`a page that has changed ${how} after us connects and signs all the same`, async () => {
    const realm = openRealm()
    realm.run(provider)
    realm.run(change)
    await connectAndSign(realm)
    expect(realm.world.registered).toHaveLength(1)
  })
}

test("a page that was frozen before us connects and signs all the same", async () => {
  const realm = openRealm()
  realm.run(FREEZE)
  realm.run(provider)
  await connectAndSign(realm)
  expect(realm.world.registered).toHaveLength(1)
})

test("a page finds the wallet by the Wallet Standard's own library, whoever came first", () => {
  const [walletFirst, pageFirst] = [openRealm(), openRealm()]
  for (const { run } of [walletFirst, pageFirst]) run("var window = globalThis")
  walletFirst.run(provider)
  walletFirst.run(dapp)
  pageFirst.run(dapp)
  pageFirst.run(provider)
  const foundBy = ({ run }: Realm) => run("JSON.stringify([found.at, found.later, found.now()])")
  expect(foundBy(walletFirst)).toBe(JSON.stringify([["Countersign"], [], ["Countersign"]]))
  expect(foundBy(pageFirst)).toBe(JSON.stringify([[], ["Countersign"], ["Countersign"]]))
})

test("the provider leaves one name, or two, and nothing else in a page", () => {
  const { run } = openRealm()
  const before = run("Object.getOwnPropertyNames(globalThis)") as string[]
  run(provider)
  const after = run("Object.getOwnPropertyNames(globalThis)") as string[]
  expect(after.filter((name) => !before.includes(name)).sort()).toEqual(["countersign", "ethereum"])
})

test("what a document is made to load stays small", () => {
  expect(Buffer.byteLength(provider)).toBeLessThan(INJECTED_LIMIT_BYTES)
})
