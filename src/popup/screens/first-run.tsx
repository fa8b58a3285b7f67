/** Before there is a wallet: what it is, in two sentences, and the one button that makes it. */
import { useState } from "react"
import { ask } from "../ask"
import { say } from "../language"
import { Mark } from "../parts/glyphs"
import { Notice } from "../parts/notice"
import { Origin } from "../parts/origin"

export function FirstRun({ waiting, onCreated }: { waiting: string[]; onCreated: () => void }) {
  const [creating, setCreating] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)

  async function create(): Promise<void> {
    if (creating) return
    setCreating(true)
    setProblem(null)
    const reply = await ask("createWallet", null)
    setCreating(false)
    if ("problem" in reply) setProblem(reply.problem.message)
    onCreated()
  }

  return (
    <main className="screen" aria-labelledby="first-run">
      <div className="screen-body screen-centred">
        <Mark large />
        <h1 id="first-run">{say("firstRun.title")}</h1>
        <p>{say("firstRun.what")}</p>
        <p>{say("firstRun.you")}</p>
        {waiting.map((origin) => (
          <p className="card waiting" key={origin}>
            <Origin origin={origin} /> {say("firstRun.waiting")}
          </p>
        ))}
        {problem !== null && <Notice tone="bad">{problem}</Notice>}
      </div>
      <footer className="choices">
        <button
          type="button"
          className="button button-main"
          data-testid="create-wallet"
          aria-disabled={creating}
          aria-live="polite"
          onClick={() => void create()}
        >
          {say(creating ? "firstRun.creating" : "firstRun.create")}
        </button>
      </footer>
    </main>
  )
}
