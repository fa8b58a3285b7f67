/** What is said about a site that wants to see accounts. */
import type { KindWords, SubjectOf } from "./kind"

type Connect = SubjectOf<"connect">

export const connectWords: KindWords<Connect> = {
  question: () => "Connect this site?",
  label: () => "Connect",
  meaning: () => "You can disconnect it again at any time.",
  warnings: () => [],
  approved: () => "Connected.",
}

/** What a site that is connected may do. */
export function connectedMayOf({ accounts }: Pick<Connect, "accounts">): string[] {
  const sees =
    accounts.length === 1
      ? "See this address, its balance and its history"
      : "See these addresses, their balances and their history"
  return [sees, "Ask you for a signature"]
}

export const connectedMayNot: readonly string[] = ["Sign or move anything without you"]
