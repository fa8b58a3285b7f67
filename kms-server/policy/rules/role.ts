/**
 * The decision, as the rest of the policy engine sees it: policies are compiled when they are written, and a
 * request is decided without reading anything but what is handed in. Pure; a deny wherever nothing says yes.
 */
import type {
  DeterminingRule,
  KmsMethod,
  RemainingLimit,
  SpendingLimitAmounts,
  UserPolicy,
  VersionedOrganizationPolicy,
  VersionedTransactionPolicy,
} from "~protocol"
import type { Asset, Facts } from "../facts"

/** Who a limit counts for: `user:<organization>/<username>` or `grant:<grant id>`. */
export type Holder = string

/** What has to be known of the past to decide: how much of an asset (or `usd`, in cents, or `count`) in a window. */
export type Need = { holder: Holder; asset: Asset | "usd" | "count"; windowMs: number }

/** A limit that an allowed request counts against. `amount` is what this request adds. */
export type Reservation = Need & { amount: bigint; limit: bigint }

export type DecidedUser = {
  username: string
  policy: UserPolicy
  traits: Readonly<Record<string, string>>
  holder: Holder
}

/** What the caller's organization holds of the wallet; null where the wallet is its own and nothing restricts it. */
export type DecidedGrant = {
  holder: Holder
  policyName: string | null
  organizationPolicy: VersionedOrganizationPolicy
  transactionPolicy: VersionedTransactionPolicy | null
}

export type DecisionRequest = {
  method: KmsMethod
  organizationId: string
  policyName: string | null
  /** The digest of the body, for nothing but the record. */
  digest: string
}

export type DecidedWallet = {
  walletId: string
  walletName: string
  tags: string[]
  ownerOrganizationId: string
  /** The account that signs, where one does. */
  address: string
  addressFormat: string
  derivationPath: string
}

export type DecisionInput = {
  request: DecisionRequest
  /** Null is a stranger: a key that stamped, or nobody, outside of any organization. */
  user: DecidedUser | null
  wallet: DecidedWallet | null
  grant: DecidedGrant | null
  /** What is to be signed; null for everything else. */
  facts: Facts | null
  /** Trusted time, epoch milliseconds. */
  now: number
  /** The sums that `needsOf` asked for; where one is missing, the answer is no. */
  spent: (need: Need) => bigint
}

export type Verdict =
  | { allowed: true; rules: DeterminingRule[]; reservations: Reservation[] }
  | {
      allowed: false
      /** One sentence, for a person. */
      why: string
      rules: DeterminingRule[]
      limits: RemainingLimit[]
      /** Where the limit is in US cents. */
      amounts: SpendingLimitAmounts | null
    }

/** Where a policy is wrong: the rule's place from 0 (or the constant's name), and the place in its text. */
export type PolicyMistake = { where: string; why: string }

/** US cents for one whole unit, as a decimal, and how many decimals a unit has. */
export type Prices = (asset: Asset) => { centsPerUnit: number; decimals: number } | null

export type Rules = {
  /** Null where the policy may be written. */
  mistakeIn(
    policy: UserPolicy | VersionedOrganizationPolicy | VersionedTransactionPolicy,
  ): PolicyMistake | null
  /** What `decide` will have to know for these policies; empty where nothing counts. */
  needsOf(input: Omit<DecisionInput, "spent">): Need[]
  decide(input: DecisionInput): Verdict
}
