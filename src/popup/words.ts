/**
 * Every sentence the face says, in plain words. A sentence promises no more than is so, and names who does what:
 * the site asks, you decide, the KMS signs.
 */
import type { ConsentKind, ConsentSubject, Family, SolanaInstruction } from "~protocol"
import { formatAmount } from "./amounts"
import { type Cost, onlyTransferOf, type Transaction } from "./costs"
import type { Decision } from "./screen"

/** About what the box of a text shows at once in the smallest window. */
const LINES_IN_SIGHT = 8
const CHARACTERS_IN_SIGHT = 300

export const familyNames: Record<Family, string> = { ethereum: "Ethereum", solana: "Solana" }

export const words = {
  product: "Countersign",
  firstRun: {
    title: "A wallet that holds no keys",
    what: "The keys of your wallet are made and kept by a key management service (KMS), never in this browser.",
    you: "This browser can only ask it to sign, and asks you before every signature.",
    create: "Create a wallet",
    creating: "Creating your wallet…",
    waiting: "is waiting to connect. You will come back to its request.",
  },
  home: {
    accounts: "Accounts",
    sites: "Connected sites",
    noSites: "No site is connected. A site that asks shows up here once you agree.",
    disconnect: "Disconnect",
    noBalance: "no answer",
    keptBy: "Keys are kept by the KMS at",
  },
  consent: {
    asks: "asks",
    thisComputer: "on this computer",
    reject: "Reject",
    queue: (total: number) => `1 of ${total}`,
    queueSpoken: (total: number) =>
      total === 1 ? "One request is open." : `${total} requests are open. This is the first.`,
  },
  connect: {
    may: ["See this address, its balance and its history", "Ask you for a signature"],
    mayNot: ["Sign or move anything without you"],
    mayLabel: "Allowed",
    mayNotLabel: "Not allowed",
  },
  settled: {
    title: "Nothing left to decide",
    approved: "Approved. The KMS signs now, and the site gets the result.",
    rejected: "Rejected. Nothing was signed, and the site has been told.",
    none: "No request is open. If a site asked, it has taken its request back or the time for it has passed.",
    close: "Close",
  },
  trouble: { title: "Not available right now", again: "Try again" },
  loading: "Opening the wallet…",
  copy: { idle: "Copy", done: "Copied", failed: "Copying failed" },
} as const

/** The question at the top of a consent. */
export function questionOf(subject: ConsentSubject): string {
  switch (subject.kind) {
    case "connect":
      return "Connect this site?"
    case "message":
      return "Sign this message?"
    case "transaction":
      return transactionQuestionOf(subject)
    case "typedData":
      return "Sign this typed data?"
    case "batch":
      return `Approve ${subject.calls.length} transactions?`
    case "chain":
      return "Add this network?"
    case "asset":
      return `List the token ${subject.symbol}?`
    case "login":
      return "Let this app sign in?"
    case "autoConfirm":
      return "Approve without asking?"
  }
}

function transactionQuestionOf(transaction: Transaction): string {
  const { call, submits } = transaction
  if (call.family === "solana") {
    const transfer = onlyTransferOf(call)
    if (!transfer || transfer.from !== transaction.account.address) return "Approve this transaction?"
    return paymentQuestion(amountOf(transfer.lamports, transaction), submits)
  }
  const amount = amountOf(call.wei, transaction)
  if (call.action === "transfer") return paymentQuestion(amount, submits)
  const verb = call.action === "create" ? "Create a contract" : "Call a contract"
  return call.wei === "0" ? `${verb}?` : `${verb} and send ${amount}?`
}

function paymentQuestion(amount: string, submits: boolean): string {
  return submits ? `Send ${amount}?` : `Sign a payment of ${amount}?`
}

/** The amount with its symbol, exact. */
export function amountOf(amount: string | bigint, { chain }: Pick<Transaction, "chain">): string {
  return `${formatAmount(amount, chain.decimals)} ${chain.symbol}`
}

/** What leaves the account; at least what is known of it, where not all can be read. */
export function leavingOf({ amount, fee, total }: Cost, transaction: Transaction): string {
  if (total !== null) return amountOf(total, transaction)
  const known = amount + (fee ?? 0n)
  return known === 0n ? "not known" : `at least ${amountOf(known, transaction)}`
}

/** What the button that agrees says: what will happen, in a word. */
export function approveLabelOf(subject: ConsentSubject): string {
  if (subject.kind === "connect") return "Connect"
  return subject.kind === "transaction" && subject.submits ? "Sign and send" : "Sign"
}

/** What agreeing means, below the facts. */
export function meaningOf(subject: ConsentSubject): string {
  switch (subject.kind) {
    case "connect":
      return "You can disconnect it again at any time."
    case "message":
      return subject.text === null
        ? "These bytes are not readable text. Sign them only if you know what they are."
        : "Signing costs nothing and moves nothing by itself, but the site can act on it. Sign only what you understand."
    case "transaction":
      return subject.submits
        ? `The KMS signs it, and the wallet sends it to ${subject.chain.name}.`
        : "The site gets the signed transaction and can send it at any time."
    default:
      return "You can reject this without any loss."
  }
}

/** What a person should know before agreeing, or null. */
export function warningOf(subject: ConsentSubject): string | null {
  if (subject.kind !== "transaction") return null
  const { call } = subject
  if (call.family === "solana") {
    if (call.lookupTables.length > 0)
      return "Some of the accounts are named only by a table on the network, so the wallet cannot say what this does."
    if (call.instructions.some(({ name }) => name === "unknown"))
      return "The wallet cannot read every instruction. What those do to your account is not known."
    return null
  }
  if (call.action === "call") return "The wallet cannot say what this contract does with the call."
  return call.action === "create" ? "The wallet cannot say what the new contract does." : null
}

/** One Solana instruction as a line. */
export function instructionTitleOf(instruction: SolanaInstruction, transaction: Transaction): string {
  switch (instruction.name) {
    case "transfer":
      return `Transfer ${amountOf(instruction.lamports, transaction)}`
    case "memo":
      return "Note, public for ever"
    case "compute-budget":
      return "Fee setting"
    case "unknown":
      return "Instruction the wallet cannot read"
  }
}

/** What is announced, and shown for a moment, once a person has answered. */
export function afterwordOf(kind: ConsentKind, decision: Decision): string {
  if (decision === "reject") return words.settled.rejected
  return kind === "connect" ? "Connected." : words.settled.approved
}

/** Says that a text goes on below what can be seen at once, however much of it is blank; null for a short one. */
export function scrollHintOf(text: string): string | null {
  const lines = text.split("\n").length
  if (lines > LINES_IN_SIGHT) return `${lines.toLocaleString("en")} lines. Scroll to read all of it.`
  return text.length > CHARACTERS_IN_SIGHT ? "A long text. Scroll to read all of it." : null
}

export function lengthInWords(hex: string): string {
  const bytes = (hex.length - 2) / 2
  return bytes === 1 ? "1 byte" : `${bytes.toLocaleString("en")} bytes`
}
