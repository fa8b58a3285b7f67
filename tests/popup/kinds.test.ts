import { describe, expect, test } from "vitest"
import { afterwordOf, approveLabelOf, meaningOf, questionOf, warningsOf } from "~popup/words"
import { batchTotalOf } from "~popup/words/batch"
import { connectedMayOf } from "~popup/words/connect"
import { ConsentKind, type ConsentSubject, SignInProblem, ConsentSubject as Subject } from "~protocol"
import { messageOf, tokenCall } from "./pictures/nouns"
import { consentsOf, type Scene, scenes } from "./pictures/scenes"
import { signIn, signInConnects, signInElsewhere } from "./pictures/sign-in-scenes"
import { order, typedDataNowhere } from "./pictures/typed-data-scenes"
import { connectOf, ETHEREUM, ethereumCall, SOLANA, solanaCall, transactionOf, unreadable } from "./subjects"

const site = { origin: "https://app.example.org", isOwn: false }
const you = { origin: "chrome-extension://countersign", isOwn: true }
const consents = Object.values(scenes).flatMap((scene: Scene) => consentsOf(scene, you.origin))
const warningsIn = (subject: ConsentSubject) => warningsOf(subject, site).map(({ sentence }) => sentence)
const tonesIn = (subject: ConsentSubject) => warningsOf(subject, site).map(({ tone }) => tone)

const batchOf = (...calls: Extract<ConsentSubject, { kind: "batch" }>["calls"]) =>
  ({ ...transactionOf(calls[0] ?? ethereumCall()), kind: "batch", calls }) as const

test("every kind of consent is among those that are shown and looked at", () => {
  expect(new Set(consents.map(({ subject }) => subject.kind))).toEqual(new Set(ConsentKind.options))
  for (const { subject } of consents) expect(Subject.parse(subject)).toEqual(subject)
})

test("every consent asks a question, names what agreeing does, and says what it means", () => {
  for (const { subject } of consents) {
    expect(questionOf(subject)).toMatch(/^[A-Z].+\?$/)
    expect(approveLabelOf(subject)).toMatch(/^[A-Z][a-z ]+$/)
    expect(meaningOf(subject)).toMatch(/\.$/)
  }
})

test("a button that agrees to what is not as it should be says anyway, and no other does", () => {
  for (const { subject } of consents) {
    const isBad = tonesIn(subject).includes("bad")
    expect(approveLabelOf(subject).includes("anyway")).toBe(isBad)
  }
  expect(approveLabelOf(signInElsewhere)).toBe("Sign in anyway")
})

test("the worst is said first", () => {
  expect(tonesIn(signInElsewhere)).toEqual(["bad", "careful", "careful"])
})

test("no word of a page's own stands in a question, on a button or in a warning", () => {
  const word = "Zqx\u202E"
  const subjects: ConsentSubject[] = [
    messageOf(word),
    {
      ...signIn,
      signIn: { ...signIn.signIn, domain: word, statement: word, problems: [...SignInProblem.options] },
    },
    { ...typedDataNowhere, primaryType: word, domain: [{ name: word, type: word, value: word }] },
    ...consents.flatMap(({ subject }): ConsentSubject[] => {
      if (subject.kind === "chain")
        return [{ ...subject, chain: { ...subject.chain, name: word, symbol: word } }]
      if (subject.kind === "asset")
        return [{ ...subject, symbol: word, claimed: { symbol: word, decimals: 1 } }]
      return subject.kind === "login" ? [{ ...subject, appId: word }] : []
    }),
  ]
  for (const subject of subjects) {
    expect([questionOf(subject), approveLabelOf(subject), ...warningsIn(subject)].join()).not.toContain("Zqx")
  }
})

test("the symbol of a chain that a site brought cannot turn the sentence around it", () => {
  const transaction = transactionOf(ethereumCall())
  const chain = { ...transaction.chain, symbol: "\u202EHTE 000,1\n" }
  expect(questionOf({ ...transaction, chain })).toBe("Send 0.25 \u2068‹U+202E›HTE 000,1 \u2069?")
})

