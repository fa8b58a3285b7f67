/** What is known of the things that a request's sentences speak of: the chain it is on, who signs, and the assets. */
import type { ConsentSubject } from "~protocol"
import type { Seen } from "../use-insight"
import type { About } from "./actions"

export function knownOf(subject: ConsentSubject, seen: Seen): About {
  return {
    assets: seen.status === "known" ? seen.insight.assets : [],
    chain: "chain" in subject ? subject.chain : null,
    owner: "account" in subject ? subject.account.address : "",
  }
}
