/** `kms-server verify-log`: checks the whole audit log with the keys of this installation, and changes nothing. */
import { verifyLog } from "../audit"
import { openCertifier } from "../certifier"
import { evidenceKeyOf, readIdentity } from "../launcher"
import { openDatabase } from "../store"
import { type Place, withDatabaseUrl } from "./database"
import type { Output } from "./output"

/** With the identity of this installation; its answer is 0 only where everything holds. */
export async function verify(
  place: Place & { identityKey: Uint8Array | null },
  output: Output,
): Promise<number> {
  const identityKey = place.identityKey ?? readIdentity(place.dataDirectory)
  const certifier = await openCertifier({ identityKey, measurements: null, liveKey: new Uint8Array(32) })
  const { logKey } = await certifier.identity()
  const report = await withDatabaseUrl(place, async (url) => {
    const database = await openDatabase(url)
    try {
      return await verifyLog(database, { logKey, evidenceKey: evidenceKeyOf(identityKey) })
    } finally {
      await database.close()
    }
  })
  output.tell(report, () =>
    Object.entries(report).map(([name, value]) => `${name}: ${JSON.stringify(value)}`),
  )
  return report.ok ? 0 : 1
}
