/**
 * A consent as the person sees it: who asks, as whom, for what, in terms that the background worked out from the
 * bytes that will be signed. The window can say yes or no to it, by its digest, and nothing else.
 */
import * as z from "zod/mini"
import { ChainId, ChainName, Family } from "./chains"
import { Amount, Digest, EpochMs, Hex } from "./nouns"

export const ConsentId = z.uuid()
export type ConsentId = z.infer<typeof ConsentId>

export const ConsentKind = z.enum([
  "connect",
  "message",
  "typedData",
  "transaction",
  "batch",
  "chain",
  "asset",
  "login",
  "autoConfirm",
])
export type ConsentKind = z.infer<typeof ConsentKind>

/** An address with its family, as pages and views name an account. */
export const AccountName = z.strictObject({ family: Family, address: z.string() })
export type AccountName = z.infer<typeof AccountName>

const HOUR_MS = 60 * 60 * 1000
const DAY_MS = 24 * HOUR_MS

/** How long a site can be connected; null is until it is disconnected. */
export const connectionLives = [HOUR_MS, DAY_MS, 7 * DAY_MS, 30 * DAY_MS, null] as const
export const ConnectionLife = z.nullable(
  z.union([z.literal(HOUR_MS), z.literal(DAY_MS), z.literal(7 * DAY_MS), z.literal(30 * DAY_MS)]),
)
export type ConnectionLife = z.infer<typeof ConnectionLife>

/** Where the person chooses nothing: no site is asked about twice in a day's work, and none is there the day after. */
export const DEFAULT_CONNECTION_LIFE: ConnectionLife = DAY_MS

/** A chain that a multichain session asks for; without a required one there is no session. */
export const OfferedChain = z.strictObject({ ...ChainName.shape, isRequired: z.boolean() })
export type OfferedChain = z.infer<typeof OfferedChain>

/** What may be spent on one chain, in its smallest unit: as much as is chosen, and never more than `most`. */
export const ChainLimit = z.strictObject({ chain: ChainName, amount: Amount, most: Amount })
export type ChainLimit = z.infer<typeof ChainLimit>

/**
 * The site will see these addresses and may ask for signatures; it can do nothing without asking but what the person
 * allows it here, and nothing of that is chosen at first. What is chosen is part of what is offered.
 */
export const ConnectSubject = z.strictObject({
  kind: z.literal("connect"),
  accounts: z.array(AccountName).check(z.minLength(1)),
  /** Of a multichain session; empty where the site asks for accounts alone. */
  chains: z.array(ChainName),
  offered: z.strictObject({ accounts: z.array(AccountName), chains: z.array(OfferedChain) }),
  /** From the time that it was asked on. */
  lifeMs: ConnectionLife,
  /** What is approved without asking from then on: for so long, up to these amounts. */
  allowance: z.strictObject({ limits: z.array(ChainLimit), lifeMs: z.int() }),
})
export type ConnectSubject = z.infer<typeof ConnectSubject>

/** What a sign-in message does not say as it should. Each makes the sign-in one to be wary of. */
export const SignInProblem = z.enum([
  "scheme-differs",
  "host-differs",
  "port-differs",
  "address-differs",
  "chain-differs",
  "expired",
  "not-yet-valid",
  "malformed",
])
export type SignInProblem = z.infer<typeof SignInProblem>

/** EIP-4361 or Sign-In With Solana, read from the text that is signed. */
export const SignIn = z.strictObject({
  standard: z.enum(["SIWE", "SIWS"]),
  domain: z.string(),
  address: z.string(),
  statement: z.nullable(z.string()),
  uri: z.nullable(z.string()),
  chainId: z.nullable(z.string()),
  /** What the wallet calls that network; null where it came with none of that id. */
  chainName: z.nullable(z.string()),
  nonce: z.nullable(z.string()),
  issuedAt: z.nullable(z.string()),
  expirationTime: z.nullable(z.string()),
  notBefore: z.nullable(z.string()),
  resources: z.array(z.string()),
  problems: z.array(SignInProblem),
})
export type SignIn = z.infer<typeof SignIn>

/** `text` where the bytes are readable text, else null and the view shows the bytes. */
export const MessageSubject = z.strictObject({
  kind: z.literal("message"),
  account: AccountName,
  text: z.nullable(z.string()),
  bytes: Hex,
  /** Null for what is no sign-in. */
  signIn: z.nullable(SignIn),
  /** Whether approving also connects the site to the account, as a Solana sign-in does. */
  connects: z.boolean(),
})

/** A member of typed data: a value as text, or members of its own. */
export type TypedMember = { name: string; type: string; value: string | TypedMember[] }
export const TypedMember: z.ZodMiniType<TypedMember> = z.strictObject({
  name: z.string(),
  type: z.string(),
  value: z.union([z.string(), z.array(z.lazy(() => TypedMember))]),
})

/** EIP-712: the members of the domain and of the message, in the order of their types. */
export const TypedDataSubject = z.strictObject({
  kind: z.literal("typedData"),
  account: AccountName,
  /** The chain that the domain names; null where it names none. */
  chain: z.nullable(ChainName),
  primaryType: z.string(),
  domain: z.array(TypedMember),
  message: z.array(TypedMember),
})

export const EthereumCall = z.strictObject({
  family: z.literal("ethereum"),
  /** `transfer`: ether and no data. `create`: a new contract. `call`: anything else, with what is known of it. */
  action: z.enum(["transfer", "call", "create"]),
  to: z.nullable(z.string()),
  wei: Amount,
  data: Hex,
  gas: Amount,
  /** The most that the whole transaction can cost in fees: all of `gas` at the highest price. */
  maxFeeWei: Amount,
})

