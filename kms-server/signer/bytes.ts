/** Buffers with secrets: they live as long as one call, and are zeroed whatever happens in it. */

/** Runs `use` with a secret and zeroes it afterwards. `use` must have ended when it returns. */
export function spending<T>(secret: Uint8Array, use: (secret: Uint8Array) => T): T {
  try {
    return use(secret)
  } finally {
    secret.fill(0)
  }
}

/** The same for a use that takes its time. */
export async function spendingSlowly<T>(
  secret: Uint8Array,
  use: (secret: Uint8Array) => Promise<T>,
): Promise<T> {
  try {
    return await use(secret)
  } finally {
    secret.fill(0)
  }
}

export function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0
}
