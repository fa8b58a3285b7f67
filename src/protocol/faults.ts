/**
 * Everything that can go wrong, in one table: code → typed context, the sentence a person reads, the HTTP status
 * the KMS answers with, and the number a page gets (EIP-1193, EIP-1474). A new fault is one row. No context has a
 * field that could hold a key, a token or a payload.
 */

type Row<Context> = { http: number; page: number; sentence: (context: Context) => string }

function row<Context = Record<never, never>>(
  http: number,
  page: number,
  sentence: (context: Context) => string,
): Row<Context> {
  return { http, page, sentence }
}

export type OriginRefusal = "opaque" | "insecure" | "file" | "not-a-page" | "prerendered"

const originRefusals: Record<OriginRefusal, string> = {
  opaque: "This frame has no origin of its own (it is sandboxed), so the wallet cannot tell who is asking.",
  insecure: "The wallet answers pages over https, and over http only on localhost, 127.0.0.1 and [::1].",
  file: "The wallet does not answer pages opened from a file. Serve the page over https or from localhost.",
  "not-a-page": "Only a page in a tab can ask the wallet.",
  prerendered: "This page is not visible yet. It can ask once it is shown.",
}

export type ChangeRefusal =
  | "kind"
  | "not-offered"
  | "needed"
  | "more"
  | "over-limit"
  | "not-an-approval"
  | "not-a-token"

const changeRefusals: Record<ChangeRefusal, string> = {
  kind: "This request has nothing of that kind to change.",
  "not-offered": "Only what the request offers can be chosen.",
  needed: "The site needs at least one of these.",
  more: "An approval can be made smaller and never larger.",
  "over-limit": "A limit can be made lower and never higher than what was asked.",
  "not-an-approval": "The wallet cannot change this call.",
  "not-a-token":
    "The network could not confirm that this is a token with decimals, so its approval stays as it is.",
}

export type SendRefusal =
  | "nothing"
  | "recipient"
  | "balance"
  | "fee"
  | "too-little-for-new"
  | "leaves-too-little"
  | "frozen"
  | "not-an-owner"
  | "refused"
  | "no-token"

const sendRefusals: Record<SendRefusal, string> = {
  nothing: "There is nothing to send: the amount is zero.",
  recipient: "This is no address that can receive it.",
  balance: "The account does not hold that much.",
  fee: "The account does not hold enough for the fee.",
  "too-little-for-new":
    "The recipient's account does not exist yet, and this is less than a new account takes.",
  "leaves-too-little":
    "This leaves less on the account than the network lets it keep. Send a little less, or everything.",
  frozen: "The issuer of this token has frozen the account.",
  "not-an-owner": "This address is a token or the account of one, and not somebody's own address.",
  refused: "The network says that this transfer would fail.",
  "no-token": "There is no such token on this chain.",
}

