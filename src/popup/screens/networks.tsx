/** The networks the wallet knows: whether each answers, which is the default, and what sites brought, to be removed. */
import { useEffect, useRef, useState } from "react"
import type { ChainPulse, KnownChain } from "~protocol"
import { ask } from "../ask"
import { say } from "../language"
import { Failure, Skeleton } from "../parts/asking"
import { ChainIcon } from "../parts/icons"
import { Notice } from "../parts/notice"
import { Origin } from "../parts/origin"
import { PlaceHead } from "../parts/place-head"
import { Visible } from "../parts/visible"
import { pathOf } from "../places"
import { useAnswer } from "../use-answer"
import { visibleTextOf } from "../visible-text"

const kinds = ["main", "added", "test", "local"] as const

export function NetworksPlace() {
  const { answer, problem, look } = useAnswer("networks", null)
  const [failed, setFailed] = useState<string | null>(null)

  async function act(deed: Promise<{ problem: { message: string } } | { answered: unknown }>): Promise<void> {
    const reply = await deed
    setFailed("problem" in reply ? reply.problem.message : null)
    look()
  }

  return (
    <>
      <PlaceHead
        title={say("networks.title")}
        back={{ href: pathOf("settings"), label: say("settings.back") }}
      />
      {failed !== null && <Notice tone="bad">{failed}</Notice>}
      {answer === null && problem !== null && <Failure sentence={problem} onRetry={look} />}
      {answer === null && problem === null && <Skeleton label={say("networks.loading")} rows={6} />}
      {kinds.map((kind) => {
        const known = answer?.filter(({ chain }) => chain.kind === kind) ?? []
        if (known.length === 0) return null
        return (
          <section key={kind} className="settings" aria-labelledby={`networks-${kind}`}>
            <h2 id={`networks-${kind}`}>{say(`networks.kinds.${kind}`)}</h2>
            <ul className="card">
              {known.map((one) => (
                <Network
                  key={one.chain.id}
                  known={one}
                  onDefault={() =>
                    void act(
                      ask(
                        "changeSetting",
                        one.chain.family === "ethereum"
                          ? { ethereumChain: one.chain.id }
                          : { solanaChain: one.chain.id },
                      ),
                    )
                  }
                  onRemove={() => void act(ask("removeNetwork", { id: one.chain.id }))}
                />
              ))}
            </ul>
          </section>
        )
      })}
    </>
  )
}

type NetworkProps = { known: KnownChain; onDefault: () => void; onRemove: () => void }

function Network({ known, onDefault, onRemove }: NetworkProps) {
  const [isSure, setSure] = useState(false)
  const { chain, origins, isDefault } = known
  const wasPressed = useRef(false)
  const mark = useRef<HTMLSpanElement>(null)
  // The button that was pressed is gone then, and whoever goes by the keyboard would start anew.
  useEffect(() => {
    if (isDefault && wasPressed.current) mark.current?.focus()
    wasPressed.current = false
  }, [isDefault])
  const name = visibleTextOf(chain.name)
  return (
    <li className="network">
      <ChainIcon id={chain.id} name={chain.name} />
      <div className="setting-name">
        <strong>
          <Visible text={chain.name} />
        </strong>
        <span className="quiet">
          <Pulse id={chain.id} />
        </span>
        <span className="quiet">{say("networks.at", { host: hostOf(chain.rpcUrls[0]) })}</span>
        {origins.map((origin) => (
          <span className="quiet" key={origin}>
            {say("networks.from")} <Origin origin={origin} />
          </span>
        ))}
        {isSure && (
          <span className="sure">
            <span>{say("networks.sure")}</span>
            <span className="activity-choices">
              <button
                type="button"
                className="small-button"
                // biome-ignore lint/a11y/noAutofocus: the question was just asked, and this is its harmless answer
                autoFocus
                onClick={() => setSure(false)}
              >
                {say("networks.keep")}
              </button>
              <button type="button" className="small-button small-wary" onClick={onRemove}>
                {say("networks.remove")}
              </button>
            </span>
          </span>
        )}
      </div>
      {isDefault && (
        <span className="pill" ref={mark} tabIndex={-1}>
          {say("networks.standard")}
        </span>
      )}
      {!isDefault && origins.length === 0 && (
        <button
          type="button"
          className="small-button"
          aria-label={say("networks.makeStandardSpoken", { name })}
          onClick={() => {
            wasPressed.current = true
            onDefault()
          }}
        >
          {say("networks.makeStandard")}
        </button>
      )}
      {origins.length > 0 && !isSure && (
        <button
          type="button"
          className="small-button"
          aria-label={say("networks.removeSpoken", { name })}
          onClick={() => setSure(true)}
        >
          {say("networks.remove")}
        </button>
      )}
    </li>
  )
}

/** Of the node that is asked: whoever runs it sees which accounts are asked about. */
function hostOf(url: string | undefined): string {
  return url !== undefined && URL.canParse(url) ? visibleTextOf(new URL(url).host) : ""
}

/** Asked once, when it is first looked at. */
function Pulse({ id }: { id: string }) {
  const [pulse, setPulse] = useState<ChainPulse | "asking">("asking")
  useEffect(() => {
    let mounted = true
    void ask("networkPulse", { id }).then((reply) => {
      if (mounted) setPulse("answered" in reply ? reply.answered : null)
    })
    return () => {
      mounted = false
    }
  }, [id])
  if (pulse === "asking") return say("networks.asking")
  if (pulse === null) return <span className="silent">{say("networks.silent")}</span>
  const answers = say("networks.answers", { ms: pulse.latencyMs })
  return pulse.block === null ? answers : `${answers} · ${say("networks.block", { block: pulse.block })}`
}
