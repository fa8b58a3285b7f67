/** What accounts hold, read from the networks while somebody looks. */
export { tokenBalance } from "./ethereum-holdings"
export { type HoldingsHands, holdingsOf } from "./holdings"
export { shownChains } from "./shown-chains"
export {
  TOKEN_2022_PROGRAM,
  TOKEN_PROGRAM,
  type TokenAccount,
  tokenAccounts,
  tokenPrograms,
} from "./solana-holdings"
