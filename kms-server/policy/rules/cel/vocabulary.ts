/**
 * What rules may say beside operators: which functions, what those take, and which names stand for something. What
 * is not here is refused: `matches` hangs on 27 characters, `dyn` would take the types away, and others do not mean
 * the same in every engine.
 */
import type { Asset, Danger } from "../../facts"

const dangers: Readonly<Record<Danger, true>> = {
  rawPayload: true,
  digest: true,
  eip7702: true,
  lookupTable: true,
  unknownInstruction: true,
  unknownCall: true,
  unlimited: true,
  unknownTransaction: true,
}

export function isDanger(name: unknown): name is Danger {
  return typeof name === "string" && Object.hasOwn(dangers, name)
}

/** How much work each function is, against one for reading a member. */
export const functions: ReadonlyMap<string, number> = new Map([
  ["size", 50],
  ["startsWith", 5],
  ["endsWith", 5],
  ["contains", 200],
  ["has", 1],
  ["timestamp", 10],
  ["duration", 10],
  ["getFullYear", 1],
  ["getMonth", 1],
  ["getDate", 1],
  ["getDayOfWeek", 1],
  ["getHours", 1],
  ["getMinutes", 1],
  ["getSeconds", 1],
  ["hourIn", 5000],
  ["minuteIn", 5000],
  ["weekdayIn", 5000],
  ["units", 10],
  ["grants", 1],
  ["within", 10],
  ["spent", 20],
])

export const zoned: ReadonlySet<string> = new Set(["hourIn", "minuteIn", "weekdayIn"])

/** Operators, with their work. `.` and the rest that only read have one. */
export const operators: ReadonlyMap<string, number> = new Map([
  ["value", 1],
  ["id", 1],
  [".", 1],
  ["[]", 2],
  ["list", 1],
  ["?:", 1],
  ["&&", 1],
  ["||", 1],
  ["!_", 1],
  ["-_", 1],
  ["+", 1],
  ["-", 1],
  ["*", 1],
  ["/", 1],
  ["%", 1],
  ["<", 1],
  ["<=", 1],
  [">", 1],
  [">=", 1],
  ["==", 1],
  ["!=", 1],
  ["in", 2],
])

export const arithmetic: ReadonlySet<string> = new Set(["+", "-", "*", "/", "%", "-_"])

const scalars = ["bool", "int", "string", "google.protobuf.Timestamp"]
const lists = ["list<string>", "list<int>", "list<bool>", "list<T>"]

/** Types of which engines agree when two are equal. */
export const comparable: ReadonlySet<string> = new Set([...scalars, ...lists])

const ASSET =
  /^(?:solana\/(?:slip44:501|token:[1-9A-HJ-NP-Za-km-z]{32,44})|eip155:[1-9]\d{0,19}\/(?:slip44:60|erc(?:20|721):0x[0-9a-f]{40}|erc1155:0x[0-9a-f]{40}\/\d{1,78})|bip122\/slip44:0|sui\/slip44:784)$/

/** As the facts spell it, Ethereum's in lower case: a limit on another spelling would never count. */
export function isAsset(name: unknown): name is Asset {
  return typeof name === "string" && ASSET.test(name)
}

export function isCounted(name: unknown): name is Asset | "usd" | "count" {
  return name === "usd" || name === "count" || isAsset(name)
}

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)$/

/** RFC 3339 with its offset, for without one an engine takes the machine's; and a day that there is. */
export function isTimestamp(text: unknown): boolean {
  if (typeof text !== "string" || !TIMESTAMP.test(text)) return false
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split("-").map(Number)
  const date = new Date(Date.UTC(year, month - 1, day))
  return year >= 1 && date.getUTCDate() === day && !Number.isNaN(Date.parse(text))
}
