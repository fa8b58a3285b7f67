/**
 * Whom a request is counted under: the address of its socket, or what a trusted proxy says in `X-Forwarded-For`. A
 * whole IPv6 /64 is one sender, because any host has that many addresses.
 */
import { isIP } from "node:net"

export type Hop = {
  /** The socket's address; undefined where the socket is gone. */
  socket: string | undefined
  /** `X-Forwarded-For`, as it came. */
  forwarded: string | null
  /** How many proxies stand in front, each of which appends the address it was called from. 0 trusts none. */
  proxies: number
}

/** What stands for an address that nobody knows any more: such requests are counted together. */
const UNKNOWN = "unknown"

export function senderOf({ socket, forwarded, proxies }: Hop): string {
  return prefixOf(clean(claimed(forwarded, proxies)) ?? clean(socket) ?? UNKNOWN)
}

/** The entry that the outermost trusted proxy wrote; what stands left of it, the sender may have made up. */
function claimed(forwarded: string | null, proxies: number): string | undefined {
  return proxies > 0 ? forwarded?.slice(-2048).split(",").at(-proxies) : undefined
}

/** Without brackets, port, zone and the clothing of an IPv4 address as IPv6; undefined where that is no address. */
function clean(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const bare = text
    .trim()
    .replace(/^\[([^\]]*)\](:[0-9]+)?$/, "$1")
    .replace(/^([0-9.]+):[0-9]+$/, "$1")
    .replace(/%.*$/, "")
    .replace(/^::ffff:(?=[0-9]+\.)/i, "")
  return isIP(bare) === 0 ? undefined : bare.toLowerCase()
}

function prefixOf(address: string): string {
  return isIP(address) === 6 ? `${groupsOf(address).slice(0, 4).join(":")}::/64` : address
}

/** The eight groups of an IPv6 address, without leading zeros. */
function groupsOf(address: string): string[] {
  const [head = "", tail] = address.split("::")
  const left = partsOf(head)
  const right = tail === undefined ? [] : partsOf(tail)
  const gap = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => "0")
  return [...left, ...gap, ...right].map((group) => group.replace(/^0+(?=.)/, ""))
}

/** An IPv4 tail takes two groups; which, is of no account here. */
function partsOf(text: string): string[] {
  return text === "" ? [] : text.split(":").flatMap((part) => (part.includes(".") ? ["0", "0"] : [part]))
}
