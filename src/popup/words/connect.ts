/** What is said about a site that wants to see accounts. */
import { say } from "../language"
import { autoConfirmMay, autoConfirmMayNot } from "./auto-confirm"
import type { KindWords, SubjectOf } from "./kind"

type Connect = SubjectOf<"connect">

export const connectWords: KindWords<Connect> = {
  question: () => say("connect.question"),
  label: () => say("connect.label"),
  meaning: () => say("connect.meaning"),
  warnings: () => [],
  approved: () => say("connect.approved"),
}

/** What it may spend without asking, on the chains it may ask on. */
export function chosenLimitsOf({ chains, offered, allowance }: Connect): Connect["allowance"]["limits"] {
  const isChosen = (id: string) => offered.chains.length === 0 || chains.some((chain) => chain.id === id)
  return allowance.limits.filter(({ chain }) => isChosen(chain.id))
}

/** What a site that is connected may do; a sign-in, which connects as well, allows nothing beforehand. */
export function connectedMayOf(subject: Pick<Connect, "accounts"> & Partial<Connect>): string[] {
  const { accounts, allowance } = subject
  return [
    say("connect.sees", { count: accounts.length }),
    say("connect.asks"),
    ...(isAllowing(allowance) ? autoConfirmMay() : []),
  ]
}

export function connectedMayNotOf({ allowance }: Connect): string[] {
  return isAllowing(allowance) ? autoConfirmMayNot() : [say("connect.signsNothing")]
}

function isAllowing(allowance: Connect["allowance"] | undefined): boolean {
  return allowance?.limits.some(({ amount }) => amount !== "0") ?? false
}
