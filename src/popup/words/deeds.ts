/** What a transaction does, or what was signed, as a line of a list. Amounts are exact; what a site named is made safe to look at. */
import type { Deed } from "~protocol"
import { shortAddressOf } from "../addresses"
import { say } from "../language"
import { visibleTextOf } from "../visible-text"
import { amountOf } from "./amounts"

export function deedTitleOf(deed: Deed): string {
  switch (deed.kind) {
    case "send":
      return say("activity.deed.send", {
        amount: amountOf(deed.amount, { chain: deed }),
        to: shorten(deed.to),
      })
    case "call":
      return deed.amount === "0"
        ? say("activity.deed.call", { to: shorten(deed.to) })
        : say("activity.deed.callWith", {
            amount: amountOf(deed.amount, { chain: deed }),
            to: shorten(deed.to),
          })
    case "create":
      return say("activity.deed.create")
    case "cancel":
      return say("activity.deed.cancel", { hash: shorten(deed.hash) })
    case "instructions":
      return say("activity.deed.instructions", { count: deed.count })
    case "message":
      return say("activity.deed.message")
    case "sign-in":
      return say("activity.deed.signIn", { domain: visibleTextOf(deed.domain) })
    case "document":
      return deed.of === null
        ? say("activity.deed.document", { type: visibleTextOf(deed.type) })
        : say("activity.deed.documentOf", { type: visibleTextOf(deed.type), of: visibleTextOf(deed.of) })
  }
}

function shorten(name: string): string {
  return visibleTextOf(shortAddressOf(name))
}
