/** The refusal to open a consent to what cannot be sent. */
import { type Fault, fault, type SendRefusal } from "~protocol"

export function refuseSending(why: SendRefusal): Fault {
  return fault("SEND_REFUSED", { why })
}
