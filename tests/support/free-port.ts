/** A port of this computer that nobody listens on at the moment. */

import type { AddressInfo } from "node:net"
import { createServer } from "node:net"

export async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((listening) => probe.listen(0, "127.0.0.1", listening))
  const { port } = probe.address() as AddressInfo
  await new Promise((closed) => probe.close(closed))
  return port
}
