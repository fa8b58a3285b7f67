/**
 * What chains of the OP Stack take beside the gas, for writing a transaction down on Ethereum. Their own contract says
 * the most that one of a given length can cost; it is taken once and a half, because it moves.
 */
import type { EthereumNetwork } from "../chains/ethereum"
import { word } from "../chains/multicall"

const ORACLE = "0x420000000000000000000000000000000000000F"
/** `getL1FeeUpperBound(uint256)` */
const UPPER_BOUND = "0xf1c7a58b"
const STACK = new Set(["eip155:10", "eip155:8453", "eip155:11155420", "eip155:84532"])

/** Of a signed transfer, in bytes: of ether, and of a token. */
const PLAIN_BYTES = 120n
const TOKEN_BYTES = 190n

export async function layerOneFee({ chain, ask }: EthereumNetwork, isToken: boolean): Promise<bigint> {
  if (!STACK.has(chain.id)) return 0n
  const data = `${UPPER_BOUND}${word(isToken ? TOKEN_BYTES : PLAIN_BYTES)}`
  const reply = await ask("eth_call", [{ to: ORACLE, data }, "latest"])
  const isNumber = reply.kind === "result" && /^0x[0-9a-fA-F]{64}$/.test(String(reply.result))
  return isNumber && reply.kind === "result" ? (BigInt(String(reply.result)) * 3n) / 2n : 0n
}
