/**
 * Sign-in messages: EIP-4361 (SIWE) and its Solana sibling (SIWS), read from the text that is signed. A text that says
 * somewhere that it is a sign-in, and is none to the last character, counts as malformed: whoever checks it later may
 * read it more kindly. It refuses nothing; what is wrong is told to the person.
 */
import type { SignIn, SignInProblem } from "~protocol"
import { domainProblems } from "./sign-in-domain"
import { fieldsOf, type SignInFields } from "./sign-in-fields"

/** Who asks for the sign-in, as whom, and on which chain (a number, or a Solana cluster); null where none is known. */
export type SignInAsker = { origin: string; address: string; chainId: string | null; now: number }

/** What a sign-in says of itself; `scheme` is the one before its domain. */
export type SignInClaim = Omit<SignIn, "problems" | "chainName"> & { scheme: string | null }

const LIKENESS = /wants you to sign in with your (ethereum|solana) account/i
const HEAD =
  /^(?:([A-Za-z][A-Za-z0-9+.-]*):\/\/)?([^\n]+) wants you to sign in with your (Ethereum|Solana) account:$/
/** Longer than any sign-in is. */
const MAX_LENGTH = 16_384

export function looksLikeSignIn(text: string): boolean {
  return LIKENESS.test(text)
}

/** The sign-in that `text` is, or looks like; null where it does not look like one. */
export function readSignIn(text: string, asker: SignInAsker): SignIn | null {
  const likeness = LIKENESS.exec(text)
  if (likeness === null) return null
  const [first = "", ...lines] = text.length > MAX_LENGTH ? [] : text.split("\n")
  const [, scheme = null, domain = "", network] = HEAD.exec(first) ?? []
  const isEthereum = (network ?? likeness[1])?.toLowerCase() === "ethereum"
  const standard = isEthereum ? ("SIWE" as const) : ("SIWS" as const)
  const fields = network === undefined ? null : fieldsOf(standard, lines)
  const claim = { ...claimOf(fields, lines), standard, domain }
  const isMalformed = fields === null || (standard === "SIWS" && scheme !== null)
  const problems = network === undefined ? [] : signInProblems({ ...claim, scheme }, asker)
  return {
    ...claim,
    chainName: null,
    problems: [...new Set([...(isMalformed ? (["malformed"] as const) : []), ...problems])],
  }
}

/** What does not fit who asks, and when; each part on its own. */
export function signInProblems(claim: SignInClaim, asker: SignInAsker): SignInProblem[] {
  const { address, chainId, expirationTime, notBefore } = claim
  const problems: SignInProblem[] = [...domainProblems(claim, asker.origin)]
  if (address !== "" && !isSameAddress(address, asker.address)) problems.push("address-differs")
  if (chainId !== null && asker.chainId !== null && chainId !== asker.chainId) problems.push("chain-differs")
  if (expirationTime !== null && Date.parse(expirationTime) <= asker.now) problems.push("expired")
  if (notBefore !== null && Date.parse(notBefore) > asker.now) problems.push("not-yet-valid")
  return problems
}

function claimOf(fields: SignInFields | null, [address = ""]: string[]) {
  const of = (label: string) => fields?.values.get(label) ?? null
  return {
    address: fields === null ? "" : address,
    statement: fields?.statement ?? null,
    uri: of("URI"),
    chainId: of("Chain ID"),
    nonce: of("Nonce"),
    issuedAt: of("Issued At"),
    expirationTime: of("Expiration Time"),
    notBefore: of("Not Before"),
    resources: fields?.resources ?? [],
  }
}

/** Letter case means something in base58; in hex it is only a checksum. */
function isSameAddress(a: string, b: string): boolean {
  return a.startsWith("0x") ? a.toLowerCase() === b.toLowerCase() : a === b
}
