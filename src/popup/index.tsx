/**
 * The face: one page, as the toolbar popup and, with `?window=consent`, as the consent window. It shows what the
 * background says and passes on what the person decides; it holds no key, no permission and no payload.
 */
import "./style.css"
import { useState } from "react"
import type { ConsentView } from "~protocol"
import { ask } from "./ask"
import { Notice } from "./parts/notice"
import { TopBar } from "./parts/top-bar"
import { type Decision, screenOf, type WindowKind } from "./screen"
import { Consent } from "./screens/consent"
import { FirstRun } from "./screens/first-run"
import { Home } from "./screens/home"
import { Loading, Settled, Trouble } from "./screens/moments"
import { useWallet } from "./use-wallet"
import { afterwordOf } from "./words"

const kind: WindowKind =
  new URLSearchParams(location.search).get("window") === "consent" ? "consent" : "toolbar"

export default function Face() {
  const { wallet, refresh } = useWallet()
  const [decided, setDecided] = useState<ReadonlySet<string>>(new Set())
  const [afterword, setAfterword] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)

  async function decide(consent: ConsentView, decision: Decision): Promise<void> {
    const { id, digest, subject } = consent
    setProblem(null)
    setAfterword(afterwordOf(subject.kind, decision))
    setDecided((ids) => new Set(ids).add(id))
    const reply = await ask("decide", { id, kind: subject.kind, decision, digest })
    if ("problem" in reply) {
      setAfterword(null)
      setProblem(reply.problem.message)
      setDecided((ids) => new Set([...ids].filter((known) => known !== id)))
    }
    refresh()
  }

  const screen = screenOf({ ...wallet, window: kind, decided })
  return (
    <div className="face" data-window={kind}>
      <TopBar total={screen.name === "consent" ? screen.total : 0} />
      {problem !== null && <Notice tone="bad">{problem}</Notice>}
      {screen.name === "loading" && <Loading />}
      {screen.name === "trouble" && <Trouble sentence={screen.sentence} onRetry={refresh} />}
      {screen.name === "first-run" && <FirstRun waiting={screen.waiting} onCreated={refresh} />}
      {screen.name === "settled" && <Settled afterword={afterword} />}
      {screen.name === "home" && <Home wallet={wallet} refresh={refresh} />}
      {screen.name === "consent" && (
        <Consent
          key={`${screen.consent.id} ${screen.consent.digest}`}
          consent={screen.consent}
          onDecide={(decision) => void decide(screen.consent, decision)}
        />
      )}
    </div>
  )
}
