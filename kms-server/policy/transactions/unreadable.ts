/** The one refusal of bytes that are not what they were read as, and a way to try another reading. */
import { type Fault, fault, isFault } from "~protocol"

export function unreadable(where: string): Fault {
  return fault("TRANSACTION_UNREADABLE", { where })
}

/** What was read, or null where the bytes are something else. Mistakes of ours are not taken for theirs. */
export function attempt<T>(read: () => T): T | null {
  try {
    return read()
  } catch (thrown) {
    if (isFault(thrown, "TRANSACTION_UNREADABLE")) return null
    throw thrown
  }
}
