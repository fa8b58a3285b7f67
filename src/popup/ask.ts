/**
 * How the face asks the background. An answer is either what was asked for or a fault to show; it is never
 * thrown, so no screen can forget it. A background that died while it was asked is asked again: each message can
 * be repeated without harm.
 */
import { sendToBackground } from "@plasmohq/messaging"
import type { Answered, Asked, PopupEnvelope, PopupMessage, PopupReply, Problem as Told } from "~protocol"
import { say } from "./language"
import { noteReply } from "./lock-watch"
import { sentenceOf } from "./words/problems"

/** What went wrong: the code of the fault, and the sentence a person reads, in the language that is spoken. */
export type Problem = { code: string; message: string }
export type Reply<Answer> = { answered: Answer } | { problem: Problem }

export type Send = (message: { name: "say"; body: PopupEnvelope }) => Promise<PopupReply | undefined>
export type Sleep = (ms: number) => Promise<void>
export type Ask = <Name extends PopupMessage>(
  name: Name,
  asked: Asked<"popup", Name>,
) => Promise<Reply<Answered<"popup", Name>>>

const ATTEMPTS = 5
const RETRY_FIRST_MS = 150
const ANSWER_MS = 12_000
/** Creating a wallet takes several answers of the KMS, and what is on chains one of each, and of the slowest. */
const SLOW: Partial<Record<PopupMessage, number>> = {
  createWallet: 60_000,
  state: 30_000,
  addAccount: 30_000,
  holdings: 20_000,
  quoteSend: 30_000,
  send: 45_000,
}

export function unanswered(): Problem {
  return { code: "BACKGROUND_SILENT", message: say("common.trouble.silent") }
}

function problemOf(told: Told): Problem {
  return { code: told.code, message: sentenceOf(told) }
}

export function openAsk(send: Send, sleep: Sleep): Ask {
  return async (name, asked) => {
    const body: PopupEnvelope = { name: `popup.${name}`, asked }
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (attempt > 0) await sleep(RETRY_FIRST_MS * 2 ** (attempt - 1))
      const reply = await answerWithin(SLOW[name] ?? ANSWER_MS, send({ name: "say", body }), sleep)
      if (reply && "fault" in reply) return { problem: problemOf(reply.fault) }
      // The background parsed its answer against the table before it sent it.
      if (reply) return { answered: reply.answered as Answered<"popup", typeof name> }
    }
    return { problem: unanswered() }
  }
}

/** The reply, or nothing when it is lost or late. */
function answerWithin(ms: number, reply: Promise<PopupReply | undefined>, sleep: Sleep) {
  return Promise.race([reply.catch(() => undefined), sleep(ms).then(() => undefined)])
}

const sleep: Sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

const asked = openAsk(sendToBackground as Send, sleep)

export const ask: Ask = async (name, what) => noteReply(await asked(name, what))
