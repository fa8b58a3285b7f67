/** One JSON-RPC call to a local chain, for checking what the wallet did without asking the wallet. */
export async function rpc<Result>(url: string, method: string, params: unknown[]): Promise<Result> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params })
  const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body })
  const reply = (await answer.json()) as { result: Result; error?: { message: string } }
  if (reply.error !== undefined) throw new Error(`${method}: ${reply.error.message}`)
  return reply.result
}

/** Asks again until `done`, for at most `timeoutMs`. */
export async function rpcUntil<Result>(
  ask: () => Promise<Result>,
  done: (result: Result) => boolean,
  timeoutMs = 20_000,
): Promise<Result> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const result = await ask()
    if (done(result) || Date.now() > deadline) return result
    await new Promise((wake) => setTimeout(wake, 200))
  }
}
