/**
 * Sign-in messages: EIP-4361 and its Solana sibling. A text that is one to the last character is a sign-in; any other
 * text is only a text, however it begins.
 */
import type { SignIn } from "../facts"

/** A host with an optional port: nothing that a person could take for another host, such as `known.example@evil`. */
const HOST = String.raw`(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?`
const URI = String.raw`[A-Za-z][A-Za-z0-9+.-]*:[\x21-\x7e]+`
const TIME = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)`

const ETHEREUM_HEAD = new RegExp(
  `^(?:[a-z][a-z0-9+.-]*://)?(${HOST}) wants you to sign in with your Ethereum account:$`,
)
const SOLANA_HEAD = new RegExp(`^(${HOST}) wants you to sign in with your Solana account:$`)

type Field = { label: string; pattern: RegExp }

const field = (label: string, pattern: string): Field => ({ label, pattern: new RegExp(`^${pattern}$`) })

const needed = [
  field("URI", URI),
  field("Version", "1"),
  field("Chain ID", "[0-9]{1,78}"),
  field("Nonce", "[A-Za-z0-9]{8,}"),
  field("Issued At", TIME),
]
const asked = [
  field("URI", URI),
  field("Version", "1"),
  field("Chain ID", "[A-Za-z0-9:-]{1,64}"),
  field("Nonce", "[A-Za-z0-9]{8,}"),
  field("Issued At", TIME),
]
const optional = [
  field("Expiration Time", TIME),
  field("Not Before", TIME),
  field("Request ID", String.raw`[\x21-\x7e]*`),
]
const RESOURCES = "Resources:"
const RESOURCE = new RegExp(`^- ${URI}$`)

/** Longer than any sign-in is. */
const MAX_LENGTH = 16_384

/** EIP-4361, all of whose members up to `Issued At` are there; the address is in lower case. */
export function readEthereumSignIn(text: string): SignIn | null {
  if (text.length > MAX_LENGTH) return null
  const [head = "", address = "", blank, ...rest] = text.split("\n")
  const domain = ETHEREUM_HEAD.exec(head)?.[1]
  if (!domain || !/^0x[0-9a-fA-F]{40}$/.test(address) || blank !== "") return null
  // A statement is one line and an empty one behind it; without a statement the empty line stays.
  const hasStatement = rest[0] !== ""
  const fields = readFields(rest.slice(hasStatement ? 2 : 1), needed, needed.length)
  if (!fields || (hasStatement && rest[1] !== "")) return null
  return signInOf(domain, address.toLowerCase(), fields)
}

/** The Solana one, in which everything behind the address may be left out. */
export function readSolanaSignIn(text: string): SignIn | null {
  if (text.length > MAX_LENGTH) return null
  const [first = "", ...paragraphs] = text.split("\n\n")
  const [head = "", address = "", ...more] = first.split("\n")
  const domain = SOLANA_HEAD.exec(head)?.[1]
  if (!domain || !/^[1-9A-HJ-NP-Za-km-z]{32,44}$/.test(address) || more.length > 0) return null
  const [one, two, ...others] = paragraphs
  if (others.length > 0) return null
  if (one === undefined) return signInOf(domain, address, new Map())
  const fields = readFields((two ?? one).split("\n"), asked, 0)
  const isStatement = one !== "" && !one.includes("\n")
  if (fields && (two === undefined || isStatement)) return signInOf(domain, address, fields)
  return two === undefined && isStatement ? signInOf(domain, address, new Map()) : null
}

function signInOf(domain: string, address: string, fields: ReadonlyMap<string, string>): SignIn {
  const of = (label: string) => fields.get(label) ?? ""
  return { domain, address, uri: of("URI"), chainId: of("Chain ID"), nonce: of("Nonce") }
}

/** The fields in their order, to the last line; the first `least` of them must be there. */
function readFields(
  lines: readonly string[],
  first: readonly Field[],
  least: number,
): Map<string, string> | null {
  const found = new Map<string, string>()
  let at = 0
  for (const [place, { label, pattern }] of [...first, ...optional].entries()) {
    const line = lines[at]
    const value = line?.startsWith(`${label}: `) ? line.slice(label.length + 2) : null
    if (value !== null && pattern.test(value)) {
      found.set(label, value)
      at += 1
    } else if (place < least) return null
  }
  const resources = lines.slice(at)
  const areResources = resources[0] === RESOURCES && resources.slice(1).every((line) => RESOURCE.test(line))
  return resources.length === 0 || areResources ? found : null
}
