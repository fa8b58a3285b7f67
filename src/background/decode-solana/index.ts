/**
 * Reads Solana transactions: bytes that will be signed → what they do, instruction by instruction. Pure and bounded:
 * no network, no clock, nothing kept, and it never throws. What it does not know it says so.
 */
export { instructionsOf, lookupTablesOf } from "./accounts"
export { readSolanaCall, type SolanaCallAsked } from "./call"
export type { Instruction } from "./instruction"
export { readInstruction } from "./programs"
