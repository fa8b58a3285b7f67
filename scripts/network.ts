/** What stands beside the extension: the KMS, both chains and the demo, on their fixed ports. */
import { startDemo } from "~demo"
import { startChains } from "./chains"
import { beforeTheEnd } from "./children"
import { startKmsMockProcess } from "./kms-mock-process"
import { refuseBusyPorts } from "./ports"

export type LocalNetwork = { demoUrl: string }

export async function startNetwork(): Promise<LocalNetwork> {
  await refuseBusyPorts()
  const [kms, chains, demo] = await Promise.all([startKmsMockProcess(), startChains(), startDemo()])
  beforeTheEnd(demo.stop)
  console.log(`KMS       ${kms.url}  (its seeds are public: for trying things only)`)
  console.log(`Ethereum  ${chains.ethereumUrl}`)
  console.log(`Solana    ${chains.solanaUrl}`)
  console.log(`Demo      ${demo.url}`)
  return { demoUrl: demo.url }
}
