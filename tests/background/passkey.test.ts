/** A passkey that opens the lock, made and used as a device does, and everything that is almost one. */
import { base64urlnopad } from "@scure/base"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import type { LockState } from "~protocol"
import { openStage, type Stage, self } from "./support/stage"

const encode = (bytes: ArrayBuffer | Uint8Array) => base64urlnopad.encode(new Uint8Array(bytes))
const text = (value: unknown) => encode(new TextEncoder().encode(JSON.stringify(value)))
const CREDENTIAL = new Uint8Array(16).fill(5)

type Said = {
  type?: string
  challenge?: string
  origin?: string
  host?: string
  flags?: number
  counter?: number
  crossOrigin?: boolean
}

/** A device with one key; it says what it is told to, and signs that. */
async function openDevice(algorithm: -7 | -8) {
  const kind = algorithm === -7 ? { name: "ECDSA", namedCurve: "P-256" } : { name: "Ed25519" }
  const keys = (await crypto.subtle.generateKey(kind, true, ["sign", "verify"])) as CryptoKeyPair
  const dataOf = async ({ host = new URL(self.origin).host, flags = 0x05, counter = 1 }: Said) => {
    const name = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(host))
    const count = new Uint8Array(4)
    new DataView(count.buffer).setUint32(0, counter)
    return new Uint8Array([...new Uint8Array(name), flags, ...count])
  }
  const clientOf = (said: Said, type: string) =>
    text({ type, origin: self.origin, crossOrigin: false, ...said, host: undefined, flags: undefined })
  return {
    async register(challenge: string, said: Said = {}) {
      const data = await dataOf({ flags: 0x45, counter: 0, ...said })
      return {
        kind: "passkey",
        credentialId: encode(CREDENTIAL),
        publicKey: encode(await crypto.subtle.exportKey("spki", keys.publicKey)),
        algorithm,
        authenticatorData: encode(new Uint8Array([...data, ...new Uint8Array(16), 0, 16, ...CREDENTIAL])),
        clientData: clientOf({ challenge, ...said }, said.type ?? "webauthn.create"),
      }
    },
    async answer(challenge: string, said: Said = {}) {
      const [data, clientData] = [await dataOf(said), clientOf({ challenge, ...said }, "webauthn.get")]
      const client = await crypto.subtle.digest("SHA-256", new Uint8Array(base64urlnopad.decode(clientData)))
      const how = algorithm === -7 ? { name: "ECDSA", hash: "SHA-256" } : { name: "Ed25519" }
      const signed = new Uint8Array([...data, ...new Uint8Array(client)])
      const raw = new Uint8Array(await crypto.subtle.sign(how, keys.privateKey, signed))
      const signature = encode(algorithm === -7 ? derOf(raw) : raw)
      return {
        kind: "passkey",
        credentialId: encode(CREDENTIAL),
        authenticatorData: encode(data),
        clientData,
        signature,
      }
    },
  }
}

function derOf(raw: Uint8Array): Uint8Array {
  const integers = [raw.slice(0, 32), raw.slice(32)].map((half) => {
    const first = half.findIndex((byte) => byte !== 0)
    const short = half.slice(first)
    const digits = (short[0] ?? 0) > 127 ? [0, ...short] : [...short]
    return [2, digits.length, ...digits]
  })
  const body = integers.flat()
  return new Uint8Array([0x30, body.length, ...body])
}

let stage: Stage
beforeEach(async () => {
  stage = await openStage()
})
afterEach(() => stage.stop())

const challenge = async () => (await stage.said<{ challenge: string }>("popup.lockChallenge")).challenge
const unlock = (proof: unknown) => stage.say("popup.unlock", { proof })
const isLocked = async () => (await stage.said<LockState>("popup.lock")).isLocked

async function lockWith(algorithm: -7 | -8 = -7) {
  const device = await openDevice(algorithm)
  const to = await device.register(await challenge())
  expect(await stage.said("popup.changeLock", { proof: null, to })).toMatchObject({
    isSet: true,
    hasPassphrase: false,
    credentialId: encode(CREDENTIAL),
  })
  await stage.said("popup.lockNow")
  return device
}

test.each([-7, -8] as const)(
  "opens the lock, with algorithm %i, also for another worker",
  async (algorithm) => {
    const device = await lockWith(algorithm)
    expect(await isLocked()).toBe(true)
    const asked = await challenge()
    stage.kill()
    stage.revive()
    expect(await unlock(await device.answer(asked))).toMatchObject({ answered: { isLocked: false } })
  },
)

