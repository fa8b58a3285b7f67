/**
 * Which key a selector means. The coin type in the path decides curve and address format; a selector that says
 * otherwise is refused, so that one chain's key never signs for another. Paths have one spelling here: `m/044'` and
 * `m/44'` are one key, and a rule or a list that names one of them must not miss the other.
 */
import { type AccountSelector, type AddressFormat, type Curve, type DerivationInfo, fault } from "~protocol"

const HARDENED = 0x80000000

export const curveOfFormat: Readonly<Record<AddressFormat, Curve>> = {
  Ethereum: "Secp256k1",
  Solana: "Ed25519",
  BitcoinSegwit: "Secp256k1",
  BitcoinTaproot: "Secp256k1",
  Sui: "Ed25519",
}

/** Purpose and coin type, both hardened → what is derived there. */
const formats: ReadonlyMap<string, AddressFormat> = new Map([
  ["m/44'/501'", "Solana"],
  ["m/44'/60'", "Ethereum"],
  ["m/84'/0'", "BitcoinSegwit"],
  ["m/86'/0'", "BitcoinTaproot"],
  ["m/44'/784'", "Sui"],
])

export function derivationFor(selector: AccountSelector): DerivationInfo {
  if (typeof selector === "string") return impliedBy(selector)
  const implied = impliedBy(selector.derivationPath)
  if (selector.curve !== implied.curve || selector.addressFormat !== implied.addressFormat) {
    throw malformed("the curve and address format are not those of the path")
  }
  return implied
}

/** The path in its one spelling: no leading zeros, and every index below 2^31. */
export function canonicalPath(path: string): string {
  const steps = path.split("/").slice(1)
  const indexes = steps.map((step) => {
    const index = Number.parseInt(step, 10)
    if (!(index < HARDENED)) throw malformed("an index of the path is too large")
    return step.endsWith("'") ? `${index}'` : `${index}`
  })
  return ["m", ...indexes].join("/")
}

function impliedBy(path: string): DerivationInfo {
  const derivationPath = canonicalPath(path)
  const addressFormat = formats.get(derivationPath.split("/").slice(0, 3).join("/"))
  if (addressFormat === undefined) throw malformed("the path is not of a chain that this KMS derives")
  const curve = curveOfFormat[addressFormat]
  if (curve === "Ed25519" && !/^m(\/[0-9]+')+$/.test(derivationPath)) {
    throw malformed("a path of Ed25519 has hardened indexes only")
  }
  return { derivationPath, curve, addressFormat }
}

function malformed(where: string): Error {
  return fault("BODY_MALFORMED", { where })
}
