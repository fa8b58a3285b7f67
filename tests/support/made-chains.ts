/** Ethereum chains that answer nothing but their own chain id, as many as are asked for, until they are stopped. */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

export type MadeChains = {
  port: number
  /** The number of the chain at the root, which at first is none. */
  answerAs: (number: number) => void
  stop: () => Promise<void>
}

export async function startMadeChains(): Promise<MadeChains> {
  let usual = 0
  const server = createServer((asked, answer) => {
    answer.setHeader("access-control-allow-origin", "*")
    answer.setHeader("access-control-allow-headers", "content-type")
    const result = `0x${(Number(asked.url?.slice(1)) || usual).toString(16)}`
    answer.end(JSON.stringify({ jsonrpc: "2.0", id: 1, result }))
  })
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready))
  const stop = () =>
    new Promise<void>((done) => {
      server.close(() => done())
      server.closeAllConnections()
    })
  const answerAs = (number: number) => {
    usual = number
  }
  return { port: (server.address() as AddressInfo).port, answerAs, stop }
}

/** The chain with this number as a site brings it (EIP-3085). */
export function madeChain({ port }: MadeChains, number: number) {
  return {
    chainId: `0x${number.toString(16)}`,
    chainName: `Made chain ${number}`,
    nativeCurrency: { name: "Made", symbol: "MADE", decimals: 18 },
    rpcUrls: [`http://127.0.0.1:${port}/${number}`],
  }
}
