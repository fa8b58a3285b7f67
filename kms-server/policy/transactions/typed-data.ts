/** Reads EIP-712 data: the bytes that are signed, and what the signature lets a contract do. */
import type { TypedData } from "~protocol"
import type { Facts } from "../facts"
import { hashTypedData } from "./eip712"
import { numberOf } from "./eip712-atoms"
import { type Findings, openFindings } from "./findings"
import { readPermission } from "./permits"

export type ReadTypedData = {
  facts: Facts
  /** 0x1901 ‖ domain separator ‖ struct hash, 66 bytes; its Keccak-256 is signed. */
  payload: Uint8Array
}

export function readTypedData(data: TypedData): ReadTypedData {
  const { payload, encodedType } = hashTypedData(data)
  const { domain, primaryType, message } = data
  const contract = textOf(domain.verifyingContract).toLowerCase()
  const chainId = domain.chainId === undefined ? "" : String(numberOf(domain.chainId) ?? "")
  const findings = openFindings({ kind: "typedData", chain: "ethereum", chainId })
  if (contract !== "") findings.use(contract)
  // An asset has a chain and a contract; a permit without both is of something that has no name.
  const isUnderstood =
    contract !== "" &&
    chainId !== "" &&
    readPermission({ encodedType, primaryType, message, chainId, contract, findings })
  if (!isUnderstood) noteUnknown(findings, domain, primaryType, contract)
  const named = { primaryType, domainName: textOf(domain.name), verifyingContract: contract }
  return { facts: findings.facts({ typedData: named }), payload }
}

/**
 * Data that is bound to a contract or a chain may be an order, a withdrawal or a whole transaction (a marketplace, an
 * exchange that signs for the zero address, a rollup's own transactions), so it is a danger until a rule grants it.
 * Bound to neither, as sign-ins and votes are, nothing on a chain can act on it: unknown, and no danger.
 */
function noteUnknown(findings: Findings, domain: TypedData["domain"], method: string, program: string) {
  findings.act({ type: "unknown", program, method })
  const isBound = ["chainId", "verifyingContract", "salt"].some((member) => Object.hasOwn(domain, member))
  if (isBound) findings.warn("unknownCall")
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : ""
}
