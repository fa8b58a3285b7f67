/** Typed data: an order with parts in parts, and one that names no network and hides what it says. */
import type { ConsentSubject, TypedMember } from "~protocol"
import { OTHER } from "../subjects"
import { ethereumAccount, mainnet, TOKEN } from "./nouns"

type TypedData = Extract<ConsentSubject, { kind: "typedData" }>

const member = (name: string, type: string, value: TypedMember["value"]): TypedMember => ({
  name,
  type,
  value,
})

const item = (place: number, amount: string) =>
  member(String(place), "OfferItem", [
    member("itemType", "uint8", "1"),
    member("token", "address", TOKEN),
    member("startAmount", "uint256", amount),
  ])

export const order: TypedData = {
  kind: "typedData",
  account: ethereumAccount,
  chain: mainnet,
  primaryType: "OrderComponents",
  domain: [
    member("name", "string", "Seaport"),
    member("version", "string", "1.6"),
    member("chainId", "uint256", "1"),
    member("verifyingContract", "address", "0x0000000000000068F116a894984e2DB1123eB395"),
  ],
  message: [
    member("offerer", "address", ethereumAccount.address),
    member("offer", "OfferItem[]", [item(0, "2500000"), item(1, "10000000000000000000000")]),
    member("consideration", "ConsiderationItem[]", []),
    member("startTime", "uint256", "1795420800"),
    member("endTime", "uint256", `${2n ** 256n - 1n}`),
    member("zoneHash", "bytes32", `0x${"0f".repeat(32)}`),
    member("isGasless", "bool", "true"),
    member("note", "string", ""),
  ],
}

export const typedDataNowhere: TypedData = {
  ...order,
  chain: null,
  primaryType: "Pledge",
  domain: [member("name", "string", "Pledges\u202E!eerf era")],
  message: [
    member("to", "Person[2]", [
      member("0", "Person", [
        member("name", "string", "Ada"),
        member("wallets", "string[]", [member("0", "string", OTHER)]),
      ]),
      member("1", "Person", [member("name", "string", "Grace"), member("wallets", "string[]", [])]),
    ]),
    member("words", "string", "I pledge what I have, and more. ".repeat(30)),
    member("proof", "bytes", `0x${"ab".repeat(600)}`),
  ],
}
