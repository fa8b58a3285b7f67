/**
 * What bytes mean: Ethereum calls and EIP-712 data become readings. Pure and bounded; asks no network, no clock and no
 * page, and throws at nothing: what it cannot read is a reading that says so.
 */
export { readEthereumCall } from "./ethereum"
export { readTypedData } from "./typed-data"
