/** Typed data: an order with parts in parts, and one that names no network and hides what it says. */
import { readTypedData } from "~background/typed-data/read"
import { type ChainName, type ConsentSubject, fault } from "~protocol"
import { OTHER } from "../subjects"
import { ethereumAccount, mainnet, TOKEN } from "./nouns"

type TypedData = Extract<ConsentSubject, { kind: "typedData" }>

const documents = new WeakMap<ConsentSubject, string>()

/** What is signed, as a site sends it; null of what is made up. */
export function documentOf(subject: ConsentSubject): string | null {
  return documents.get(subject) ?? null
}

function typedDataOf(document: object, chain: ChainName | null): TypedData {
  const { primaryType, domain, message, text } = readTypedData(JSON.stringify(document), (where) =>
    fault("PARAMS_INVALID", { method: "eth_signTypedData_v4", where }),
  )
  const subject: TypedData = {
    ...{ kind: "typedData", account: ethereumAccount, chain, primaryType, domain, message },
  }
  documents.set(subject, text)
  return subject
}

const field = (line: string) => {
  const [type = "", name = ""] = line.split(" ")
  return { type, name }
}
const fields = (lines: string) => lines.split(", ").map(field)

const NOTHING = `0x${"00".repeat(32)}`
const offered = (amount: string) => ({
  ...{ itemType: "1", token: TOKEN, identifierOrCriteria: "0", startAmount: amount, endAmount: amount },
})

export const order: TypedData = typedDataOf(
  {
    types: {
      EIP712Domain: fields("string name, string version, uint256 chainId, address verifyingContract"),
      OrderComponents: fields(
        "address offerer, address zone, OfferItem[] offer, ConsiderationItem[] consideration, uint8 orderType, uint256 startTime, uint256 endTime, bytes32 zoneHash, uint256 salt, bytes32 conduitKey, uint256 counter",
      ),
      OfferItem: fields(
        "uint8 itemType, address token, uint256 identifierOrCriteria, uint256 startAmount, uint256 endAmount",
      ),
      ConsiderationItem: fields(
        "uint8 itemType, address token, uint256 identifierOrCriteria, uint256 startAmount, uint256 endAmount, address recipient",
      ),
    },
    primaryType: "OrderComponents",
    domain: {
      ...{ name: "Seaport", version: "1.6", chainId: "1" },
      verifyingContract: "0x0000000000000068F116a894984e2DB1123eB395",
    },
    message: {
      offerer: ethereumAccount.address,
      zone: `0x${"00".repeat(20)}`,
      offer: [offered("2500000"), offered("10000000000")],
      consideration: [],
      ...{ orderType: "0", startTime: "1795420800", endTime: "1795507200", zoneHash: NOTHING },
      ...{ salt: "24446860302761739304752683030156737591518664810215442929805094493721949716548" },
      ...{ conduitKey: NOTHING, counter: "0" },
    },
  },
  mainnet,
)

export const typedDataNowhere: TypedData = typedDataOf(
  {
    types: {
      EIP712Domain: fields("string name"),
      Pledge: fields("Person[2] to, string words, bytes proof"),
      Person: fields("string name, string[] wallets"),
    },
    primaryType: "Pledge",
    domain: { name: "Pledges\u202E!eerf era" },
    message: {
      to: [
        { name: "Ada", wallets: [OTHER] },
        { name: "Grace", wallets: [] },
      ],
      words: "I pledge what I have, and more. ".repeat(30),
      proof: `0x${"ab".repeat(600)}`,
    },
  },
  null,
)
