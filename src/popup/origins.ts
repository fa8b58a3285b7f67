/** The parts of an origin, so that a view can stress the host: the one part that says who is asking. */

export type OriginParts = { scheme: string; host: string; port: string; isThisComputer: boolean }

const THIS_COMPUTER = ["localhost", "127.0.0.1", "[::1]"]

/** An origin comes from the browser; one that is no URL is shown whole, as host. */
export function originPartsOf(origin: string): OriginParts {
  if (!URL.canParse(origin)) return { scheme: "", host: origin, port: "", isThisComputer: false }
  const { protocol, hostname, port } = new URL(origin)
  return {
    scheme: `${protocol}//`,
    host: hostname,
    port: port && `:${port}`,
    isThisComputer: THIS_COMPUTER.includes(hostname),
  }
}
