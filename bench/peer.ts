/** anvil with its unlocked keys: a program that signs at once, asks nobody, and remembers nothing. */
import { localPorts } from "~protocol"
import { startEthereum } from "~scripts"
import type { Stamped } from "./requests"

export type Peer = { port: number; requests(count: number): Stamped[]; stop(): Promise<void> }

/** The first of anvil's well-known accounts. */
const FROM = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"

export async function startPeer(): Promise<Peer> {
  const program = await startEthereum()
  return { port: localPorts.ethereum, requests, stop: program.stop }
}

function requests(count: number): Stamped[] {
  return Array.from({ length: count }, (_, nonce) => {
    const transaction = {
      ...{ from: FROM, to: "0x1111111111111111111111111111111111111111", value: "0x3e8", gas: "0x5208" },
      ...{ maxFeePerGas: "0x3b9aca00", maxPriorityFeePerGas: "0x3b9aca00", nonce: `0x${nonce.toString(16)}` },
    }
    const body = JSON.stringify({
      jsonrpc: "2.0",
      id: nonce,
      method: "eth_signTransaction",
      params: [transaction],
    })
    return { body, stamp: "" }
  })
}
