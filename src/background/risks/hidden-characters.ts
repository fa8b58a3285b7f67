/**
 * Characters that turn, join or hide what stands beside them, in what a page wrote: right-to-left overrides, joiners,
 * tags, spaces of no width. Where a script or a picture is written with them, they are no risk.
 */

import type * as z from "zod/mini"
import type { ConsentSubject, Risk, SolanaCall, TypedMember } from "~protocol"
import { type Appraisal, riskOf } from "./appraisal"
import { everyCall, everyReading } from "./walk"

/** All that Unicode says is not to be drawn, and what annotates lines. */
const HIDDEN = /[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/u
/** Pictures are joined by U+200D and U+FE0F, and flags of regions are a black flag with tags behind it. */
const PICTURE =
  /\u{1f3f4}[\u{e0061}-\u{e007a}]{2,6}\u{e007f}|(?:\p{Extended_Pictographic}|[0-9#*](?=\ufe0f?\u20e3))\ufe0f?\p{Emoji_Modifier}?(?:\u200d\p{Extended_Pictographic}\ufe0f?\p{Emoji_Modifier}?)*/gu
/** Scripts in which a joiner or its absence changes letters, between two of their own. */
const JOINED =
  /(?<=[\p{sc=Arab}\p{sc=Deva}\p{sc=Beng}\p{sc=Guru}\p{sc=Gujr}\p{sc=Orya}\p{sc=Taml}\p{sc=Telu}\p{sc=Knda}\p{sc=Mlym}\p{sc=Sinh}]\p{M}*)[\u200c\u200d](?=[\p{sc=Arab}\p{sc=Deva}\p{sc=Beng}\p{sc=Guru}\p{sc=Gujr}\p{sc=Orya}\p{sc=Taml}\p{sc=Telu}\p{sc=Knda}\p{sc=Mlym}\p{sc=Sinh}])/gu

type Written = { where: string; text: string }

export function hiddenCharacterRisks(appraisal: Appraisal): Risk[] {
  const written = [...writtenIn(appraisal.subject), ...writtenInReadings(appraisal)]
  return written.flatMap(({ where, text }) =>
    hasHiddenCharacters(text) || HIDDEN.test(where) ? [riskOf("hidden-characters", { where })] : [],
  )
}

export function hasHiddenCharacters(text: string): boolean {
  return HIDDEN.test(text) && HIDDEN.test(text.replace(PICTURE, "").replace(JOINED, ""))
}

function writtenIn(subject: ConsentSubject): Written[] {
  switch (subject.kind) {
    case "message":
      return [{ where: "message", text: subject.text ?? "" }]
    case "typedData":
      return [
        { where: "type", text: subject.primaryType },
        ...textsIn(subject.domain, "domain"),
        ...textsIn(subject.message, "message"),
      ]
    case "chain":
      return [
        { where: "name", text: subject.chain.name },
        { where: "symbol", text: subject.chain.symbol },
      ]
    case "asset":
      return [
        { where: "symbol", text: subject.symbol },
        { where: "symbol", text: subject.claimed?.symbol ?? "" },
      ]
    case "login":
      return [{ where: "app", text: subject.appId ?? "" }]
    case "transaction":
    case "batch":
      return everyCall(subject).flatMap(({ call }) => (call.family === "solana" ? memosIn(call) : []))
    case "connect":
    case "autoConfirm":
      return []
  }
}

function memosIn({ instructions }: z.infer<typeof SolanaCall>): Written[] {
  return instructions.flatMap((one) => (one.name === "memo" ? [{ where: "memo", text: one.text }] : []))
}

/** Texts among the members of what was read, by their names. */
function writtenInReadings(appraisal: Appraisal): Written[] {
  if (appraisal.subject.kind === "typedData") return []
  return everyReading(appraisal).flatMap(({ reading }) => [
    ...(reading.action.type === "memo" ? [{ where: "memo", text: reading.action.text }] : []),
    ...textsIn(reading.members, null),
  ])
}

function textsIn(members: readonly TypedMember[], path: string | null): Written[] {
  return members.flatMap(({ name, value }) => {
    const where = path === null ? name : `${path}.${name}`
    return typeof value === "string" ? [{ where, text: value }] : textsIn(value, where)
  })
}
