/**
 * Which key a selector means. The coin type in the path decides curve and address format; a selector that says
 * otherwise is refused, so that one chain's key never signs for another.
 */
import { type AccountSelector, type AddressFormat, type DerivationInfo, fault } from "~protocol"
import { curveOf, isHardened, parsePath } from "../signer"

const HARDENED = 0x80000000

/** Purpose and coin type, both hardened → what is derived there. */
const formats: Record<string, AddressFormat> = {
  "44/501": "Solana",
  "44/60": "Ethereum",
  "84/0": "BitcoinSegwit",
  "44/784": "Sui",
}

export function derivationFor(selector: AccountSelector): DerivationInfo {
  const path = typeof selector === "string" ? selector : selector.derivationPath
  const implied = impliedBy(path)
  if (typeof selector === "string") return implied
  if (selector.curve !== implied.curve || selector.addressFormat !== implied.addressFormat) {
    throw fault("BODY_MALFORMED", { where: "the curve and address format are not those of the path" })
  }
  return implied
}

function impliedBy(derivationPath: string): DerivationInfo {
  const indexes = parsePath(derivationPath)
  if (indexes === null) throw fault("BODY_MALFORMED", { where: "an index of the path is too large" })
  const [purpose = 0, coin = 0] = indexes
  const name = isHardened(purpose) && isHardened(coin) ? `${purpose - HARDENED}/${coin - HARDENED}` : ""
  const addressFormat = Object.hasOwn(formats, name) ? formats[name] : undefined
  const curve = addressFormat && curveOf[addressFormat]
  if (!addressFormat || !curve) {
    throw fault("BODY_MALFORMED", { where: "the path is not of a chain that this KMS derives" })
  }
  if (curve === "Ed25519" && !indexes.every(isHardened)) {
    throw fault("BODY_MALFORMED", { where: "a path of Ed25519 has hardened indexes only" })
  }
  return { derivationPath, curve, addressFormat }
}
