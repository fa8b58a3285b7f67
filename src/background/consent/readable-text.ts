/**
 * Bytes as text, where a person can be shown all of it: valid UTF-8 with no control characters but line feed and
 * tab. Anything else is shown as bytes.
 */

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/

/** The text whose UTF-8 is exactly these bytes, or null. */
export function exactText(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

export function readableText(bytes: Uint8Array): string | null {
  const text = exactText(bytes)
  return text === null || CONTROL.test(text) ? null : text
}
