/** Whether there is room to write: a database whose disk is full still answers whoever only reads. */
import { randomBytes, randomUUID } from "node:crypto"
import { type Database, sqlStateOf } from "./database"
import { installation } from "./schema"

const DISK_FULL = "53100"
/** More than can lie in what a table has left over. */
const PROBE_BYTES = 48 * 1024

export function isOutOfRoom(thrown: unknown): boolean {
  return sqlStateOf(thrown) === DISK_FULL
}

/** Writes something and takes it back. */
export async function canWrite(database: Database): Promise<boolean> {
  const takenBack = new Error("taken back")
  try {
    await database.transaction(async (session) => {
      const value = randomBytes(PROBE_BYTES).toString("base64")
      await session.insert(installation).values({ name: `room ${randomUUID()}`, value })
      throw takenBack
    })
  } catch (thrown) {
    return thrown === takenBack
  }
  return false
}
