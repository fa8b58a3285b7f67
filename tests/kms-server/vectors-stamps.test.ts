/** Known answers for stamps: those of the vectors, and one that the published clients made. */
import { describe, expect, it } from "vitest"
import { checkStamp } from "~kms-server/policy/stamps"
import published from "../vectors/published-stamp.json"
import stamps from "../vectors/stamps.json"

describe("a stamp", () => {
  it.each(stamps.stamps)("with $name is accepted: $accepted (rule 2)", ({ header, body, accepted }) => {
    expect(checkStamp(header, Buffer.from(body)).ok).toBe(accepted)
  })

  it("as the published clients send it is accepted", () => {
    expect(checkStamp(published.stamp, Buffer.from(published.body)).ok).toBe(true)
  })
})
