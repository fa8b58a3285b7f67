/** Ethereum: what only reads a chain, and is passed on to it. Anything that is not named here is not passed on. */
import * as z from "zod/mini"
import { Hash, NoParams, Quantity } from "./shapes"

export const ethereumReadMethods = {
  eth_blockNumber: { asked: NoParams, answered: Quantity },
  eth_getTransactionReceipt: {
    asked: z.tuple([Hash]),
    answered: z.nullable(z.record(z.string(), z.unknown())),
  },
} as const
