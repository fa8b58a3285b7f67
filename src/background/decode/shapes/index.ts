/** All functions whose effect is known, found by their selectors; made when one is first asked for. */
import { keccak_256 } from "@noble/hashes/sha3.js"
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js"
import { signatureOf } from "../abi-types"
import type { Shape } from "../shape"
import { callShapes } from "./calls"
import { exchangeShapes } from "./exchanges"
import { lendingShapes } from "./lending"
import { nftShapes } from "./nfts"
import { ownershipShapes } from "./ownership"
import { permit2Shapes } from "./permit2"
import { seaportShapes } from "./seaport"
import { tokenShapes } from "./tokens"
import { uniswapV2Shapes } from "./uniswap-v2"
import { uniswapV3Shapes } from "./uniswap-v3"
import { universalRouterShapes } from "./universal-router"

let shapes: ReadonlyMap<string, readonly Shape[]> | undefined

/** `selector` in hex without `0x`. Several where one function means different things at different contracts. */
export function shapesOf(selector: string): readonly Shape[] {
  shapes ??= openTable()
  return shapes.get(selector) ?? []
}

function openTable(): ReadonlyMap<string, readonly Shape[]> {
  const table = new Map<string, Shape[]>()
  for (const shape of allShapes()) {
    const selector = selectorOf(signatureOf(shape.text))
    table.set(selector, [...(table.get(selector) ?? []), shape])
  }
  return table
}

export function allShapes(): Shape[] {
  return [
    ...tokenShapes(),
    ...nftShapes(),
    ...permit2Shapes(),
    ...ownershipShapes(),
    ...callShapes(),
    ...uniswapV2Shapes(),
    ...uniswapV3Shapes(),
    ...universalRouterShapes(),
    ...seaportShapes(),
    ...lendingShapes(),
    ...exchangeShapes(),
  ]
}

/** Without `0x`. */
export function selectorOf(signature: string): string {
  return bytesToHex(keccak_256(utf8ToBytes(signature)).subarray(0, 4))
}