test("opens nothing a second time with the same answer, nor with a challenge that is not the last", async () => {
  const device = await lockWith()
  const asked = await challenge()
  const answer = await device.answer(asked)
  expect(await unlock(answer)).toMatchObject({ answered: { isLocked: false } })
  await stage.said("popup.lockNow")
  expect(await unlock(answer)).toMatchObject({ fault: { code: "LOCK_PROOF_WRONG" } })
  const older = await challenge()
  await challenge()
  expect(await unlock(await device.answer(older, { counter: 2 }))).toMatchObject({
    fault: { code: "PASSKEY_REFUSED" },
  })
})

test("opens nothing with a challenge that has lain about", async () => {
  const device = await lockWith()
  const asked = await challenge()
  stage.clock.now += 6 * 60_000
  expect(await unlock(await device.answer(asked))).toMatchObject({ fault: { code: "LOCK_PROOF_WRONG" } })
})

const almost: [string, Said][] = [
  ["for another page", { origin: "https://dapp.example" }],
  ["for another extension", { origin: "chrome-extension://another" }],
  ["inside somebody else's page", { crossOrigin: true }],
  ["of another name", { host: "dapp.example" }],
  ["of nobody who is there", { flags: 0x04 }],
  ["of somebody who was not known again", { flags: 0x01 }],
  ["to another challenge", { challenge: encode(new Uint8Array(32)) }],
  ["that was to make a key", { type: "webauthn.create" }],
]
describe("an answer", () => {
  test.each(almost)("%s opens nothing", async (_, said) => {
    const device = await lockWith()
    expect(await unlock(await device.answer(await challenge(), said))).toMatchObject({
      fault: { code: "PASSKEY_REFUSED" },
    })
    expect(await isLocked()).toBe(true)
  })

  test("that was signed by another key, or changed on its way, opens nothing", async () => {
    const device = await lockWith()
    const stranger = await openDevice(-7)
    const refused = { fault: { code: "PASSKEY_REFUSED" } }
    expect(await unlock(await stranger.answer(await challenge()))).toMatchObject(refused)
    const answer = await device.answer(await challenge())
    expect(await unlock({ ...answer, signature: encode(new Uint8Array(70)) })).toMatchObject(refused)
    const other = await device.answer(await challenge(), { counter: 9 })
    const { authenticatorData } = await device.answer("", { counter: 10 })
    expect(await unlock({ ...other, authenticatorData })).toMatchObject(refused)
    expect(await unlock({ ...other, signature: "" })).toMatchObject({ fault: { code: "LOCK_PROOF_WRONG" } })
  })

  test("of a device whose counter went back, as a copy's does, opens nothing", async () => {
    const device = await lockWith()
    await unlock(await device.answer(await challenge(), { counter: 7 }))
    await stage.said("popup.lockNow")
    for (const counter of [7, 6, 0]) {
      expect(await unlock(await device.answer(await challenge(), { counter }))).toMatchObject({
        fault: { code: "PASSKEY_REFUSED" },
      })
    }
    expect(await unlock(await device.answer(await challenge(), { counter: 8 }))).toMatchObject({
      answered: { isLocked: false },
    })
  })
})

test("a key that was made for another challenge, or without the person, is not taken", async () => {
  const device = await openDevice(-7)
  const refused = { fault: { code: "PASSKEY_REFUSED" } }
  for (const said of [{ challenge: "AAAA" }, { flags: 0x41 }, { flags: 0x05 }, { type: "webauthn.get" }]) {
    const to = await device.register(await challenge(), said)
    expect(await stage.say("popup.changeLock", { proof: null, to })).toMatchObject(refused)
  }
  expect(await stage.said("popup.lock")).toMatchObject({ isSet: false })
})

test("a passkey is no way around the wait of wrong passphrases to another, but one of its own", async () => {
  const device = await lockWith()
  for (let tries = 0; tries < 6; tries++) await unlock({ kind: "passphrase", passphrase: "none was set" })
  expect(await unlock({ kind: "passphrase", passphrase: "none was set" })).toMatchObject({
    fault: { code: "LOCK_WAITS" },
  })
  expect(await unlock(await device.answer(await challenge()))).toMatchObject({ answered: { waitMs: 0 } })
})
