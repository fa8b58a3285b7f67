/**
 * The links between the parts: a socket and a secret for each pair that talks, made anew at every start. Each part
 * has a folder of its own, which is all that its sandbox shows it.
 */
import { randomBytes } from "node:crypto"
import { chmodSync, mkdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import type { Link } from "../channel"

/** What a unix socket's address holds, on the strictest platform. */
const LONGEST_PATH = 100

export type Links = {
  /** From policy engine n to the signer and to the certifier. */
  signer: Link[]
  certifier: Link[]
  /** To policy engine n, from API m. */
  policies: Link[][]
  folderOf(part: string): string
  remove(): void
}

export function makeLinks(folder: string, policies: number, apis: number): Links {
  rmSync(folder, { recursive: true, force: true })
  const open = (path: string): string => {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    chmodSync(path, 0o700)
    return path
  }
  const linkTo = (part: string, from: string): Link => {
    const path = join(open(join(folder, part)), from)
    if (path.length > LONGEST_PATH) {
      throw new Error(`${folder} is too long a path for sockets. Set KMS_DATA_DIR to a shorter one.`)
    }
    return { path, secret: Uint8Array.from(randomBytes(32)) }
  }
  open(folder)
  const each = <T>(count: number, make: (n: number) => T): T[] =>
    Array.from({ length: count }, (_, n) => make(n))
  return {
    signer: each(policies, (n) => linkTo("signer", `policy-${n}`)),
    certifier: each(policies, (n) => linkTo("certifier", `policy-${n}`)),
    policies: each(policies, (n) => each(apis, (m) => linkTo(`policy-${n}`, `api-${m}`))),
    folderOf: (part) => join(folder, part),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** A process that died left its sockets behind, and the next could not listen there. */
export function clearSockets(links: readonly Link[]): void {
  for (const { path } of links) rmSync(path, { force: true })
}
