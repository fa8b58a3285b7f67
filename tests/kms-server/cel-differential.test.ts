/**
 * That rules mean what CEL says: expressions in the language of rules, decided here and by another engine that is
 * held against the specification's conformance tests. Where the two differ on purpose, the last tests say how.
 */
import { CelScalar, celFunc, celMethod, isCelError, mapType, run } from "@bufbuild/cel"
import { timestampFromMs } from "@bufbuild/protobuf/wkt"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Facts } from "~kms-server/policy/facts"
import { celPolicy, decideBy, factsOf, MONDAY_NOON, rules, SOL } from "./rules-input"
import { inTime } from "./transactions-time"

const RUNS = Number(process.env.COUNTERSIGN_RUNS ?? 1)
const TRAITS = { team: "red", level: "𝕏3" }
const CONSTANTS = { yes: true, nine: 9, word: "sol", words: ["solana", "", "é"], numbers: [1, -2, 3] }
type Answer = boolean | "error"

const action = (type: Facts["actions"][number]["type"], amount: bigint, to: string) => ({
  type,
  program: "p",
  method: "m",
  asset: SOL,
  amount,
  from: "me",
  to,
})
const facts = factsOf({
  actions: [action("transfer", 5n, "a"), action("memo", 0n, "é"), action("call", 2n ** 62n, "𝕏")],
  spends: [
    { asset: SOL, amount: 5n },
    { asset: "solana/token:x", amount: 7n },
  ],
  fee: { asset: SOL, amount: 5000n },
  programs: ["p", "solana", ""],
  message: { bytes: 3, text: "sol é 𝕏", signIn: null },
})

function answerHere(text: string, seen: Facts = facts): Answer {
  const policy = celPolicy([text], CONSTANTS)
  const verdict = decideBy(policy, {
    facts: seen,
    user: { username: "alice", policy, traits: TRAITS, holder: "h" },
  })
  if (verdict.allowed) return true
  return verdict.why.includes("could not be evaluated") ? "error" : false
}

const { INT, STRING, DYN } = CelScalar
const functions = [
  celMethod(
    "spent",
    mapType(STRING, DYN),
    [STRING],
    INT,
    (asset) => facts.spends.find((spend) => spend.asset === asset)?.amount ?? 0n,
  ),
  celFunc("units", [STRING, INT], INT, (text, decimals) => BigInt(Number(text) * 10 ** Number(decimals))),
]

function handed(given: unknown): never {
  if (Array.isArray(given)) return given.map(handed) as never
  if (given === null || typeof given !== "object") return given as never
  return new Map(Object.entries(given).map(([key, value]) => [key, handed(value)])) as never
}

const numbered = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(numbered) : typeof value === "number" ? BigInt(value) : value

const bindings = {
  request: handed({ method: "signTransaction", organizationId: "o", policyName: "" }),
  tx: handed({ ...facts, message: { bytes: 3n, text: facts.message.text } }),
  user: handed({ username: "alice", isRoot: false, traits: TRAITS }),
  constants: handed(
    Object.fromEntries(Object.entries(CONSTANTS).map(([name, value]) => [name, numbered(value)])),
  ),
  now: timestampFromMs(MONDAY_NOON) as never,
}

function answerThere(text: string): Answer {
  try {
    const answer = run(text, bindings, { funcs: functions })
    return isCelError(answer) || typeof answer !== "boolean" ? "error" : answer
  } catch {
    return "error"
  }
}

const pick = fc.constantFrom
const join = (...parts: (string | fc.Arbitrary<string>)[]) =>
  fc
    .tuple(...parts.map((part) => (typeof part === "string" ? fc.constant(part) : part)))
    .map((list) => list.join(""))

