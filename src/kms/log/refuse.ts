/** How everything about the audit log is refused: one fault, and a reason that a person can read. */
import { fault } from "~protocol"

export function refuse(why: string): never {
  throw fault("LOG_REFUSED", { why })
}