export const faults = {
  // What a page or a person did
  USER_REJECTED: row(400, 4001, () => "The request was rejected in the wallet."),
  CONSENT_EXPIRED: row(400, 4001, () => "The request was not answered in time."),
  CONSENT_UNKNOWN: row<{ id: string }>(404, -32000, () => "This request is no longer open."),
  CONSENT_MISMATCH: row(409, -32000, () => "The request is not the one that was shown. Nothing was signed."),
  /** `risk`: its code in the table of risks. */
  CONSENT_BLOCKED: row<{ risk: string }>(
    403,
    4001,
    ({ risk }) => `The wallet does not let this be agreed to (${risk}).`,
  ),
  CONSENT_CHANGE_REFUSED: row<{ why: ChangeRefusal }>(400, -32000, ({ why }) => changeRefusals[why]),
  PAGE_LEFT: row(400, 4900, () => "The page that asked has gone."),
  WALLET_DISCONNECTED: row(400, 4900, () => "The wallet extension was updated or removed. Reload the page."),
  ORIGIN_REFUSED: row<{ why: OriginRefusal }>(403, 4100, ({ why }) => originRefusals[why]),
  ORIGIN_NOT_CONNECTED: row<{ origin: string }>(
    403,
    4100,
    ({ origin }) => `${origin} is not connected to the wallet. Ask to connect first.`,
  ),
  ACCOUNT_NOT_CONNECTED: row<{ address: string }>(
    403,
    4100,
    ({ address }) => `The account ${address} is not connected to this site.`,
  ),
  /** `why`: where it is left out on purpose. */
  METHOD_UNSUPPORTED: row<{ method: string; why?: string }>(404, 4200, ({ method, why }) =>
    why === undefined
      ? `The wallet does not offer ${method}.`
      : `The wallet does not offer ${method}: ${why}.`,
  ),
  CHAIN_UNSUPPORTED: row<{ chain: string }>(
    404,
    4901,
    ({ chain }) => `The wallet does not know the chain ${chain}.`,
  ),
  PARAMS_INVALID: row<{ method: string; where: string }>(
    400,
    -32602,
    ({ method, where }) => `${method} was called with parameters it cannot take: ${where}.`,
  ),
  TOO_MANY_REQUESTS: row<{ limit: number }>(
    429,
    -32002,
    ({ limit }) => `This site already has ${limit} open requests. Answer those in the wallet first.`,
  ),
  SITE_SLOWED: row<{ site: string; retryAfterMs: number }>(
    429,
    -32002,
    ({ site, retryAfterMs }) =>
      `Requests of ${site} were rejected again and again. It can ask again in ${Math.ceil(retryAfterMs / 1000)} seconds.`,
  ),
  SCOPE_NOT_GRANTED: row<{ scope: string; method: string }>(
    403,
    4100,
    ({ scope, method }) => `The session of this site does not cover ${method} in the scope ${scope}.`,
  ),
  SCOPE_CHAINS_UNSUPPORTED: row<{ scope: string }>(
    404,
    5100,
    ({ scope }) => `Requested chains are not supported: ${scope}.`,
  ),
  SCOPE_METHODS_UNSUPPORTED: row<{ scope: string; method: string }>(
    404,
    5101,
    ({ scope, method }) => `Requested methods are not supported: ${method} in ${scope}.`,
  ),
  SCOPE_NOTIFICATIONS_UNSUPPORTED: row<{ scope: string; notification: string }>(
    404,
    5102,
    ({ scope, notification }) => `Requested notifications are not supported: ${notification} in ${scope}.`,
  ),
  SCOPE_MISMATCH: row<{ scope: string; chain: string }>(
    400,
    5203,
    ({ scope, chain }) => `Scope and chain do not match: ${chain} in ${scope}.`,
  ),
  SCOPED_PROPERTIES_INVALID: row(400, 5300, () => "Invalid scopedProperties requested."),
  SESSION_PROPERTIES_INVALID: row(400, 5302, () => "Invalid sessionProperties requested."),
  CAPABILITY_UNSUPPORTED: row<{ capability: string }>(
    400,
    5700,
    ({ capability }) => `The wallet does not have the capability ${capability}, which the calls need.`,
  ),
  CALLS_CHAIN_UNSUPPORTED: row<{ chain: string }>(
    404,
    5710,
    ({ chain }) => `The wallet does not know the chain ${chain}.`,
  ),
  CALLS_ID_TAKEN: row(409, 5720, () => "This site has given that id to other calls already."),
  CALLS_UNKNOWN: row(404, 5730, () => "This site has sent no calls under that id."),
  CALLS_TOO_MANY: row<{ limit: number }>(
    400,
    5740,
    ({ limit }) => `The wallet takes ${limit} calls at once and no more.`,
  ),
  ATOMICITY_UNSUPPORTED: row(
    400,
    5760,
    () =>
      "The wallet sends calls as transactions of their own, so it cannot promise that all or none happen.",
  ),
  WALLET_LOCKED: row(403, 4100, () => "The wallet is locked. Unlock it first."),
  LOCK_PROOF_WRONG: row(403, -32603, () => "That does not open the wallet."),
  LOCK_WAITS: row<{ retryAfterMs: number }>(
    429,
    -32603,
    ({ retryAfterMs }) =>
      `There were too many wrong passphrases. Try again in ${Math.ceil(retryAfterMs / 1000)} seconds.`,
  ),
  PASSKEY_REFUSED: row<{ why: string }>(
    403,
    -32603,
    ({ why }) => `The passkey does not open the wallet: ${why}.`,
  ),
  CHAIN_IN_USE: row(409, -32603, () => "A transaction on this network has not come to its end yet."),
  WALLET_ABSENT: row(404, 4001, () => "There is no wallet yet. Create one in the extension first."),
  MESSAGE_REFUSED: row<{ message: string }>(
    403,
    -32603,
    ({ message }) => `${message} is not for this speaker, or is not known.`,
  ),

  // Between the wallet, the KMS and the chains
  KMS_UNREACHABLE: row(503, -32603, () => "The KMS did not answer. Nothing is lost: try again in a moment."),
  KMS_REFUSED: row<{ status: number; type: string; detail: string }>(
    403,
    -32003,
    ({ detail }) => `The KMS refused: ${detail}`,
  ),
  KMS_ANSWER_MALFORMED: row<{ method: string }>(
    502,
    -32603,
    ({ method }) => `The KMS answered ${method} with something the wallet cannot read.`,
  ),
  CLOCK_WRONG: row<{ byMs: number }>(
    401,
    -32603,
    ({ byMs }) =>
      `This device's clock is ${Math.round(Math.abs(byMs) / 1000)} seconds off. Set it and try again.`,
  ),
  AUTHENTICATOR_ABSENT: row(
    404,
    -32603,
    () => "This browser has no authenticator yet. Create a wallet first.",
  ),
  AUTHENTICATOR_REFUSED: row(
    401,
    4100,
    () =>
      "The KMS does not accept this browser's authenticator (any more). It may have been removed or expired.",
  ),
  ROTATION_ABSENT: row(
    409,
    -32603,
    () => "That authenticator is not waiting to take over. The one in use stays.",
  ),
  ATTESTATION_REFUSED: row<{ why: string }>(
    502,
    -32603,
    ({ why }) => `The KMS could not prove what it is, so nothing was asked of it: ${why}.`,
  ),
  LOG_REFUSED: row<{ why: string }>(
    502,
    -32603,
    ({ why }) => `The audit log of the KMS is not the one that was seen before: ${why}.`,
  ),
  SIGNATURE_WRONG: row(
    502,
    -32603,
    () => "The KMS answered with a signature that does not verify. It was discarded.",
  ),
  RPC_UNREACHABLE: row<{ chain: string }>(503, 4901, ({ chain }) => `The network ${chain} did not answer.`),
  SUBMISSION_UNKNOWN: row<{ chain: string; transaction: string }>(
    503,
    -32603,
    ({ chain, transaction }) =>
      `${chain} fell silent and may have the transaction all the same. Look for ${transaction} before you send another.`,
  ),
  RPC_REFUSED: row<{ chain: string; detail: string }>(
    502,
    -32003,
    ({ chain, detail }) => `${chain} refused the transaction: ${detail}`,
  ),
  TRANSACTION_NOT_SENT: row(
    409,
    -32003,
    () => "A transaction before it failed or was not confirmed in time, so this one was not sent.",
  ),

  RPC_ERROR: row<{ chain: string; code: number; message: string; data?: string }>(
    502,
    -32603,
    ({ chain, message }) => `${chain} answered with an error: ${message}`,
  ),
  CHAIN_UNADDED: row<{ chain: string }>(
    404,
    4902,
    ({ chain }) =>
      `The wallet does not know the chain ${chain} on this site. Add it first, with wallet_addEthereumChain.`,
  ),
  ACCOUNT_NOT_MINE: row(404, -32000, () => "This wallet has no such account."),
  ACCOUNT_OUT_OF_TURN: row(
    409,
    -32000,
    () => "Accounts are added one after the other, and this is not the next.",
  ),
  SEND_REFUSED: row<{ why: SendRefusal }>(409, -32000, ({ why }) => sendRefusals[why]),
  FILTER_UNKNOWN: row(404, -32000, () => "Filter not found."),
  NOT_REPLACEABLE: row(
    409,
    -32000,
    () => "Only an Ethereum transaction that has not landed yet can be sped up or cancelled.",
  ),

  // What the KMS answers with
  BODY_MALFORMED: row<{ where: string }>(400, -32602, ({ where }) => `The request cannot be read: ${where}.`),
  BODY_TOO_LARGE: row<{ limitBytes: number }>(
    413,
    -32602,
    ({ limitBytes }) => `The request is larger than ${limitBytes} bytes.`,
  ),
  UNAUTHENTICATED: row(401, 4100, () => "Unauthorized: the stamp, its key or its time was not accepted."),
  POLICY_DENIED: row<{ policy: string }>(403, -32003, ({ policy }) => `Denied by policy: ${policy}.`),
  NOT_FOUND: row<{ what: string }>(404, -32000, ({ what }) => `There is no such ${what}.`),
  METHOD_UNKNOWN: row(404, -32601, () => "The KMS does not know this method."),
  VERB_REFUSED: row<{ allowed: string }>(405, -32601, ({ allowed }) => `This endpoint takes ${allowed}.`),
  METHOD_UNAVAILABLE: row<{ method: string }>(
    501,
    -32601,
    ({ method }) => `This KMS does not offer ${method} yet.`,
  ),
  POLICY_INVALID: row<{ where: string; why: string }>(
    400,
    -32602,
    ({ where, why }) => `The policy cannot be written, because of ${where}: ${why}.`,
  ),
  SPENDING_LIMIT_EXCEEDED: row<{ why: string }>(400, -32003, ({ why }) => `Denied by a limit: ${why}.`),
  TAKEN: row<{ what: string }>(409, -32000, ({ what }) => `There is such ${what} already.`),
  QUOTA_REACHED: row<{ what: string; limit: number }>(
    409,
    -32000,
    ({ what, limit }) => `There are ${limit} ${what} already, and none of them may be replaced.`,
  ),
  LAST_ROOT: row(
    409,
    -32000,
    () => "This would leave the organization without an authenticator that is root and has no end.",
  ),
  SECRET_REFUSED: row<{ where: string }>(
    400,
    -32602,
    ({ where }) => `The secret cannot be imported: ${where}.`,
  ),
  KMS_SEALED: row(503, -32603, () => "The KMS is sealed: its operator has yet to give it the master key."),
  ORDER_REFUSED: row<{ why: string }>(500, -32603, ({ why }) => `The signer refused an order: ${why}.`),
  TRANSACTION_UNREADABLE: row<{ where: string }>(
    400,
    -32602,
    ({ where }) => `The transaction cannot be read, so it was not signed: ${where}.`,
  ),
  KEY_REFUSED: row<{ where: string }>(
    400,
    -32602,
    ({ where }) => `The public key is not acceptable: ${where}.`,
  ),
  RATE_LIMITED: row<{ retryAfterMs: number }>(
    429,
    -32005,
    () => "Too many requests. Wait a moment and try again.",
  ),
  UNAVAILABLE: row(503, -32603, () => "The KMS cannot do this right now. Send the same request again."),
  INTERNAL: row(500, -32603, () => "Something went wrong inside. It has been logged; nothing was signed."),
} as const

