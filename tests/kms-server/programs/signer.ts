/** A signer for the launcher's tests: it starts, unseals and stops as the real one does, and its seals are letters. */
import { createHash, createHmac, timingSafeEqual } from "node:crypto"
import { readFileSync } from "node:fs"
import { createConnection } from "node:net"
import { decode } from "cborg"
import { runProgram, type ServedRole, type SignerBoot, serveRole } from "~kms-server/channel"
import type { AuthenticatedOrder, Order } from "~kms-server/signer/role"
import { fault } from "~protocol"

let boot: SignerBoot = { masterKeys: [], orderKey: new Uint8Array(), links: [] }
const served: ServedRole[] = []

const versions = () => boot.masterKeys.map((key) => createHash("sha256").update(key).digest().readUInt32BE())

const role = {
  async state() {
    return { sealed: boot.masterKeys.length === 0, keyVersions: versions() }
  },
  async carryOut({ bytes, mac }: AuthenticatedOrder) {
    const [keyVersion] = versions()
    if (keyVersion === undefined) throw fault("KMS_SEALED")
    if (!timingSafeEqual(mac, createHmac("sha256", boot.orderKey).update(bytes).digest())) {
      throw fault("ORDER_REFUSED", { why: "it was altered" })
    }
    const { task }: Order = decode(bytes)
    if (task.do !== "reseal") return { signed: Uint8Array.from(bytes).reverse() }
    if (!versions().includes(task.wallet.keyVersion)) throw fault("SECRET_REFUSED", { where: "its seal" })
    return { keyVersion, sealed: `${task.wallet.sealed}+` }
  },
  /** What this process can reach: names of what it got at, for the test to find empty. */
  async reach({ files, ports }: { files: string[]; ports: number[] }) {
    const read = files.filter((file) => {
      try {
        return readFileSync(file).length >= 0
      } catch {
        return false
      }
    })
    const open = await Promise.all(ports.map(isOpen))
    return { read, open: ports.filter((_, n) => open[n]), environment: Object.keys(process.env) }
  },
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: "127.0.0.1" })
    socket.once("connect", () => {
      socket.destroy()
      resolve(true)
    })
    socket.once("error", () => resolve(false))
  })
}

runProgram({
  ...role,
  async start(given: SignerBoot) {
    boot = given
    for (const link of given.links) served.push(await serveRole(link, role))
  },
  async unseal({ masterKeys }: { masterKeys: Uint8Array[] }) {
    boot = { ...boot, masterKeys }
  },
  async stop() {
    await Promise.all(served.map((one) => one.close()))
  },
})
