/**
 * A token in a few hundred bytes of EVM code, written out by hand: `transfer`, `approve`, `balanceOf`, `symbol`,
 * `decimals`, and `swap()`, which gives twice as many tokens as it is sent wei. What somebody holds stands in the storage
 * place of their address.
 */
import {
  encodeFunctionData,
  type Hex,
  parseAbi,
  stringToHex,
  toEventSelector,
  toFunctionSelector,
} from "viem"

export const smallToken = parseAbi([
  "function transfer(address to, uint256 amount) returns (bool)",
  "function approve(address spender, uint256 amount) returns (bool)",
  "function balanceOf(address who) view returns (uint256)",
  "function symbol() view returns (string)",
  "function decimals() view returns (uint8)",
  "function swap() payable returns (bool)",
])
export const tokenCall = {
  transfer: (to: Hex, amount: bigint) =>
    encodeFunctionData({ abi: smallToken, functionName: "transfer", args: [to, amount] }),
  approve: (spender: Hex, amount: bigint) =>
    encodeFunctionData({ abi: smallToken, functionName: "approve", args: [spender, amount] }),
  balanceOf: (who: Hex) => encodeFunctionData({ abi: smallToken, functionName: "balanceOf", args: [who] }),
  swap: () => encodeFunctionData({ abi: smallToken, functionName: "swap" }),
}

const opcodes = {
  ...{ ADD: 0x01, SUB: 0x03, LT: 0x10, EQ: 0x14, SHR: 0x1c, ADDRESS: 0x30, CALLER: 0x33, CALLVALUE: 0x34 },
  ...{
    CALLDATALOAD: 0x35,
    MSTORE: 0x52,
    SLOAD: 0x54,
    SSTORE: 0x55,
    JUMPI: 0x57,
    JUMPDEST: 0x5b,
    PUSH0: 0x5f,
  },
  ...{ DUP1: 0x80, DUP2: 0x81, SWAP1: 0x90, LOG3: 0xa3, RETURN: 0xf3, REVERT: 0xfd },
} as const

const TRANSFER = toEventSelector("Transfer(address,address,uint256)")
const APPROVAL = toEventSelector("Approval(address,address,uint256)")
const leadTo = (signature: string, place: string) =>
  `DUP1 ${toFunctionSelector(signature)} EQ @${place} JUMPI`
const FIRST = "0x04 CALLDATALOAD"
const SECOND = "0x24 CALLDATALOAD"
const sayTrue = "0x01 PUSH0 MSTORE 0x20 PUSH0 RETURN"

const source = `
  PUSH0 CALLDATALOAD 0xe0 SHR
  ${leadTo("transfer(address,uint256)", "transfer")}
  ${leadTo("approve(address,uint256)", "approve")}
  ${leadTo("balanceOf(address)", "balanceOf")}
  ${leadTo("symbol()", "symbol")}
  ${leadTo("decimals()", "decimals")}
  ${leadTo("swap()", "swap")}
  PUSH0 PUSH0 REVERT
:transfer ${SECOND} CALLER SLOAD DUP2 DUP2 LT @poor JUMPI
  DUP2 SWAP1 SUB CALLER SSTORE
  DUP1 ${FIRST} SLOAD ADD ${FIRST} SSTORE
  PUSH0 MSTORE ${FIRST} CALLER ${TRANSFER} 0x20 PUSH0 LOG3 ${sayTrue}
:approve ${SECOND} PUSH0 MSTORE ${FIRST} CALLER ${APPROVAL} 0x20 PUSH0 LOG3 ${sayTrue}
:swap CALLVALUE DUP1 ADD DUP1 CALLER SLOAD ADD CALLER SSTORE
  PUSH0 MSTORE CALLER ADDRESS ${TRANSFER} 0x20 PUSH0 LOG3 ${sayTrue}
:balanceOf ${FIRST} SLOAD PUSH0 MSTORE 0x20 PUSH0 RETURN
:symbol ${stringToHex("SMALL", { size: 32 })} PUSH0 MSTORE 0x20 PUSH0 RETURN
:decimals 0x06 PUSH0 MSTORE 0x20 PUSH0 RETURN
:poor 0x08c379a0${"0".repeat(56)} PUSH0 MSTORE 0x20 0x04 MSTORE 0x0a 0x24 MSTORE
  ${stringToHex("not enough", { size: 32 })} 0x44 MSTORE 0x64 PUSH0 REVERT`

export const smallTokenCode: Hex = assemble(source.trim().split(/\s+/))

/** A name is an opcode, a number is pushed; `:place` can be jumped to, and `@place` pushes where it is. */
function assemble(words: readonly string[]): Hex {
  const bytes: number[] = []
  const places = new Map<string, number>()
  const gaps: { at: number; place: string }[] = []
  for (const word of words) {
    if (word.startsWith(":")) {
      places.set(word.slice(1), bytes.length)
      bytes.push(opcodes.JUMPDEST)
    } else if (word.startsWith("@")) {
      gaps.push({ at: bytes.length + 1, place: word.slice(1) })
      bytes.push(0x61, 0, 0)
    } else if (word.startsWith("0x")) {
      const pushed = Buffer.from(word.slice(2), "hex")
      bytes.push(0x5f + pushed.length, ...pushed)
    } else bytes.push(opcodes[word as keyof typeof opcodes])
  }
  for (const { at, place } of gaps) {
    const to = places.get(place) ?? 0
    bytes.splice(at, 2, to >> 8, to & 0xff)
  }
  return `0x${Buffer.from(bytes).toString("hex")}`
}