/** One instruction: a system transfer or a memo in words, else its program, accounts and bytes as they are. */
export const SolanaInstruction = z.union([
  z.strictObject({ name: z.literal("transfer"), from: z.string(), to: z.string(), lamports: Amount }),
  z.strictObject({ name: z.literal("memo"), text: z.string() }),
  z.strictObject({ name: z.literal("compute-budget"), setting: z.string(), value: Amount }),
  z.strictObject({
    name: z.literal("unknown"),
    program: z.string(),
    accounts: z.array(z.string()),
    data: Hex,
  }),
])
export type SolanaInstruction = z.infer<typeof SolanaInstruction>

export const SolanaCall = z.strictObject({
  family: z.literal("solana"),
  version: z.enum(["legacy", "0"]),
  feePayer: z.string(),
  /** Null where the network could not say. */
  feeLamports: z.nullable(Amount),
  instructions: z.array(SolanaInstruction),
  /** Accounts that come from lookup tables, which only the network can name. */
  lookupTables: z.array(z.string()),
})

export const Call = z.discriminatedUnion("family", [EthereumCall, SolanaCall])
export type Call = z.infer<typeof Call>

/** The transaction of ours that this one takes the place of: sent again at a higher fee, or made to do nothing. */
export const Replacement = z.strictObject({ how: z.enum(["speed-up", "cancel"]), hash: z.string() })

export const TransactionSubject = z.strictObject({
  kind: z.literal("transaction"),
  account: AccountName,
  chain: ChainName,
  /** Whether the wallet also sends it; otherwise the page gets the signed bytes and may send them at any time. */
  submits: z.boolean(),
  call: Call,
  replaces: z.nullable(Replacement),
  /** Only where the site named it. */
  nonce: z.optional(z.int()),
})

/** Several transactions of one account on one chain, approved together, signed all before the first is sent. */
export const BatchSubject = z.strictObject({
  kind: z.literal("batch"),
  account: AccountName,
  chain: ChainName,
  submits: z.boolean(),
  calls: z.array(Call).check(z.minLength(1), z.maxLength(20)),
})

/** A site brings a chain: everything in it is the site's own word, but that the RPC answers with this chain id. */
export const ChainSubject = z.strictObject({
  kind: z.literal("chain"),
  chain: ChainName,
  /** Each of them answered with this chain id. */
  rpcUrls: z.array(z.url()).check(z.minLength(1)),
  explorerUrl: z.nullable(z.url()),
})

/** A token to be listed; what the token itself says of its symbol and decimals. */
export const AssetSubject = z.strictObject({
  kind: z.literal("asset"),
  chain: ChainName,
  account: AccountName,
  address: z.string(),
  symbol: z.string(),
  decimals: z.int(),
  /** What the site said, where the token says otherwise. */
  claimed: z.nullable(z.strictObject({ symbol: z.string(), decimals: z.int() })),
})

/** An app gets an authenticator of its own in this wallet's organization, with a limit and an end. */
export const LoginSubject = z.strictObject({
  kind: z.literal("login"),
  accounts: z.array(AccountName).check(z.minLength(1)),
  appId: z.nullable(z.string()),
  /** The first 16 characters of base64url SHA-256 of the app's key. */
  fingerprint: z.string(),
  /** In US cents a day, and the most that it can be. */
  usdLimit: z.int(),
  usdMost: z.int(),
  expiresAt: EpochMs,
})

/** Transactions that the wallet can read whole are approved by themselves, up to these amounts, until then. */
export const AutoConfirmSubject = z.strictObject({
  kind: z.literal("autoConfirm"),
  limits: z.array(ChainLimit).check(z.minLength(1)),
  until: EpochMs,
})

export const ConsentSubject = z.discriminatedUnion("kind", [
  ConnectSubject,
  MessageSubject,
  TypedDataSubject,
  TransactionSubject,
  BatchSubject,
  ChainSubject,
  AssetSubject,
  LoginSubject,
  AutoConfirmSubject,
])
export type ConsentSubject = z.infer<typeof ConsentSubject>

/** What a person changes about an open request before agreeing to it: never to more than was asked. */
export const ConsentChange = z.discriminatedUnion("type", [
  /** Of a connection, one account at least of each family that it is for. */
  z.strictObject({
    type: z.literal("accounts"),
    accounts: z.array(AccountName).check(z.minLength(1), z.maxLength(256)),
  }),
  /** Of a connection for a multichain session. */
  z.strictObject({
    type: z.literal("chains"),
    chains: z.array(ChainId).check(z.minLength(1), z.maxLength(256)),
  }),
  z.strictObject({ type: z.literal("life"), lifeMs: ConnectionLife }),
  /** Of what is allowed without asking, on a chain each, or of an app's day in US cents. What is not named stays. */
  z.strictObject({
    type: z.literal("limit"),
    limits: z
      .array(z.strictObject({ unit: z.union([z.literal("usd-cents"), ChainId]), amount: Amount }))
      .check(z.minLength(1), z.maxLength(256)),
  }),
  /** Of an ERC-20 approval that is the whole of a transaction, or of the call at this place of a batch. */
  z.strictObject({ type: z.literal("approval"), place: z.int().check(z.minimum(0)), amount: Amount }),
])
export type ConsentChange = z.infer<typeof ConsentChange>

/** One open consent for the window; `digest` is what the answer must name. */
export const ConsentView = z.strictObject({
  id: ConsentId,
  /** The site that asks; the extension's own origin where the person started it in the wallet. */
  origin: z.string(),
  subject: ConsentSubject,
  digest: Digest,
  askedAt: EpochMs,
  expiresAt: EpochMs,
})
export type ConsentView = z.infer<typeof ConsentView>