const literals = ["", "a", "sol", "solana", "red", "é", "𝕏", "transfer", "\\n"]
const text = (value: string) => JSON.stringify(value)
const { bool } = fc.letrec<Record<"bool" | "int" | "string" | "strings" | "ints", string>>((tie) => ({
  bool: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    pick("true", "false", "user.isRoot", "constants.yes"),
    join("(", tie("bool"), pick(" && ", " || ", " == ", " != "), tie("bool"), ")"),
    join("!", tie("bool")),
    join("(", tie("bool"), " ? ", tie("bool"), " : ", tie("bool"), ")"),
    join("(", tie("int"), pick(" < ", " <= ", " > ", " >= ", " == ", " != "), tie("int"), ")"),
    join("(", tie("string"), pick(" == ", " != "), tie("string"), ")"),
    join("(", tie("string"), " in ", tie("strings"), ")"),
    join("(", tie("int"), " in ", tie("ints"), ")"),
    join("(", tie("strings"), pick(" == ", " != "), tie("strings"), ")"),
    join(tie("string"), pick(".startsWith(", ".endsWith("), tie("string"), ")"),
    join(tie("string"), ".contains(", pick(...literals.map(text)), ")"),
    join("tx.actions", pick(".all", ".exists", ".exists_one"), "(x, x.amount > ", tie("int"), ")"),
    join(tie("strings"), pick(".all", ".exists", ".exists_one"), "(y, y == ", tie("string"), ")"),
    join(tie("ints"), pick(".all", ".exists", ".exists_one"), "(z, 10 / z > ", tie("int"), ")"),
    pick(
      "has(user.traits.team)",
      "has(user.traits.absent)",
      '("team" in user.traits)',
      '("x" in user.traits)',
    ),
    pick(
      '(now < timestamp("2030-01-01T00:00:00Z"))',
      '(now == timestamp("2026-11-23T13:00:00+01:00"))',
      '(timestamp("2024-02-29T23:59:59-05:00") >= now)',
    ),
  ),
  int: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    pick("0", "1", "-2", "5000", "0x1F", "9223372036854775807", "4611686018427387904", "constants.nine"),
    pick("tx.fee.amount", "tx.message.bytes", `tx.spent("${SOL}")`, 'units("1.5", 9)'),
    pick("now.getHours()", "now.getDayOfWeek()", "now.getFullYear()", "now.getMonth()", "now.getDate()"),
    pick("now.getMinutes()", "now.getSeconds()"),
    join("tx.actions[", tie("int"), "].amount"),
    join(tie("ints"), "[", tie("int"), "]"),
    join("(", tie("int"), pick(" + ", " - ", " * ", " / ", " % "), tie("int"), ")"),
    join("size(", tie("string"), ")"),
    join(tie("strings"), ".size()"),
    join("(", tie("bool"), " ? ", tie("int"), " : ", tie("int"), ")"),
  ),
  string: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    pick(...literals.map(text), "'a'", 'r"\\n"', '"\\u00e9"', '"""a"""'),
    pick("tx.chain", "tx.kind", "tx.message.text", "user.username", "constants.word", "request.policyName"),
    pick("user.traits.team", "user.traits['level']", "user.traits.absent"),
    join("tx.actions[", pick("0", "1", "2", "3", "-1"), pick("].to", "].type")),
    join(tie("strings"), "[", pick("0", "1", "2", "-1"), "]"),
    join("(", tie("bool"), " ? ", tie("string"), " : ", tie("string"), ")"),
  ),
  strings: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    pick("tx.programs", "constants.words", '["a", "é"]', '["solana"]'),
    join("[", tie("string"), ", ", tie("string"), "]"),
    join("tx.actions.map(v, ", pick("v.to", "v.type", "v.asset"), ")"),
    join("tx.actions.map(w, w.amount > ", tie("int"), ", w.to)"),
    join(tie("strings"), ".filter(u, u != ", tie("string"), ")"),
  ),
  ints: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    pick("constants.numbers", "[0, 1]", "[2]"),
    join("[", tie("int"), ", ", tie("int"), "]"),
    join("tx.actions.map(t, t.amount)"),
    join(tie("ints"), ".filter(q, q >= ", tie("int"), ")"),
  ),
}))

describe("the two engines", () => {
  it("agree on every expression that both can say", { timeout: 30_000 * RUNS }, () => {
    const seen = { true: 0, false: 0, error: 0 }
    fc.assert(
      fc.property(bool, (expression) => {
        const mistake = inTime(() => rules.mistakeIn(celPolicy([expression], CONSTANTS)))
        if (mistake) {
          expect(mistake.why).toMatch(/maxAstNodes|maxDepth|inside one another|too much work/)
          return
        }
        const here = inTime(() => answerHere(expression))
        expect(here).toBe(answerThere(expression))
        seen[`${here}`]++
      }),
      { numRuns: 2000 * RUNS },
    )
    // A comparison of nothing but errors would agree as well.
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(50)
  })
})

describe("the two engines differ on purpose", () => {
  const big = factsOf({ ...facts, fee: { asset: SOL, amount: 2n ** 255n } })

  it("where an amount is above 64 bits: it is compared exactly here, and is no int by the specification", () => {
    expect(answerHere(`tx.fee.amount == ${2n ** 255n}`, big)).toBe(true)
    expect(answerHere(`tx.fee.amount < ${2n ** 255n + 1n}`, big)).toBe(true)
    expect(answerHere(`tx.fee.amount > ${2n ** 255n}`, big)).toBe(false)
  })

  it("but not where reckoning leaves 64 bits: that is an error in both, and a denial", () => {
    for (const expression of [
      "9223372036854775807 + 1 > 0",
      "-9223372036854775807 - 2 < 0",
      "4611686018427387904 * 2 > 0",
    ]) {
      expect(answerHere(expression)).toBe("error")
      expect(answerThere(expression)).toBe("error")
    }
    expect(answerHere("tx.fee.amount + 1 > 0", big)).toBe("error")
  })

  it("where the least number of 64 bits is negated or divided: it has an exact answer here", () => {
    const least = "(-9223372036854775807 - 1)"
    for (const expression of [`-${least} > 0`, `${least} / -1 > 0`]) {
      expect(answerHere(expression)).toBe(true)
      expect(answerThere(expression)).toBe("error")
    }
  })

  it("where a rule is refused when it is written and the other would only fail when it runs", () => {
    for (const expression of ['"a" == 1', "1.5 > 1.0", 'tx.chain.matches("s.*")', "tx.absent == 1"]) {
      expect(rules.mistakeIn(celPolicy([expression]))).not.toBeNull()
    }
  })
})
