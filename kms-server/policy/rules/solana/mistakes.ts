/** What is wrong with a transaction policy when it is written: an address that is none would never match. */
import type { InstructionMatcher, SignerPolicyRule, VersionedTransactionPolicy } from "~protocol"
import type { PolicyMistake } from "../role"

const ADDRESS = /^[1-9A-HJ-NP-Za-km-z]{32,44}$/

export function mistakeInTransactionPolicy({ solana }: VersionedTransactionPolicy): PolicyMistake | null {
  for (const [index, rule] of (solana?.rules ?? []).entries()) {
    const wrong = addressesIn(rule).find((address) => !ADDRESS.test(address))
    if (wrong !== undefined) return { where: `rule ${index}`, why: "an address in it is not one of Solana" }
  }
  return null
}

function addressesIn(rule: SignerPolicyRule): string[] {
  switch (rule.rule) {
    case "InstructionAllowlist":
    case "InstructionDenylist":
      return rule.instructions.flatMap(addressesOf)
    case "NoSignerAccountUsage":
      return (rule.allowlist ?? []).flatMap(addressesOf)
    default:
      return []
  }
}

function addressesOf({ programId, validate }: InstructionMatcher): string[] {
  const validated = (validate ?? []).flatMap((validation) => {
    if (validation.rule === "SystemInstructionRecipientAllowlist") return validation.allowlist
    if (validation.rule !== "TransferCheckedConstraints") return []
    return [...(validation.mintAllowlist ?? []), ...(validation.recipientAllowlist ?? [])]
  })
  return [programId, ...validated]
}
