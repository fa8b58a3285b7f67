/**
 * The policies that have a name instead of rules. None of them administers; which dangers each takes is written
 * here and nowhere else.
 */
import type { UserPolicy } from "~protocol"
import type { Danger } from "../facts"
import type { Case } from "./cases"
import { allow, deny, type Judgement, spellOverrun } from "./judgement"
import { type Kind, kindIn } from "./methods"
import type { Holder, Need } from "./role"
import { type Limit, pricelessIn, weigh } from "./weighing"
import { DAY_MS } from "./windows"

type DistributiveOmit<T, K extends string> = T extends unknown ? Omit<T, K> : never

/** A user's preset and a grant's say the same. */
export type Preset = DistributiveOmit<Extract<UserPolicy, { preset: unknown }>, "type">
type PresetName = Preset["preset"]
type DappPreset = Extract<Preset, { preset: "DAPP_CONNECTION_USER" }>

/**
 * What real dApps need: programs that nobody decodes, lookup tables, approvals without a bound. Never bytes without
 * a meaning, nor a delegation of the account.
 */
export const dappDangers: ReadonlySet<Danger> = new Set([
  "unknownInstruction",
  "lookupTable",
  "unknownCall",
  "unlimited",
])

/**
 * ROOT takes what a wallet's owner can be asked for in good faith. Bytes without a meaning and a delegation of the
 * account need a rule that names them, which root may write, for another user.
 */
export const rootDangers: ReadonlySet<Danger> = new Set([...dappDangers, "digest", "unknownTransaction"])

/** What is not understood cannot be counted, so with a limit in US cents none of it passes. */
const none: ReadonlySet<Danger> = new Set()

const uses: ReadonlySet<Kind> = new Set(["open", "read", "make", "account", "sign"])

/** The first danger of the request that is not taken, as a reason. */
export function ungranted({ facts }: Pick<Case, "facts">, taken: ReadonlySet<Danger>): string | null {
  const danger = facts?.dangers.find((danger) => !taken.has(danger))
  return danger ? `${danger} is denied unless a rule grants it by name` : null
}

export function judgePreset(asked: Case, preset: Preset, holder: Holder, policy: string): Judgement {
  const rules = (outcome: "ALLOW" | "DENY") => [{ policy, rule: preset.preset, comment: "", outcome }]
  const why = objectionOf(asked, preset)
  if (why) return deny(`${preset.preset}: ${why}`, rules("DENY"))
  const limit = limitOf(preset)
  if (!limit) return allow(rules("ALLOW"))
  const priceless = pricelessIn(asked)
  if (priceless) return deny(`${preset.preset}: ${priceless}`, rules("DENY"))
  const { added, overrun } = weigh(asked, holder, limit)
  if (overrun) return deny(`${preset.preset}: ${spellOverrun(overrun)}`, rules("DENY"), [overrun])
  return allow(rules("ALLOW"), added > 0n ? [{ holder, ...limit, amount: added }] : [])
}

function objectionOf(asked: Case, preset: Preset): string | null {
  switch (preset.preset) {
    case "ALLOW_ALL":
    case "LEGACY_USER_ROLE":
      return wrongKind(asked, preset.preset, uses) ?? ungranted(asked, dangersOf[preset.preset])
    case "DAPP_CONNECTION_USER":
      return dappObjectionOf(asked, preset)
    default:
      return "it allows nothing"
  }
}

/** ALLOW_ALL lets a wallet be used, and takes no danger: those need a name. */
const dangersOf = { ALLOW_ALL: none, LEGACY_USER_ROLE: dappDangers } as const

function wrongKind({ request }: Case, name: PresetName, kinds: ReadonlySet<Kind>): string | null {
  const kind = kindIn(request.method)
  return kind !== null && kinds.has(kind) ? null : `${request.method} is not for ${name}`
}

const dappKinds: ReadonlySet<Kind> = new Set(["account", "sign"])

function dappObjectionOf(asked: Case, preset: DappPreset): string | null {
  if (asked.wallet?.walletId !== preset.walletId) return "it is for another wallet"
  return wrongKind(asked, preset.preset, dappKinds) ?? ungranted(asked, preset.usdLimit ? none : dappDangers)
}

function limitOf(preset: Preset): Limit | null {
  if (preset.preset !== "DAPP_CONNECTION_USER" || !preset.usdLimit) return null
  return { asset: "usd", windowMs: DAY_MS, limit: BigInt(preset.usdLimit.usdCentsLimitPerDay) }
}

export function needsOfPreset(preset: Preset, holder: Holder): Need[] {
  const limit = limitOf(preset)
  return limit ? [{ holder, asset: limit.asset, windowMs: limit.windowMs }] : []
}
