/**
 * What a document says, read out of its payload: AWS Nitro's map, and inside its `user_data` what this KMS adds.
 * Only shapes are checked here; whether any of it is true is decided in `verify`.
 */
import * as z from "zod/mini"
import { readCbor } from "./cose"
import { refuse } from "./refuse"

/** In the order of the registers, which Nitro calls `pcrs`. */
export const programs = ["launcher", "policy", "signer", "certifier", "api"] as const
export type Program = (typeof programs)[number]

const bytes = (min: number, max: number) =>
  z.instanceof(Uint8Array).check(z.refine(({ length }) => length >= min && length <= max))

const Payload = z.strictObject({
  module_id: z.string().check(z.maxLength(128)),
  digest: z.literal("SHA384"),
  timestamp: z.int().check(z.nonnegative()),
  pcrs: z.map(z.int(), bytes(48, 48)),
  certificate: bytes(1, 4096),
  cabundle: z.array(bytes(1, 4096)).check(z.length(1)),
  public_key: bytes(32, 32),
  user_data: bytes(1, 512),
  nonce: bytes(16, 64),
})

const UserData = z.strictObject({
  enclave: z.string().check(z.maxLength(64)),
  policyEngineVersion: z.string().check(z.maxLength(64)),
  checkpoint: z.string().check(z.maxLength(512)),
  treeSize: z.int().check(z.nonnegative()),
  rootHash: bytes(32, 32),
})
export type UserData = z.infer<typeof UserData>

export type Content = {
  moduleId: string
  at: number
  measurements: Readonly<Record<Program, Uint8Array>>
  certificate: Uint8Array
  root: Uint8Array
  liveKey: Uint8Array
  userData: UserData
  nonce: Uint8Array
}

export function readContent(payload: Uint8Array): Content {
  const read = Payload.safeParse(readMap(payload))
  if (!read.success) return refuse("it does not say what a document of this KMS says")
  const { module_id, timestamp, pcrs, certificate, cabundle, public_key, user_data, nonce } = read.data
  const [root = new Uint8Array()] = cabundle
  return {
    moduleId: module_id,
    at: timestamp,
    measurements: measurementsOf(pcrs),
    certificate,
    root,
    liveKey: public_key,
    userData: readUserData(user_data),
    nonce,
  }
}

function readUserData(payload: Uint8Array): UserData {
  const read = UserData.safeParse(readMap(payload))
  return read.success ? read.data : refuse("it does not say what this KMS adds to a document")
}

/** Nothing but the registers of the five programs, and all of them. */
function measurementsOf(registers: ReadonlyMap<number, Uint8Array>): Record<Program, Uint8Array> {
  const registerOf = (index: number) => registers.get(index) ?? refuse("it does not measure every program")
  if (registers.size !== programs.length) return refuse("it does not measure exactly these programs")
  return {
    launcher: registerOf(0),
    policy: registerOf(1),
    signer: registerOf(2),
    certifier: registerOf(3),
    api: registerOf(4),
  }
}

/** A CBOR map with text for keys, as an object. */
function readMap(encoded: Uint8Array): unknown {
  const value = readCbor(encoded)
  const isNamed = value instanceof Map && [...value.keys()].every((key) => typeof key === "string")
  return isNamed ? Object.fromEntries(value) : refuse("it is not a map of names")
}
