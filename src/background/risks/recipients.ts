/**
 * To whom things go: for the first time, to an address that looks like a known one (which is how people are made to
 * copy a wrong one from their history), to nobody, or to the contract of a token.
 */
import type { Action, Reading, Risk } from "~protocol"
import { type Appraisal, endsOf, isOwnAddress, isSameAddress, riskOf, spell } from "./appraisal"
import { everyReading } from "./walk"

/** `names`: the address, and the token accounts that stand for it. `asset`: null where it is several. */
type Recipient = {
  to: string
  names: string[]
  asset: string | null
  isCurrency: boolean
  protocol: string | null
}

/** Precompiled contracts, one digit over and over, and the two known spellings of "dead". */
const BURNT_ETHEREUM = /^0x(?:0{36}[0-9a-f]{4}|([0-9a-f])\1{39}|dead0{36}|dead0{16}42069420694206942069)$/
/** Programs, and the place where Solana burns fees. */
const BURNT_SOLANA = new Set([
  "1nc1nerator11111111111111111111111111111111",
  "11111111111111111111111111111111",
  "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA",
  "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb",
  "ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL",
  "ComputeBudget111111111111111111111111111111",
])

export function recipientRisks(appraisal: Appraisal): Risk[] {
  return everyReading(appraisal).flatMap(({ reading, place }) =>
    recipientsOf(reading).flatMap((recipient) => riskOfRecipient(recipient, place, appraisal)),
  )
}

function recipientsOf(reading: Reading): Recipient[] {
  const { action, protocol } = reading
  if (action.type === "send") {
    const { address, tokenId } = action.asset
    const names = [action.to, ...destinationsOf(reading)]
    const isCurrency = address === null && tokenId === null
    return [{ to: action.to, names, asset: address, isCurrency, protocol }]
  }
  const to = recipientOfTrade(action)
  return to === null ? [] : [{ to, names: [to], asset: null, isCurrency: false, protocol }]
}

function recipientOfTrade(action: Action): string | null {
  return action.type === "swap" || action.type === "order" ? action.recipient : null
}

/** An account that holds tokens for somebody is known by its own address as well. */
function destinationsOf({ members }: Reading): string[] {
  return members.flatMap(({ name, value }) =>
    name === "destination" && typeof value === "string" ? [value] : [],
  )
}

function riskOfRecipient(recipient: Recipient, place: number | null, appraisal: Appraisal): Risk[] {
  const { to, names } = recipient
  if (names.some((name) => isOwnAddress(name, appraisal))) return []
  if (isBurnt(to)) return [riskOf("burn-address", { to }, place)]
  if (isTokenContract(recipient, appraisal)) return [riskOf("token-as-recipient", { to }, place)]
  if (names.some((name) => appraisal.sentTo.has(spell(name)))) return []
  const like = appraisal.byEnds.get(endsOf(to))
  if (like !== undefined) return [riskOf("look-alike-recipient", { to, like }, place)]
  return [riskOf("new-recipient", { to }, place)]
}

function isBurnt(to: string): boolean {
  return BURNT_ETHEREUM.test(to.toLowerCase()) || BURNT_SOLANA.has(to) || /^Sysvar.+1{6}/.test(to)
}

/** Currency sent to the contract that wraps it is wrapped. */
function isTokenContract({ to, asset, isCurrency, protocol }: Recipient, { isToken }: Appraisal): boolean {
  const isItself = asset !== null && isSameAddress(asset, to)
  const wraps = isCurrency && protocol !== null && /^W[A-Z]+$/.test(protocol)
  return isItself || (isToken(to) && !wraps)
}
