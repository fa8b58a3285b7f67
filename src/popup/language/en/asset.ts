/** What is said about a token that a site wants to be listed. */
export const asset = {
  question: "List this token?",
  label: "List token",
  labelAnyway: "List it anyway",
  meaning:
    "The wallet will show what you have of it. Anybody can make a token of any name: what tells it apart is its contract.",
  claimedElse: "The site described this token as something else than the token itself says.",
  approved: "The token is listed.",
  tokenSays: "The token says",
  siteSaid: "The site said",
} as const
