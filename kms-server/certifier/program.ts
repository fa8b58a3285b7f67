/**
 * The certifier's process. It vouches, over each link, for the one live key that the launcher named for that link:
 * what the policy engine at the other end says of itself is not asked.
 */
import { fault } from "~protocol"
import { type CertifierBoot, runProgram, type ServedRole, serveRole, type Vouching } from "../channel"
import { openCertifier } from "./certifier"
import type { AttestationRequest, Certifier } from "./role"

let boot: CertifierBoot | null = null
const certifiers = new Map<string, Certifier>()
const served: ServedRole[] = []

function certifierOf(path: string): Certifier {
  const certifier = certifiers.get(path)
  // It has only just begun: the launcher names the keys right after its start.
  if (certifier === undefined) throw fault("UNAVAILABLE")
  return certifier
}

runProgram({
  async start(given: CertifierBoot) {
    boot = given
    for (const link of given.links) {
      const certifier: Certifier = {
        attest: async (asked: AttestationRequest) => certifierOf(link.path).attest(asked),
        signCheckpoint: async (tree) => certifierOf(link.path).signCheckpoint(tree),
        identity: async () => certifierOf(link.path).identity(),
      }
      served.push(await serveRole(link, certifier))
    }
  },
  async vouch({ path, liveKey }: Vouching) {
    if (boot === null) throw new Error("the certifier was not started")
    const { identityKey, measurements } = boot
    certifiers.set(path, await openCertifier({ identityKey, measurements, liveKey }))
  },
  async stop() {
    await Promise.all(served.map((one) => one.close()))
  },
})
