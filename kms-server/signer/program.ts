/**
 * The signer's process. It is started with no file, no environment and no network of its own: all it has came over
 * its control line, and all it answers is orders, over links whose secrets it was given.
 */
import { runProgram, type ServedRole, type SignerBoot, serveRole } from "../channel"
import type { AuthenticatedOrder } from "./role"
import { type OpenSigner, openSigner } from "./signer"

let signer: OpenSigner | null = null
const served: ServedRole[] = []

function started(): OpenSigner {
  if (signer === null) throw new Error("the signer was not started")
  return signer
}

runProgram({
  async start({ masterKeys, orderKey, links }: SignerBoot) {
    signer = openSigner({ masterKeys, orderKey })
    for (const key of [...masterKeys, orderKey]) key.fill(0)
    const { carryOut, state } = signer
    for (const link of links) served.push(await serveRole(link, { carryOut, state }))
  },
  // The launcher alone may unseal: no link offers it.
  async unseal({ masterKeys }: { masterKeys: Uint8Array[] }) {
    started().unseal(masterKeys)
    for (const key of masterKeys) key.fill(0)
  },
  state: () => started().state(),
  carryOut: (order: AuthenticatedOrder) => started().carryOut(order),
  async stop() {
    await Promise.all(served.map((one) => one.close()))
  },
})
