/**
 * The question at the top once the bytes were read: what is asked, where that is one thing and certain to the last byte.
 * Until then, and of everything else, the question is what the request is.
 */
import type { Action, ConsentSubject } from "~protocol"
import { onlyTransferOf } from "../costs"
import { say } from "../language"
import type { Seen } from "../use-insight"
import { sentenceOf, stepsOf } from "./actions"
import { knownOf } from "./known"

/** They name what goes in, the chain's own currency included. */
const namesWhatIsGiven: ReadonlySet<Action["type"]> = new Set(["swap", "wrap", "stake"])
/** Nobody would know by them what is asked. */
const saysNothing: ReadonlySet<Action["type"]> = new Set([
  "call",
  "unknown",
  "memo",
  "several",
  "fee-setting",
])

/** Null where there is none better than the question of its kind. */
export function headlineOf(subject: ConsentSubject, seen: Seen): string | null {
  if (seen.status !== "known" || (subject.kind !== "transaction" && subject.kind !== "typedData")) return null
  if (isSaid(subject) || (subject.kind === "transaction" && subject.replaces)) return null
  const [step, ...others] = seen.insight.readings.flatMap(stepsOf)
  if (step === undefined || others.length > 0 || step.how !== "exact") return null
  const { type } = step.action
  if (saysNothing.has(type) || (sendsCurrency(subject) && !namesWhatIsGiven.has(type))) return null
  return say("consent.headline", { sentence: sentenceOf(step, knownOf(subject, seen)) })
}

/** A plain transfer is all in the question of its kind. */
export function isSaid(subject: ConsentSubject): boolean {
  if (subject.kind !== "transaction") return false
  const { call } = subject
  return call.family === "ethereum" ? call.action === "transfer" : onlyTransferOf(call) !== undefined
}

function sendsCurrency(subject: ConsentSubject): boolean {
  return subject.kind === "transaction" && subject.call.family === "ethereum" && subject.call.wei !== "0"
}
