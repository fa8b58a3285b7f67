/** What is said about a token that a site wants to be listed. */
import { say } from "../language"
import { bad, type KindWords, type SubjectOf } from "./kind"

type Asset = SubjectOf<"asset">

export const assetWords: KindWords<Asset> = {
  question: () => say("asset.question"),
  label: ({ claimed }) => say(claimed === null ? "asset.label" : "asset.labelAnyway"),
  meaning: () => say("asset.meaning"),
  warnings: ({ claimed }) => (claimed === null ? [] : [bad(say("asset.claimedElse"))]),
  approved: () => say("asset.approved"),
}

export function decimalsInWords(decimals: number): string {
  return say("common.decimals", { count: decimals })
}
