/**
 * What is looked up of a stamped request before anything of it is refused: its key's holder, its earlier answer and the
 * wallet that it names, in one question. Reads only; nothing that a stranger asks for is made or kept.
 */
import type * as z from "zod/mini"
import { type KmsMethod, kmsMethods } from "~protocol"
import { type AskedUse, type Database, isDatabaseTrouble, type Look, type Looked, look } from "../store"
import { openBatches } from "./batches"
import { methodOf } from "./inputs"
import { keyAsked } from "./methods"
import { openMethods, parsed, type ReadRequest } from "./requests"

/** The method with its parameters, or why there are none: which is said to those only who may ask at all. */
export type AskedMethod = { method: KmsMethod; params: unknown } | { refused: unknown }

export function askedOf(request: ReadRequest): AskedMethod {
  try {
    const method = methodOf(request.method)
    return { method, params: parsed(kmsMethods[method].params as z.ZodMiniType, request.params ?? {}) }
  } catch (thrown) {
    return { refused: thrown }
  }
}

/** Null for those that are looked up otherwise: without a key of their own, or from before there is an organization. */
export type Looks = { at(request: ReadRequest, asked: AskedMethod): Promise<Look | null> }

export function openLooks(database: Database): Looks {
  const looks = openBatches<Looked, Look>((lookers) => look(database, lookers), {
    mayRetry: (thrown) => !isDatabaseTrouble(thrown),
  })
  return {
    async at(request, asked) {
      const { stamp, organizationId, digest } = request
      if (stamp?.kind !== "PKI" || organizationId === null || openMethods.has(request.method)) return null
      return looks.add({ publicKey: stamp.publicKey, digest, organizationId, use: useOf(asked) })
    },
  }
}

type Signing = { walletId: string; policyName?: string | null }

/** The key that a method which signs will ask for, where its parameters name one. */
function useOf(asked: AskedMethod): AskedUse | null {
  if ("refused" in asked || !Object.hasOwn(keyAsked, asked.method)) return null
  const derivationIn = keyAsked[asked.method as keyof typeof keyAsked] as (
    params: unknown,
  ) => AskedUse["derivation"]
  const { walletId, policyName } = asked.params as Signing
  try {
    return { walletId, policyName: policyName ?? "", derivation: derivationIn(asked.params) }
  } catch {
    return null
  }
}
