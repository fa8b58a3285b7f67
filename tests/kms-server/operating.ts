/** What an operator would look at in the end: that the log is whole, how much was signed, which process the database is. */
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { expect } from "vitest"
import { verifyLog } from "~kms-server"
import { readAudit } from "~kms-server/audit"
import { openCertifier } from "~kms-server/certifier"
import { evidenceKeyOf } from "~kms-server/launcher"
import type { Database } from "~kms-server/store"
import type { Installation } from "./servers"
import { seenBy } from "./small-disk"

export async function expectHonestLog(database: Database, installation: Installation) {
  const identityKey = Buffer.from(installation.identityKey, "hex")
  const certifier = await openCertifier({ identityKey, measurements: null, liveKey: new Uint8Array(32) })
  const { logKey } = await certifier.identity()
  const report = await verifyLog(database, { logKey, evidenceKey: evidenceKeyOf(identityKey) })
  expect(report.findings).toEqual([])
  expect(report.ok).toBe(true)
  return report
}

export async function signaturesIn(database: Database): Promise<number> {
  return (await readAudit(database)).filter(({ outcome }) => outcome === "signed").length
}

/** 0 where none runs. `pid`: the process whose view of the files counts. */
export async function findPostmaster(data: string, pid = process.pid): Promise<number> {
  const text = await readFile(join(seenBy(pid, data), "postmaster.pid"), "utf8").catch(() => "0")
  return Number(text.split("\n")[0])
}
