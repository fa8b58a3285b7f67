/**
 * The transaction policy of a grant: every one of its rules must pass, and a list without any denies. It binds ROOT
 * too. Where there are rules for Solana, nothing but a Solana transaction or a plain message gets past them: bytes
 * without a meaning may be a transaction, and typed data moves value like one.
 */
import type { SignerPolicyRule } from "~protocol"
import type { Facts, SolanaFacts, SolanaInstruction } from "../../facts"
import type { Case } from "../cases"
import { allow, deny, type Judgement } from "../judgement"
import { isMatched } from "./instructions"

/** What the network gives a transaction that asks for nothing. */
const UNITS_PER_INSTRUCTION = 200_000
const MAX_UNITS = 1_400_000

/** Null where no transaction policy applies. */
export function judgeTransaction({ facts, grant }: Case): Judgement | null {
  const rules = grant?.transactionPolicy?.solana?.rules
  if (!rules || !facts || facts.kind === "message") return null
  const solana = transactionIn(facts)
  if (!solana) return deny("the transaction policy lets only Solana transactions through", [determining(-1)])
  const failed = rules.findIndex((rule) => !isPassed(rule, solana))
  if (rules.length === 0) return deny("the transaction policy has no rule", [determining(-1)])
  if (failed === -1) return allow([{ ...determining(-1), outcome: "ALLOW" }])
  return deny(`${rules[failed]?.rule}: the transaction does not pass this rule`, [
    determining(failed, rules[failed]),
  ])
}

function transactionIn({ kind, chain, solana }: Facts): SolanaFacts | null {
  return kind === "transaction" && chain === "solana" ? solana : null
}

function determining(index: number, rule?: SignerPolicyRule) {
  return {
    policy: "transaction",
    rule: index === -1 ? "solana" : `${index}`,
    comment: rule?.rule ?? "",
    outcome: "DENY" as const,
  }
}

function isPassed(rule: SignerPolicyRule, solana: SolanaFacts): boolean {
  const { instructions } = solana
  switch (rule.rule) {
    case "AllowAll":
      return true
    case "NoAddressLookupTables":
      return !solana.usesLookupTables
    case "BundleSizeLimit":
      return instructions.length <= rule.max
    case "ComputeBudgetLimit":
      return isWithinBudget(rule, solana)
    case "NoSignerAccountUsage":
      return instructions.every(
        (instruction) =>
          !usesSigner(instruction, solana) || isListed(instruction, rule.allowlist ?? [], "allows"),
      )
    case "InstructionAllowlist":
      return instructions.every((instruction) => isListed(instruction, rule.instructions, "allows"))
    case "InstructionDenylist":
      return !instructions.some((instruction) => isListed(instruction, rule.instructions, "denies"))
    default:
      return false
  }
}

function isListed(
  instruction: SolanaInstruction,
  matchers: Parameters<typeof isMatched>[1][],
  purpose: Parameters<typeof isMatched>[2],
): boolean {
  return matchers.some((matcher) => isMatched(instruction, matcher, purpose))
}

/** Whoever only pays the fee is in no instruction. */
function usesSigner({ accounts }: SolanaInstruction, { signers, feePayer }: SolanaFacts): boolean {
  return accounts.some(
    ({ address, isSigner }) => isSigner || address === feePayer || signers.includes(address),
  )
}

type BudgetRule = Extract<SignerPolicyRule, { rule: "ComputeBudgetLimit" }>

function isWithinBudget({ maxComputeUnits, maxComputeUnitPrice }: BudgetRule, solana: SolanaFacts): boolean {
  const assumed = Math.min(MAX_UNITS, UNITS_PER_INSTRUCTION * solana.instructions.length)
  const units = solana.computeUnits ?? assumed
  const price = solana.computeUnitPrice ?? 0n
  return (
    (maxComputeUnits == null || units <= maxComputeUnits) &&
    (maxComputeUnitPrice == null || price <= BigInt(maxComputeUnitPrice))
  )
}
