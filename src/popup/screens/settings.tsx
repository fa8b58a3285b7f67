/** The few things about the wallet that a person can choose. */
import { useEffect, useId, useState } from "react"
import type { Settings as Chosen } from "~protocol"
import { ask } from "../ask"
import { say } from "../language"
import { Notice } from "../parts/notice"

export function Settings() {
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const hint = useId()
  useEffect(() => {
    void ask("settings", null).then((reply) => {
      if ("answered" in reply) setChosen(reply.answered)
    })
  }, [])
  if (chosen === null) return null
  async function change(asPhantom: boolean): Promise<void> {
    const reply = await ask("changeSetting", { asPhantom })
    if ("answered" in reply) setChosen(reply.answered)
    setProblem("problem" in reply ? reply.problem.message : null)
  }
  return (
    <section aria-labelledby="settings">
      <h1 id="settings">{say("settings.title")}</h1>
      {problem !== null && <Notice tone="bad">{problem}</Notice>}
      <div className="sites">
        <label className="card site setting">
          <span className="site-name">
            <span>{say("settings.asPhantom")}</span>
            <span className="quiet" id={hint}>
              {say("settings.asPhantomHint")}
            </span>
          </span>
          <input
            type="checkbox"
            data-testid="as-phantom"
            aria-describedby={hint}
            checked={chosen.asPhantom}
            onChange={(event) => void change(event.target.checked)}
          />
        </label>
      </div>
    </section>
  )
}
