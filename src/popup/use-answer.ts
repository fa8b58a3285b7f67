/** What the background answers to one question, asked again when that may have changed. */
import { useCallback, useEffect, useRef, useState } from "react"
import type { Answered, Asked, PopupMessage } from "~protocol"
import { ask } from "./ask"
import { useChanges } from "./use-changes"

/** `answer` is what was answered last, also where the question could not be asked again; `isTold`, that anything was. */
export type Told<Answer> = {
  answer: Answer | null
  isTold: boolean
  problem: string | null
  look: () => void
}

export function useAnswer<Name extends PopupMessage>(
  name: Name,
  asked: Asked<"popup", Name>,
): Told<Answered<"popup", Name>> {
  const [answer, setAnswer] = useState<Answered<"popup", Name> | null>(null)
  const [isTold, setTold] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const question = useRef(asked)
  question.current = asked
  const look = useCallback(() => {
    void ask(name, question.current).then((reply) => {
      if ("answered" in reply) {
        setAnswer(reply.answered)
        setTold(true)
      }
      setProblem("problem" in reply ? reply.problem.message : null)
    })
  }, [name])
  useEffect(look, [look])
  useChanges(look)
  return { answer, isTold, problem, look }
}
