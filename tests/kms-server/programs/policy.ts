/** A policy engine for the launcher's tests: it passes on to its neighbours what it is asked, and can be made to die. */
import { createHmac, randomBytes } from "node:crypto"
import { encode } from "cborg"
import { connectRole, type PolicyBoot, runProgram, type ServedRole, serveRole } from "~kms-server/channel"

type Ask = (asked: unknown) => Promise<unknown>
type Neighbours = { signer: { carryOut: Ask; state: Ask; reach: Ask }; certifier: { vouch: Ask } }

const liveKey = Uint8Array.from(randomBytes(32))
const served: ServedRole[] = []
let orderKey = new Uint8Array()
let neighbours: Neighbours | null = null

function around(): Neighbours {
  if (neighbours === null) throw new Error("not started")
  return neighbours
}

function ordered(task: unknown): { bytes: Uint8Array; mac: Uint8Array } {
  const bytes = encode({ id: "1", decisionId: "1", expiresAt: 0, task })
  return { bytes, mac: Uint8Array.from(createHmac("sha256", orderKey).update(bytes).digest()) }
}

const role = {
  liveKey: async () => liveKey,
  pid: async () => process.pid,
  sign: async () => around().signer.carryOut(ordered({ do: "sign" })),
  forge: async () => around().signer.carryOut({ ...ordered({ do: "sign" }), mac: new Uint8Array(32) }),
  state: async () => around().signer.state(null),
  reach: async (asked: unknown) => around().signer.reach(asked),
  vouched: async () => around().certifier.vouch(null),
  wait: (ms: number) => new Promise((resolve) => setTimeout(() => resolve("waited"), ms)),
  die: async () => process.exit(7),
}

runProgram({
  liveKey: role.liveKey,
  async start(boot: PolicyBoot) {
    if (boot.settings === "never starts") throw new Error("these settings")
    orderKey = Uint8Array.from(boot.orderKey)
    neighbours = {
      signer: connectRole<Neighbours["signer"]>(boot.signer, ["carryOut", "state", "reach"]).role,
      certifier: connectRole<Neighbours["certifier"]>(boot.certifier, ["vouch"]).role,
    }
    for (const link of boot.links) served.push(await serveRole(link, role))
  },
  async stop() {
    await Promise.all(served.map((one) => one.close()))
  },
})
