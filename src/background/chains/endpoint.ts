/**
 * One address of a network, asked over HTTP. It gives what it read as text, no more than the limit and in no more than
 * the time given; it sends no cookie, says nothing of who asks, and follows nobody to another address.
 */

/** More than any answer that a page or the wallet needs. */
export const ANSWER_LIMIT_BYTES = 2 * 1024 * 1024

/** `silent`: nothing, or nothing to go by; whether it took what it was given is not known. */
export type Exchange = { text: string } | "silent" | "too large"

export async function exchange(url: string, body: string, timeoutMs: number): Promise<Exchange> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
      signal: AbortSignal.timeout(timeoutMs),
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
    })
    if (response.status !== 429 && response.status < 500)
      return await readBounded(response, ANSWER_LIMIT_BYTES)
    await response.body?.cancel()
    return "silent"
  } catch {
    return "silent"
  }
}

/** What it says of its own length is not believed. */
export async function readBounded(
  { body }: Response,
  limitBytes: number,
): Promise<{ text: string } | "too large"> {
  const reader = body?.getReader()
  const decoder = new TextDecoder("utf-8", { fatal: true })
  let [text, bytes] = ["", 0]
  for (;;) {
    const read = await reader?.read()
    if (!read || read.done) return { text: text + decoder.decode() }
    bytes += read.value.byteLength
    if (bytes > limitBytes) {
      await reader?.cancel()
      return "too large"
    }
    text += decoder.decode(read.value, { stream: true })
  }
}
