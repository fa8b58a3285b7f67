/**
 * The channel between two processes of the KMS: a unix socket, frames with their length before them, CBOR inside.
 * Whoever connects must first present the secret of that link, which the launcher gave to both ends. A channel
 * carries one role: an object of asynchronous functions of at most one argument.
 */

/** What a role's functions are to a channel. */
export type Role = Readonly<Record<string, (argument: never) => Promise<unknown>>>

export type Link = {
  /** Path of the socket; its folder is closed to other users. */
  path: string
  secret: Uint8Array
}

export type ServedRole = {
  /** Takes no more calls, and waits for those under way. */
  close(): Promise<void>
}

/**
 * A role at the other end. A call that was sent and not answered when the link breaks rejects with UNAVAILABLE; the
 * link is opened again for the next one. A fault that was thrown there is thrown here, with its code and context.
 */
export type RemoteRole<R extends Role> = { role: R; close(): Promise<void> }
