/** What is said about a token that a site wants to be listed. */
import { bad, type KindWords, type SubjectOf } from "./kind"

type Asset = SubjectOf<"asset">

export const assetWords: KindWords<Asset> = {
  question: () => "List this token?",
  label: ({ claimed }) => (claimed === null ? "List token" : "List it anyway"),
  meaning: () =>
    "The wallet will show what you have of it. Anybody can make a token of any name: what tells it apart is its contract.",
  warnings: ({ claimed }) =>
    claimed === null
      ? []
      : [bad("The site described this token as something else than the token itself says.")],
  approved: () => "The token is listed.",
}

export function decimalsInWords(decimals: number): string {
  return decimals === 1 ? "1 decimal" : `${decimals} decimals`
}
