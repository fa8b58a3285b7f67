/**
 * The operators' socket: in the data directory, of mode 0600. Who may open it is the operator; that is all the proof
 * there is, and all that such a person would need to read the launcher's memory anyway.
 */

import { rmSync } from "node:fs"
import { connect } from "node:net"
import { join } from "node:path"
import { connectRole, type Link, type RemoteRole, type ServedRole, serveRole } from "../channel"
import type { PartStatus } from "./part"
import type { Progress } from "./rotation"

export type KmsStatus = {
  pid: number
  /** Null where the signer does not answer. */
  sealed: boolean | null
  keyVersions: number[]
  debugEnclaves: boolean
  ports: number[]
  database: "embedded" | "given"
  parts: PartStatus[]
  /** SHA-384 in hex. */
  measurements: Record<string, string>
}

export type RotationStatus = Progress & { state: "idle" | "running" | "done" | "failed"; why: string | null }

export type OperatorRole = {
  status(): Promise<KmsStatus>
  /** The one that seals first. Throws where some wallet needs a key that is not among them. */
  unseal(given: { masterKeys: Uint8Array[] }): Promise<OperatorAnswer>
  /** Begins a rotation where none is running. */
  rotate(): Promise<RotationStatus>
  rotation(): Promise<RotationStatus>
  /** Where the database is, for the operator's own commands. */
  database(): Promise<{ url: string }>
}

/** Sentences for a person cross as data: an error would leave its message behind. */
export type OperatorAnswer = { ok: true } | { ok: false; why: string }

const names = ["status", "unseal", "rotate", "rotation", "database"] as const

/** The socket's mode is what guards it, so the secret is none. */
function linkIn(dataDirectory: string): Link {
  return { path: join(dataDirectory, "operators.sock"), secret: new Uint8Array(32) }
}

/** Refuses where a KMS already serves this data directory. */
export async function serveOperators(dataDirectory: string, role: OperatorRole): Promise<ServedRole> {
  const link = linkIn(dataDirectory)
  await refuseSecond(dataDirectory)
  rmSync(link.path, { force: true })
  return serveRole(link, role)
}

export async function refuseSecond(dataDirectory: string): Promise<void> {
  if (await isAnswered(linkIn(dataDirectory).path)) {
    throw new Error(`A KMS is already running on ${dataDirectory}.`)
  }
}

/** Null where no KMS runs on this data directory. */
export async function findRunning(dataDirectory: string): Promise<RemoteRole<OperatorRole> | null> {
  const link = linkIn(dataDirectory)
  return (await isAnswered(link.path)) ? connectRole<OperatorRole>(link, names) : null
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once("connect", () => {
      socket.destroy()
      resolve(true)
    })
    socket.once("error", () => resolve(false))
  })
}
