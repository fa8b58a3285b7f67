/** The atomic types of EIP-712. A value that does not fit is refused, never cut, filled up or converted. */

const ATOM = /^(address|bool|string|bytes|(u?int)(\d{1,3})|bytes(\d{1,2}))$/
const DECIMAL = /^(0|-?[1-9][0-9]{0,77})$/
const HEX_NUMBER = /^0x[0-9a-fA-F]{1,64}$/
const HEX = /^0x([0-9a-fA-F]{2})*$/
const ADDRESS = /^0x[0-9a-fA-F]{40}$/
/** Half of a pair, which UTF-8 has no bytes for. */
const LONE_SURROGATE = /\p{Surrogate}/u

export function isAtom(type: string): boolean {
  const [, , , bits, bytes] = ATOM.exec(type) ?? []
  if (bits !== undefined) return isWidth(bits, 8, 256)
  if (bytes !== undefined) return isWidth(bytes, 1, 32)
  return ATOM.test(type)
}

/** The 32 bytes of a value, or null where it does not fit its type. */
export function encodeAtom(
  type: string,
  value: unknown,
  hash: (bytes: Uint8Array) => Uint8Array,
): Uint8Array | null {
  if (type === "bool") return typeof value === "boolean" ? wordOf(value ? 1n : 0n) : null
  if (type.includes("int")) return encodeNumber(type, value)
  if (typeof value !== "string") return null
  if (type === "string") return LONE_SURROGATE.test(value) ? null : hash(Buffer.from(value, "utf8"))
  if (type === "address") return ADDRESS.test(value) ? wordOf(BigInt(value)) : null
  if (!HEX.test(value)) return null
  const bytes = Buffer.from(value.slice(2), "hex")
  if (type === "bytes") return hash(bytes)
  return bytes.length === Number(type.slice("bytes".length)) ? Buffer.concat([bytes], 32) : null
}

/** A number of typed data, or null where it is none. */
export function numberOf(value: unknown): bigint | null {
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : null
  if (typeof value !== "string") return null
  return DECIMAL.test(value) || HEX_NUMBER.test(value) ? BigInt(value) : null
}

function encodeNumber(type: string, value: unknown): Uint8Array | null {
  const number = numberOf(value)
  const isSigned = type.startsWith("int")
  const bits = BigInt(type.replace(/\D/g, ""))
  const least = isSigned ? -(2n ** (bits - 1n)) : 0n
  const most = 2n ** (isSigned ? bits - 1n : bits) - 1n
  return number === null || number < least || number > most ? null : wordOf(BigInt.asUintN(256, number))
}

function wordOf(number: bigint): Uint8Array {
  return Uint8Array.from(Buffer.from(number.toString(16).padStart(64, "0"), "hex"))
}

/** `8`, `16`, … as it is written, with no zero in front. */
function isWidth(digits: string, step: number, most: number): boolean {
  const width = Number(digits)
  return String(width) === digits && width > 0 && width <= most && width % step === 0
}
