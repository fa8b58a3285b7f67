/**
 * Fetches a small JSON document from an address that a stranger may have named. It follows no redirect, waits three
 * seconds, reads 64 KiB, and connects to the very address that it has looked at: private networks are refused, unless
 * the operator says that the issuers live there.
 */
import { type LookupAddress, lookup } from "node:dns"
import { get as getHttp, type IncomingMessage } from "node:http"
import { get as getHttps } from "node:https"
import { BlockList, isIP, type LookupFunction } from "node:net"

export type FetchJson = (url: string) => Promise<unknown>

export type FetchConfig = {
  /** Lets addresses be private, and lets loopback be reached over http. */
  allowPrivate?: boolean
  /** More authorities, in PEM, than the system trusts. */
  authorities?: readonly string[]
}

const TIME_OUT_MS = 3000
const MAX_BYTES = 65_536

/** IANA's special-purpose registries, and the ways in which one address family hides the other. */
const PRIVATE: readonly [string, number, "ipv4" | "ipv6"][] = [
  ["0.0.0.0", 8, "ipv4"],
  ["10.0.0.0", 8, "ipv4"],
  ["100.64.0.0", 10, "ipv4"],
  ["127.0.0.0", 8, "ipv4"],
  ["169.254.0.0", 16, "ipv4"],
  ["172.16.0.0", 12, "ipv4"],
  ["192.0.0.0", 24, "ipv4"],
  ["192.0.2.0", 24, "ipv4"],
  ["192.88.99.0", 24, "ipv4"],
  ["192.168.0.0", 16, "ipv4"],
  ["198.18.0.0", 15, "ipv4"],
  ["198.51.100.0", 24, "ipv4"],
  ["203.0.113.0", 24, "ipv4"],
  ["224.0.0.0", 3, "ipv4"],
]

const privateV4 = new BlockList()
for (const [network, prefix, family] of PRIVATE) privateV4.addSubnet(network, prefix, family)

/** Global unicast, 2000::/3, is all of IPv6 that is public; these are the parts of it that are not. */
const globalV6 = new BlockList()
globalV6.addSubnet("2000::", 3, "ipv6")
const privateV6 = new BlockList()
for (const [network, prefix] of [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const) {
  privateV6.addSubnet(network, prefix, "ipv6")
}

/** Anything that is not plainly an address of the public internet is private. */
export function isPrivate(address: string): boolean {
  if (isIP(address) === 4) return privateV4.check(address, "ipv4")
  if (isIP(address) === 6) return !globalV6.check(address, "ipv6") || privateV6.check(address, "ipv6")
  return true
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(\.[0-9]{1,3}){3}$/.test(host)
}

export function openFetchJson({ allowPrivate = false, authorities = [] }: FetchConfig = {}): FetchJson {
  return async (text) => {
    const url = new URL(text)
    const mayBePlain = allowPrivate && isLoopback(url.hostname)
    if (url.protocol !== "https:" && !(url.protocol === "http:" && mayBePlain))
      throw new Error("it is not https")
    if (url.username !== "" || url.password !== "") throw new Error("it has a password in it")
    const host = url.hostname.replace(/^\[|\]$/g, "")
    if (!allowPrivate && isIP(host) !== 0 && isPrivate(host)) throw new Error("it is a private address")
    return JSON.parse(await readText(url, { allowPrivate, authorities }))
  }
}

function readText(url: URL, { allowPrivate, authorities }: Required<FetchConfig>): Promise<string> {
  const options = {
    agent: false as const,
    headers: { accept: "application/json" },
    lookup: allowPrivate ? lookup : lookupPublic,
    signal: AbortSignal.timeout(TIME_OUT_MS),
    ...(authorities.length > 0 ? { ca: [...authorities] } : {}),
  }
  return new Promise((resolve, reject) => {
    const receive = (response: IncomingMessage) => readBody(response).then(resolve, reject)
    const request =
      url.protocol === "https:" ? getHttps(url, options, receive) : getHttp(url, options, receive)
    request.on("error", reject)
  })
}

async function readBody(response: IncomingMessage): Promise<string> {
  try {
    if (response.statusCode !== 200) throw new Error("it did not answer 200")
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of response) {
      size += chunk.length
      if (size > MAX_BYTES) throw new Error("it is too large")
      chunks.push(chunk)
    }
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks))
  } finally {
    response.destroy()
  }
}

/** What is looked at is what is connected to: a name that points elsewhere a moment later gains nothing. */
const lookupPublic: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (failure, addresses: LookupAddress[]) => {
    if (failure) return callback(failure, "", 0)
    const [first] = addresses
    if (first === undefined || addresses.some(({ address }) => isPrivate(address))) {
      return callback(new Error("it leads to a private address"), "", 0)
    }
    return options.all ? callback(null, addresses) : callback(null, first.address, first.family)
  })
}
