/** The familiar object's `request`: its calls by name, with transactions, or their messages alone, in base58. */
import { fromBase58, toBase58 } from "./bytes"
import { methodUnsupported, paramsInvalid, providerError } from "./provider-error"
import { publicKeyOf } from "./public-key"
import type { CallOptions, SolanaCalls } from "./solana-calls"
import { signatureOf, withSignatures } from "./solana-transactions"

type Params = { message?: unknown; options?: CallOptions; onlyIfTrusted?: boolean }
type Requests = { readonly [method: string]: (params: Params) => Promise<unknown> }

export function openSolanaRequests(calls: SolanaCalls) {
  /** Signed transactions, as much like those of web3.js as can be made of their bytes. */
  async function sign(messages: unknown, options: CallOptions, method: string) {
    const wires = listOf(messages).map((message) => wireOf(message, method))
    const { address, signed } = await calls.signBytes(wires, options, method)
    return signed.map((bytes) => ({
      signature: toBase58(signatureOf(bytes, address) ?? new Uint8Array()),
      publicKey: publicKeyOf(address),
      serialize: () => bytes.slice(),
    }))
  }

  const requests: Requests = {
    connect: calls.connect,
    disconnect: calls.disconnect,
    signIn: calls.signIn,
    signMessage: ({ message }) => calls.signMessage(message),
    signTransaction: async ({ message, options }) => (await sign([message], options, "signTransaction"))[0],
    signAllTransactions: ({ message, options }) => sign(message, options, "signAllTransactions"),
    signAndSendTransaction: async ({ message, options }) =>
      calls.signAndSendTransaction(wireOf(message, "signAndSendTransaction"), options),
    signAndSendAllTransactions: async ({ message, options }) => {
      const method = "signAndSendAllTransactions"
      return calls.signAndSendAllTransactions(
        listOf(message).map((one) => wireOf(one, method)),
        options,
      )
    },
  }

  return async function request(asked: { method: string; params?: Params }): Promise<unknown> {
    const method: unknown = asked?.method
    if (typeof method !== "string") throw providerError(paramsInvalid("request", "method is not a text"))
    const run = Object.hasOwn(requests, method) ? requests[method] : undefined
    if (!run) throw providerError(methodUnsupported(method))
    return run(asked.params ?? {})
  }
}

function listOf(messages: unknown): unknown[] {
  return Array.isArray(messages) ? messages : [messages]
}

function wireOf(message: unknown, method: string): Uint8Array {
  try {
    if (typeof message === "string" && message !== "") return withSignatures(fromBase58(message))
  } catch {
    // Refused below, like everything else that is not base58.
  }
  throw providerError(paramsInvalid(method, "message is not base58"))
}
