/**
 * EIP-712 typed data, as `eth_signTypedData_v4` and its forerunner `_v3` take it. Where the domain names a chain, the
 * wallet must know it for this site; the site need not be on it, because the signature is good there and nowhere else.
 */
import { chainNameOf } from "~protocol"
import type { Networks } from "../chains/networks"
import type { Draft } from "../consent/desk"
import { readTypedData, type TypedDataRead } from "../typed-data/read"
import { refuseArraysAndCycles } from "../typed-data/types"
import { connectedAccount } from "./accounts"
import { networkOf } from "./ethereum-transaction"
import { refuserOf } from "./ethereum-transaction-asked"
import type { Route } from "./route"

type TypedDataMethod = "eth_signTypedData_v3" | "eth_signTypedData_v4"

export function ethSignTypedData<M extends TypedDataMethod>(
  method: M,
  networks: Networks,
): Route<TypedDataMethod> {
  const refuse = refuserOf(method)
  return {
    connected: true,
    run: async ([from, given], asking) => {
      const address = connectedAccount("ethereum", from, asking.addresses)
      const read = readTypedData(typeof given === "string" ? given : JSON.stringify(given), refuse)
      if (method === "eth_signTypedData_v3") refuseArraysAndCycles(read.types, refuse)
      const network = read.chainId === null ? null : await networkOf(read.chainId, asking, networks)
      return { consent: async () => draftOf(address, read, network && chainNameOf(network.chain)) }
    },
  }
}

function draftOf(
  address: string,
  { primaryType, domain, message, text }: TypedDataRead,
  chain: ReturnType<typeof chainNameOf> | null,
): Draft {
  const account = { family: "ethereum", address } as const
  return {
    subject: { kind: "typedData", account, chain, primaryType, domain, message },
    payload: { kind: "ethereum-typed-data", address, typedData: text },
  }
}
