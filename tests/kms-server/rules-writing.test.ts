/** That a policy is checked when it is written, and a bad one is refused with the place of its mistake. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { allowedBy, celPolicy, decideBy, factsOf, rule, rules, SOL } from "./rules-input"

const RUNS = Number(process.env.COUNTERSIGN_RUNS ?? 1)
const mistakeIn = (text: string, constants: Record<string, unknown> = {}) =>
  rules.mistakeIn(celPolicy([text], constants))

describe("rule 5: a rule is refused when it is written", () => {
  it.each([
    ["ill-typed", `tx.chain == 1`, "line 1, column 1"],
    ["of an unknown member", `true &&\n  tx.chian == ""`, "line 2, column 6"],
    ["of an unknown name", `secret == ""`, "line 1, column 1"],
    ["that is not true or false", `tx.chain`, "line 1, column 1"],
    ["that cannot be parsed", `true &&`, "line 1, column 8"],
    ["with matches", `tx.chain.matches("^(a+)+$")`, "line 1, column 1"],
    ["with dyn", `dyn(tx.chain) == 1`, "line 1"],
    ["with type", `type(1) == int`, "line 1"],
    ["with a fraction", `1.5 > 1.0`, "line 1, column 1"],
    ["with bytes", `b"a" == b"a"`, "line 1, column 1"],
    ["with null", `null == null`, "line 1, column 1"],
    ["that makes texts longer", `tx.chain + "a" == "a"`, "line 1, column 1"],
    ["that makes lists longer", `size(tx.programs + tx.programs) == 1`, "line 1"],
    ["that reckons with times", `now - now == duration("0s")`, "line 1"],
    ["with a map of its own", `{"a": 1}["a"] == 1`, "line 1, column 1"],
    ["with an unknown asset", `spend.within("SOL", 1, "24h")`, "line 1"],
    ["with an address in capitals", `tx.spent("eip155:1/erc20:0x${"A".repeat(40)}") == 0`, "line 1"],
    ["with a limit that nobody can foresee", `spend.within("${SOL}", size(tx.chain), "24h")`, "line 1"],
    ["with a limit on whatever comes", `tx.spends.all(s, spend.within(s.asset, 1, "24h"))`, "line 1"],
    ["with a window that is too long", `spend.within("usd", 1, "745h")`, "line 1"],
    ["with a window of nothing", `spend.within("usd", 1, "0s")`, "line 1"],
    ["with an unknown danger", `grants("everything")`, "line 1"],
    ["with a danger under a condition", `tx.kind == "" || grants("digest")`, "line 1, column 18"],
    ["with a danger that is not granted", `!grants("digest")`, "line 1, column 2"],
    ["with an unknown method", `request.method == "signTransactions"`, "line 1"],
    ["with a time without its zone", `now < timestamp("2030-01-01T00:00:00")`, "line 1"],
    ["with a day that there is not", `now < timestamp("2030-02-30T00:00:00Z")`, "line 1"],
    ["with a place without a clock", `now.hourIn("Moon/Tranquility") == 1`, "line 1"],
    ["that gives a name another meaning", `[1].all(constants, true)`, "line 1, column 9"],
    ["of three loops inside one another", `[1].all(a, [1].all(b, [1].all(c, true)))`, "line 1, column 23"],
    ["with a long list", `1 in [${"1,".repeat(65)}1]`, "line 1"],
    ["of more than 100 nodes", Array.from({ length: 60 }, () => "true").join(" && "), "line 1"],
    ["with a number above 2^256", `tx.spent("${SOL}") < ${2n ** 257n}`, "line 1"],
    ["with units that do not fit", `tx.spent("${SOL}") < units("0.0000000001", 9)`, "line 1"],
  ])("%s", (_, text, place) => {
    expect(mistakeIn(text)?.where).toContain(`rule 0, ${place}`)
    expect(decideBy(celPolicy(["true", text])).allowed).toBe(false)
  })

  it("which of the rules it is", () => {
    expect(rules.mistakeIn(celPolicy(["true", rule("1", "DENY")]))?.where).toContain("rule 1")
    expect(rules.mistakeIn(celPolicy(Array.from({ length: 65 }, () => "true")))).not.toBeNull()
    expect(rules.mistakeIn(celPolicy([rule('grants("digest")', "DENY")]))).not.toBeNull()
  })

  it("where together they are more work than a request may be", () => {
    const text = `tx.actions.all(a, tx.actions.all(b, a.to == b.to || a.from != b.from || a.amount > b.amount))`
    expect(mistakeIn(text)).toBeNull()
    const many = celPolicy(Array.from({ length: 64 }, () => text))
    expect(rules.mistakeIn(many)?.why).toContain("work")
  })

  it("and constants with it", () => {
    expect(mistakeIn("constants.a && constants.b == 1", { a: true, b: 1 })).toBeNull()
    expect(mistakeIn(`tx.chain in constants.list`, { list: ["solana"] })).toBeNull()
    expect(
      mistakeIn(`spend.within(constants.a, constants.n, constants.w)`, { a: "usd", n: 5, w: "1h" }),
    ).toBeNull()
    expect(mistakeIn(`tx.spent("${SOL}") < units(constants.max, 9)`, { max: "1.5" })).toBeNull()
    expect(mistakeIn("constants.b == 1", { b: "1" })?.where).toContain("rule 0")
    for (const value of [1.5, null, {}, [1, "a"], [[1]], 2 ** 60, "x".repeat(2000), Array(65).fill(1)]) {
      expect(mistakeIn("true", { odd: value })?.where).toBe("constant odd")
    }
    const policy = celPolicy(["true"], { twice: 1 })
    expect(
      rules.mistakeIn({ ...policy, constants: [...policy.constants, ...policy.constants] }),
    ).not.toBeNull()
  })

  it("and not where it is a policy with a name or with scopes", () => {
    expect(rules.mistakeIn({ type: "ROOT" })).toBeNull()
    expect(rules.mistakeIn({ type: "CEL", preset: "ALLOW_ALL" })).toBeNull()
    expect(rules.mistakeIn({ version: "v0", scopes: ["owner"] })).toBeNull()
    expect(rules.mistakeIn({ version: "v1", rootAccess: { type: "NONE" }, preset: "DENY_ALL" })).toBeNull()
    const wrong = { version: "v1" as const, rootAccess: { type: "NONE" as const }, constants: [] }
    expect(rules.mistakeIn({ ...wrong, rules: [rule("1")] })).not.toBeNull()
  })
})

describe("the most that a policy may ask", () => {
  it("is decided in less than 50 ms, on the largest request", () => {
    const body = "a.to == b.to || a.from != b.from || a.amount > b.amount || a.asset == b.asset"
    const text = `!tx.actions.exists(a, tx.actions.exists(b, ${body.replaceAll("==", "!=").replaceAll(">", "<")}))`
    let policy = celPolicy([text])
    while (rules.mistakeIn(celPolicy([...policy.rules, rule(text)])) === null) {
      policy = celPolicy([...policy.rules, rule(text)])
    }
    const action = {
      type: "transfer" as const,
      program: "",
      method: "",
      asset: "",
      amount: 1n,
      from: "",
      to: "",
    }
    const facts = factsOf({ actions: Array.from({ length: 64 }, () => action) })
    decideBy(policy, { facts })
    const begun = process.cpuUsage()
    for (let time = 0; time < 5; time++) expect(decideBy(policy, { facts }).allowed).toBe(true)
    const eachMs = process.cpuUsage(begun).user / 5000
    console.info(`the most work: ${policy.rules.length} rules, ${eachMs.toFixed(1)} ms`)
    expect(eachMs).toBeLessThan(50)
  })

  it("is decided in less than 50 ms, looking for a text that is nearly there", () => {
    const text = `${"a".repeat(128)}b${"a".repeat(127)}`
    const policy = celPolicy(Array.from({ length: 64 }, () => `!tx.message.text.contains("${text}")`))
    expect(rules.mistakeIn(policy)).toBeNull()
    const message = { bytes: 8192, text: "a".repeat(8192), signIn: null }
    const begun = process.cpuUsage()
    expect(decideBy(policy, { facts: factsOf({ message }) }).allowed).toBe(true)
    expect(process.cpuUsage(begun).user / 1000).toBeLessThan(50)
  })

  it("is decided in less than 50 ms, with as many clocks as may be asked", () => {
    const zones = ["Europe/Zurich", "Asia/Tokyo", "America/New_York"]
    const loop = `[1, 2, 3].exists(x, now.hourIn("${zones[0]}") > 24)`
    const texts = [loop, loop]
    for (
      let index = 0;
      rules.mistakeIn(celPolicy([...texts, `now.hourIn("${zones[index % 3]}") > 24`])) === null;
      index++
    ) {
      texts.push(`now.hourIn("${zones[index % 3]}") > 24`)
    }
    const policy = celPolicy([...texts.map((text) => rule(text, "DENY")).slice(0, 63), "true"])
    expect(rules.mistakeIn(policy)).toBeNull()
    const begun = process.cpuUsage()
    expect(decideBy(policy).allowed).toBe(true)
    expect(process.cpuUsage(begun).user / 1000).toBeLessThan(50)
  })
})

describe("whatever is written as a rule", () => {
  const words = [
    ..."()[]{}.,?:!+-*/%<>=&|\"'\\ \n".split(""),
    ...'== != <= >= && || in true false null 1 0x1F 1u 2.5 "a" \'b\' b\'c\' r\'d\' """e"""'.split(" "),
    ..."request tx wallet user spend now constants google cel type x a dyn int string bool has size".split(
      " ",
    ),
    ..."matches all exists map filter bind within spent grants units duration timestamp hourIn".split(" "),
    "request.method",
    "tx.actions",
    "tx.spends",
    "tx.spent(",
    "spend.within(",
    ".all(x, ",
    ".exists(x, ",
    `"${SOL}"`,
    '"24h"',
    "constants.x",
    "user.traits",
    "__proto__",
    "constructor",
    "prototype",
    "\u0000",
    "é",
    "𝕏",
  ]
  const texts = fc.oneof(
    fc.string({ maxLength: 80 }),
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.array(fc.constantFrom(...words), { maxLength: 40 }).map((list) => list.join("")),
    fc.array(fc.constantFrom(...words), { maxLength: 40 }).map((list) => list.join(" ")),
    fc.nat(4000).map((times) => "!".repeat(times)),
    fc.nat(2000).map((times) => "(".repeat(times)),
    fc.nat(1000).map((times) => "[".repeat(times)),
    fc.nat(1000).map((times) => `${"-".repeat(times)}1 > 0`),
    fc.nat(1000).map((times) => `tx${".x".repeat(times)}`),
  )

  it("there is an answer in time, and a decision that agrees with it", { timeout: 30_000 * RUNS }, () => {
    fc.assert(
      fc.property(texts, fc.constantFrom("ALLOW" as const, "DENY" as const), (text, outcome) => {
        const begun = process.cpuUsage()
        const policy = celPolicy([rule(text, outcome)], { x: 1 })
        const mistake = rules.mistakeIn(policy)
        const verdict = decideBy(policy)
        expect(process.cpuUsage(begun).user).toBeLessThan(50_000)
        if (mistake !== null) expect(mistake.where).toMatch(/^rule 0, line \d+, column \d+$/)
        if (mistake !== null) expect(verdict.allowed).toBe(false)
      }),
      { numRuns: 3000 * RUNS },
    )
  })

  it("a constant has an answer as well", { timeout: 30_000 * RUNS }, () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const policy = celPolicy(["true"], { x: value })
        const mistake = rules.mistakeIn(policy)
        expect(decideBy(policy).allowed).toBe(mistake === null)
      }),
      { numRuns: 300 * RUNS },
    )
  })
})

it("a policy that is read anew is the same policy, however many others there were", () => {
  for (let index = 0; index < 5000; index++) mistakeIn(`size(tx.programs) == ${index}`)
  expect(allowedBy(["size(tx.programs) == 1"])).toBe(true)
  expect(allowedBy(["size(tx.programs) == 2"])).toBe(false)
})
