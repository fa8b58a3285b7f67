/** Says which of the fixed ports is taken before anything is started, so that no half of the network comes up. */
import { createServer } from "node:net"
import { localPorts } from "~protocol"

const uses: Record<keyof typeof localPorts, string> = {
  kms: "the KMS",
  ethereum: "the local Ethereum chain",
  solana: "the local Solana chain",
  demo: "the demo page",
}

export async function refuseBusyPorts(): Promise<void> {
  for (const use of Object.keys(localPorts) as (keyof typeof localPorts)[]) {
    const port = localPorts[use]
    if (await isFree(port)) continue
    throw new Error(
      `Port ${port} of 127.0.0.1 is taken, and ${uses[use]} needs it. ` +
        "Stop the program that listens there (often an earlier run of this one) and try again.",
    )
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once("error", () => resolve(false))
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)))
  })
}
