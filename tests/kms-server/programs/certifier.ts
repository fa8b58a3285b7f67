/** A certifier for the launcher's tests: it says for which key it vouches, over which link, and what was measured. */
import {
  type CertifierBoot,
  runProgram,
  type ServedRole,
  serveRole,
  type Vouching,
} from "~kms-server/channel"

const keys = new Map<string, Uint8Array>()
const served: ServedRole[] = []

runProgram({
  async start({ links, measurements, identityKey }: CertifierBoot) {
    for (const link of links) {
      const vouch = async () => ({ liveKey: keys.get(link.path), measurements, identity: identityKey.length })
      served.push(await serveRole(link, { vouch }))
    }
  },
  async vouch({ path, liveKey }: Vouching) {
    keys.set(path, liveKey)
  },
  async stop() {
    await Promise.all(served.map((one) => one.close()))
  },
})
