/**
 * The words of Countersign: every noun, message, stamp and fault that two rooms say to each other.
 * Imports the schema library and nothing else, holds no behaviour beyond checking a shape, and is imported by
 * every room. Content scripts take only types from here, so that no schema library reaches a page.
 */
export * from "./activity"
export * from "./chains"
export * from "./consents"
export * from "./faults"
export * from "./insights"
export * from "./kms"
export * from "./kms-wallets"
export * from "./local"
export * from "./messages"
export * from "./nouns"
export * from "./organizations"
export * from "./page-methods/app"
export * from "./page-methods/chains"
export * from "./page-methods/ethereum"
export * from "./page-methods/ethereum-reads"
export * from "./page-methods/multichain"
export * from "./page-methods/permissions"
export * from "./page-methods/solana"
export * from "./pages"
export * from "./policies"
export * from "./risks"
export * from "./stamp"
export * from "./wallet"
