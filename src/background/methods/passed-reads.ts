/**
 * The reads that are passed on to the chain of the site, as they are asked and as they are answered; public, so any
 * page with an origin may ask. What a page leaves out at the end stays out, but for the block: nodes do not agree on
 * which one is meant.
 */
import { type PassedRead, passedReads } from "~protocol"
import type { Route, RoutesOf } from "./route"

/** Where the block stands among the parameters. */
const blockAt: { readonly [M in PassedRead]?: number } = {
  eth_call: 1,
  eth_createAccessList: 1,
  eth_getBalance: 1,
  eth_getCode: 1,
  eth_getTransactionCount: 1,
  eth_getStorageAt: 2,
  eth_getProof: 2,
}

export const passedReadRoutes = Object.fromEntries(
  Object.keys(passedReads).map((method) => [method, passedRead(method as PassedRead)]),
) as RoutesOf<typeof passedReads>

function passedRead(method: PassedRead): Route<PassedRead> {
  return {
    connected: false,
    run: async (asked, { ethereum }) => ({
      answer: await (await ethereum()).read(method, paramsOf(asked, blockAt[method])),
    }),
  }
}

export function paramsOf(asked: unknown, blockPlace?: number): unknown[] {
  const params: unknown[] = Array.isArray(asked) ? [...asked] : []
  while (params.length > 0 && isLeftOut(params.at(-1))) params.pop()
  if (blockPlace !== undefined && isLeftOut(params[blockPlace])) params[blockPlace] = "latest"
  return params
}

function isLeftOut(param: unknown): boolean {
  return param === undefined || param === null
}
