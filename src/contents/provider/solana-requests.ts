/** The familiar object's `request`: its calls by name, with transactions, or their messages alone, in base58. */
import { fromBase58, toBase58 } from "./bytes"
import { methodUnsupported, providerError } from "./provider-error"
import type { CallOptions, SolanaCalls } from "./solana-calls"
import { invalid } from "./solana-signing"
import { signatureOf, withSignatures } from "./solana-transactions"

type Params = { message?: unknown; options?: CallOptions; onlyIfTrusted?: boolean }

export function openSolanaRequests(calls: SolanaCalls) {
  /** Signed transactions, as much like those of web3.js as can be made of their bytes. */
  async function signAllTransactions({ message, options }: Params) {
    const { publicKey, signed } = await calls.signBytes(wiresOf(message), options)
    return signed.map((bytes) => ({
      signature: toBase58(signatureOf(bytes, `${publicKey}`) ?? new Uint8Array()),
      publicKey,
      serialize: () => bytes.slice(),
    }))
  }

  const requests: { readonly [method: string]: (params: Params) => Promise<unknown> } = {
    connect: calls.connect,
    disconnect: calls.disconnect,
    signIn: calls.signIn,
    signMessage: ({ message }) => calls.signMessage(message),
    signAllTransactions,
    signTransaction: async (params) => (await signAllTransactions(params))[0],
    signAndSendTransaction: async ({ message, options }) =>
      calls.signAndSendTransaction(wiresOf(message)[0], options),
    signAndSendAllTransactions: async ({ message, options }) =>
      calls.signAndSendAllTransactions(wiresOf(message), options),
  }

  return async function request(asked: { method: string; params?: Params }): Promise<unknown> {
    const method: unknown = asked?.method
    if (typeof method !== "string") throw invalid("method is not a text")
    const run = Object.hasOwn(requests, method) && requests[method]
    if (!run) throw providerError(methodUnsupported(method))
    return run(asked.params ?? {})
  }
}

/** One text or several. */
function wiresOf(message: unknown): Uint8Array[] {
  try {
    return [message].flat().map((text) => withSignatures(fromBase58(text as string)))
  } catch {
    throw invalid("message is not base58")
  }
}
