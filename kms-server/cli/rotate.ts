/**
 * `kms-server rotate-master-key`: seals every wallet anew under the first of the master keys. Through the KMS that is
 * running, which then needs both keys; or, where none is, by a signer in this process for as long as it takes.
 */
import { randomBytes } from "node:crypto"
import { setTimeout as wait } from "node:timers/promises"
import { findRunning, type OperatorRole, type Progress, rotateMasterKey } from "../launcher"
import { openDatabase } from "../store"
import type { Environment } from "./config"
import { type Place, withDatabaseUrl } from "./database"
import { takeMasterKeys } from "./keys"
import type { Output } from "./output"
import type { SignerRoom } from "./terms"

const POLL_MS = 200

export async function rotate(
  place: Place,
  keyFile: string | undefined,
  environment: Environment,
  output: Output,
  room: SignerRoom,
): Promise<number> {
  const running = await findRunning(place.dataDirectory)
  const done = running
    ? await rotateThere(running.role, output).finally(() => running.close())
    : await rotateHere(place, await takeMasterKeys(keyFile, environment), output, room)
  output.tell({ resealed: done }, () =>
    done === 0
      ? "No wallet had to be sealed anew."
      : `${done} wallets were sealed anew. The old key is needed no more, but by backups from before.`,
  )
  return 0
}

async function rotateThere(role: OperatorRole, output: Output): Promise<number> {
  for (let now = await role.rotate(); ; now = await role.rotation()) {
    if (now.state === "done") return now.done
    if (now.state === "failed")
      throw new Error(`The rotation stopped: ${now.why} Nothing is lost; run it again.`)
    tellProgress(now, output)
    await wait(POLL_MS)
  }
}

function rotateHere(
  place: Place,
  masterKeys: Uint8Array[],
  output: Output,
  room: SignerRoom,
): Promise<number> {
  return withDatabaseUrl(place, async (url) => {
    const session = await openDatabase(url)
    const orderKey = Uint8Array.from(randomBytes(32))
    try {
      const signer = room.openSigner({ masterKeys, orderKey })
      const report = (progress: Progress): void => tellProgress(progress, output)
      return await rotateMasterKey({ session, signer, orderKey, terms: room, report })
    } finally {
      for (const key of masterKeys) key.fill(0)
      await session.close()
    }
  })
}

function tellProgress({ done, left }: Progress, output: Output): void {
  output.note(`${done} sealed anew, ${left} to go`)
}
