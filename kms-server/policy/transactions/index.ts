/**
 * The door of the readers: bytes that are to be signed go in, facts come out. Pure: no clock, no network, no key.
 * Whatever cannot be read to its last byte is refused; what is read and not understood is said to be unknown.
 */
export { readPsbt } from "./bitcoin"
export { type EthereumMembers, type EthereumTransaction, readEthereum } from "./ethereum"
export { readEthereumMessage, readUtf8Message } from "./messages"
export { readRawPayload } from "./raw-payload"
export { readSolana, readSolanaAsPayer, type SolanaTransaction } from "./solana"
export { readSui } from "./sui"
export { type ReadTypedData, readTypedData } from "./typed-data"
