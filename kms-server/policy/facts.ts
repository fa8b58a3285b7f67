/**
 * What the policy engine read in the bytes that are to be signed. Rules see nothing else of a request's content:
 * never a field that a client claims. What was not understood is said to be unknown.
 */

/**
 * An asset, in CAIP-19 without Solana's cluster, which no transaction names:
 * `solana/slip44:501`, `solana/token:<mint>`, `eip155:<chain>/slip44:60`, `eip155:<chain>/erc20:<address>`,
 * `eip155:<chain>/erc721:<address>`, `eip155:<chain>/erc1155:<address>/<id>`, `bip122/slip44:0`, `sui/slip44:784`.
 * Ethereum addresses are in lower case here.
 */
export type Asset = string

/** What can leave through these bytes, in the smallest unit. An approval spends all that it approves. */
export type Spend = { asset: Asset; amount: bigint }

/**
 * Things that are denied unless a rule grants them by name.
 *
 *   rawPayload           bytes without a meaning
 *   digest               32 bytes, or text, that could be the digest of something else
 *   eip7702              a delegation of the account to code
 *   lookupTable          accounts that the bytes do not name
 *   unknownInstruction   an instruction of a program that is not decoded here
 *   unknownCall          calldata of a contract that is not decoded here
 *   unlimited            an approval without a bound, setApprovalForAll included
 *   unknownTransaction   a transaction of a chain that is not decoded here
 */
export type Danger =
  | "rawPayload"
  | "digest"
  | "eip7702"
  | "lookupTable"
  | "unknownInstruction"
  | "unknownCall"
  | "unlimited"
  | "unknownTransaction"

/** One thing that the bytes do, in their order; calls inside a multicall stand as actions of their own. */
export type Action = {
  type:
    | "transfer"
    | "approve"
    | "permit"
    | "approveAll"
    | "delegate"
    | "setAuthority"
    | "createAccount"
    | "closeAccount"
    | "burn"
    | "wrap"
    | "computeBudget"
    | "memo"
    | "advanceNonce"
    | "call"
    | "deploy"
    | "unknown"
  /** The contract or program that is called; empty for a plain transfer of the chain's own coin. */
  program: string
  /** Ethereum: the selector, `0x…`. Solana: the instruction's name, or its discriminator in decimal. */
  method: string
  asset: Asset | ""
  amount: bigint
  from: string
  to: string
}

export type SignIn = { domain: string; address: string; uri: string; chainId: string; nonce: string }

export type Facts = {
  kind: "transaction" | "message" | "typedData" | "rawPayload"
  chain: "ethereum" | "solana" | "bitcoin" | "sui" | ""
  /** Decimal, Ethereum only. */
  chainId: string
  actions: Action[]
  /** Summed by asset, the fee included. */
  spends: Spend[]
  /** The most that can be paid to have it carried out. */
  fee: Spend | null
  dangers: Danger[]
  /** Contracts and programs, each once, in the order of their first use. */
  programs: string[]
  /** EIP-712's domain; empty where there is none. */
  typedData: { primaryType: string; domainName: string; verifyingContract: string }
  /** A message: how many bytes, the text where it is text, and the sign-in (EIP-4361, SIWS) that it is. */
  message: { bytes: number; text: string; signIn: SignIn | null }
  /** Solana: what its own rules look at; null elsewhere. */
  solana: SolanaFacts | null
}

export type SolanaInstruction = {
  programId: string
  accounts: { address: string; isSigner: boolean; isWritable: boolean }[]
  data: Uint8Array
}

export type SolanaFacts = {
  signers: string[]
  feePayer: string
  instructions: SolanaInstruction[]
  usesLookupTables: boolean
  computeUnits: number | null
  /** Micro-lamports a unit. */
  computeUnitPrice: bigint | null
}
