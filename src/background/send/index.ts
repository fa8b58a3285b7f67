/** Sending from the wallet itself: recipients, what it costs, and the consent that an order becomes. */
export { draftSend, methodOf, quoteSend } from "./order"
export { readRecipient, recentRecipients } from "./recipients"
