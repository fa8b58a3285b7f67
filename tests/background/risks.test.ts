/** Every risk there is, by vectors: what triggers it, and what nearly does. */
import { readdirSync, readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import * as z from "zod/mini"
import { riskCodes, risks } from "~protocol"
import { appraiseInput } from "./support/appraisals"

const VECTORS = "tests/vectors/risks"

const Vectors = z.strictObject({
  triggers: z
    .array(
      z.strictObject({
        why: z.string(),
        input: z.unknown(),
        terms: z.record(z.string(), z.string()),
        place: z.optional(z.int()),
      }),
    )
    .check(z.minLength(1)),
  nearMisses: z.array(z.strictObject({ why: z.string(), input: z.unknown() })).check(z.minLength(1)),
})

const read = (code: string) => Vectors.parse(JSON.parse(readFileSync(`${VECTORS}/${code}.json`, "utf8")))

test("each risk has its vectors, and no vector is of another", () => {
  expect(readdirSync(VECTORS).sort()).toEqual(riskCodes.map((code) => `${code}.json`).sort())
})

describe.each(riskCodes)("%s", (code) => {
  const { triggers, nearMisses } = read(code)

  test.each(triggers)("is there: $why", ({ input, terms, place = null }) => {
    const found = appraiseInput(input).filter((risk) => risk.code === code)
    expect(found).toContainEqual({ code, severity: risks[code].severity, terms, place })
    for (const one of found) expect(Object.keys(one.terms).sort()).toEqual([...risks[code].terms].sort())
  })

  test.each(nearMisses)("is not there: $why", ({ input }) => {
    expect(appraiseInput(input).map((risk) => risk.code)).not.toContain(code)
  })
})