export type FaultCode = keyof typeof faults
export type FaultContext<C extends FaultCode> = Parameters<(typeof faults)[C]["sentence"]>[0]

/** Codes whose context is empty are thrown without one. */
type ContextOf<C extends FaultCode> = keyof FaultContext<C> extends never ? [] : [context: FaultContext<C>]

/** The one error class: a code from the table, its context, and the sentence that both make. */
export class Fault<C extends FaultCode = FaultCode> extends Error {
  readonly code: C
  readonly context: Readonly<Record<string, string | number>>

  constructor(code: C, context: Readonly<Record<string, string | number>>, cause?: unknown) {
    super(sentenceOf(code, context), cause === undefined ? undefined : { cause })
    this.name = "Fault"
    this.code = code
    this.context = context
  }
}

/** Makes a fault; `throw fault("USER_REJECTED")`. */
export function fault<C extends FaultCode>(code: C, ...[context]: ContextOf<C>): Fault<C> {
  return new Fault(code, { ...context })
}

/** The fault that an unknown thrown thing amounts to: itself, or INTERNAL with the thing as its cause. */
export function faultOf(thrown: unknown): Fault {
  return thrown instanceof Fault ? thrown : new Fault("INTERNAL", {}, thrown)
}

export function isFault<C extends FaultCode>(thrown: unknown, code: C): thrown is Fault<C> {
  return thrown instanceof Fault && thrown.code === code
}

export function isFaultCode(code: string): code is FaultCode {
  return Object.hasOwn(faults, code)
}

function sentenceOf(code: FaultCode, context: Readonly<Record<string, string | number>>): string {
  const { sentence } = faults[code] as Row<Readonly<Record<string, string | number>>>
  return sentence(context)
}

/** What a page gets: the EIP-1193 number, the sentence, and the code with its context as `data`. */
export type PageError = {
  code: number
  message: string
  data: { reason: FaultCode } & Readonly<Record<string, string | number>>
}

export function pageErrorOf(thrown: Fault): PageError {
  return {
    code: faults[thrown.code].page,
    message: thrown.message,
    data: { ...thrown.context, reason: thrown.code },
  }
}

/** A fault as plain data, for a record that outlives the worker. */
export type StoredFault = { code: FaultCode; context: Readonly<Record<string, string | number>> }

export function storedFaultOf(thrown: Fault): StoredFault {
  return { code: thrown.code, context: thrown.context }
}

export function restoreFault(stored: StoredFault): Fault {
  return new Fault(stored.code, stored.context)
}