describe("a sign-in", () => {
  test.each(SignInProblem.options)("that is %s says so in one sentence of its own", (problem) => {
    const [sentence, ...more] = warningsIn({ ...signIn, signIn: { ...signIn.signIn, problems: [problem] } })
    expect(more).toEqual([])
    expect(sentence).toMatch(/^[A-Z].{20,}\.$/)
  })

  test("for another site is not called one for this site", () => {
    expect(questionOf(signIn)).toBe("Sign in to this site?")
    expect(questionOf(signInElsewhere)).toBe("Sign in to another site?")
  })

  test("names the part that differs: scheme, host, port or account", () => {
    const saying = (problem: SignInProblem, origin: string) =>
      warningsOf(
        { ...signIn, signIn: { ...signIn.signIn, problems: [problem] } },
        { origin, isOwn: false },
      )[0]?.sentence
    expect(saying("scheme-differs", "http://localhost:3000")).toContain("not for http,")
    expect(saying("host-differs", site.origin)).toContain("another site")
    expect(saying("port-differs", "http://localhost:3000")).toContain("port 3000")
    expect(saying("port-differs", "https://app.example.org")).toContain("port 443")
    expect(saying("address-differs", site.origin)).toContain("another account")
  })

  test("that an honest site may get wrong asks for a second look and no more", () => {
    const toneOf = (problem: SignInProblem) =>
      tonesIn({ ...signIn, signIn: { ...signIn.signIn, problems: [problem] } })[0]
    const bad = SignInProblem.options.filter((problem) => toneOf(problem) === "bad")
    expect(bad).toEqual(["scheme-differs", "host-differs", "address-differs"])
  })

  test("as it should be warns of nothing", () => {
    expect(warningsIn(signIn)).toEqual([])
    expect(warningsIn(signInConnects)).toEqual([])
  })
})

test("typed data warns that it can allow more than it says, and where it names no network", () => {
  expect(warningsIn(order)).toHaveLength(1)
  expect(warningsIn(typedDataNowhere)[1]).toContain("names no network")
  expect(warningsIn({ ...typedDataNowhere, domain: [] })[1]).toContain("any of them may take it")
  const elsewhere = { ...order, chain: null }
  expect(warningsIn(elsewhere)[1]).toContain("does not know")
})

test("a transaction that takes another's place is called what it is for", () => {
  const replacing = (how: "speed-up" | "cancel") => {
    const transaction = { ...transactionOf(ethereumCall()), replaces: { how, hash: "0x00" } }
    return [questionOf(transaction), approveLabelOf(transaction)]
  }
  expect(replacing("speed-up")).toEqual(["Speed up this transaction?", "Speed up"])
  expect(replacing("cancel")).toEqual(["Cancel this transaction?", "Send cancellation"])
})

test("a batch names how many it is, and what all of it can take", () => {
  const two = batchOf(ethereumCall(), tokenCall)
  expect(questionOf(two)).toBe("Approve 2 transactions?")
  expect(batchTotalOf(two)).toMatchObject({ name: "Total in ETH, at most", amount: "0.251992000000147 ETH" })
  expect(questionOf(batchOf(tokenCall))).toBe("Approve 1 transaction?")
  expect(approveLabelOf(batchOf(tokenCall))).toBe("Sign and send")
})

test("a batch claims no total where a part of it cannot be read, and warns of that once", () => {
  const open = { instructions: [unreadable] }
  const some = batchOf(solanaCall(), solanaCall(open), solanaCall(open))
  expect(batchTotalOf(some)).toMatchObject({ name: "Total in SOL, at least", amount: "1.000015 SOL" })
  expect(warningsIn(some)).toHaveLength(1)
  expect(batchTotalOf(batchOf(solanaCall({ ...open, feeLamports: null }))).amount).toBe("not known")
})

test("a token that the site described wrongly is not listed without a word", () => {
  const scene = scenes["asset-claimed"]
  if (!scene?.subjects[0]) throw new Error("no such scene")
  expect(tonesIn(scene.subjects[0])).toEqual(["bad"])
})

test("what a site may see is said of one account and of several", () => {
  const [one, two] = [
    { family: "ethereum", address: ETHEREUM },
    { family: "solana", address: SOLANA },
  ] as const
  expect(connectedMayOf({ accounts: [one] })[0]).toContain("this address")
  expect(connectedMayOf({ accounts: [one, two] })[0]).toContain("these addresses")
})

test("after a decision it is said who heard of it: the site, or nobody where you asked yourself", () => {
  const subject = transactionOf(ethereumCall())
  expect(afterwordOf({ subject }, site, "reject")).toContain("the site has been told")
  expect(afterwordOf({ subject }, you, "reject")).not.toContain("site")
  expect(afterwordOf({ subject }, site, "approve")).toContain("the site gets the result")
  expect(afterwordOf({ subject }, you, "approve")).toContain("the wallet sends it")
  expect(afterwordOf({ subject: connectOf([]) }, site, "approve")).toBe("Connected.")
})
