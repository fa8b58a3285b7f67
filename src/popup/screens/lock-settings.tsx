/** The lock: what opens it, when it locks by itself, and, said plainly, what it does not guard. */
import { useState } from "react"
import type { LockAfter, LockChange, LockProof, LockState } from "~protocol"
import { ask, type Problem } from "../ask"
import { say } from "../language"
import { Failure, Skeleton } from "../parts/asking"
import { Choice } from "../parts/choosing"
import { lockWallet } from "../parts/lock-button"
import { NewPassphrase } from "../parts/new-passphrase"
import { Notice } from "../parts/notice"
import { PlaceHead } from "../parts/place-head"
import { ProofForm } from "../parts/proof-form"
import { canHavePasskeys, makePasskey } from "../passkeys"
import { pathOf } from "../places"
import { useAnswer } from "../use-answer"
import { sentenceOfProof } from "../use-lock"

export function LockSettings() {
  const { answer: lock, problem, look } = useAnswer("lock", null)
  return (
    <>
      <PlaceHead title={say("lock.title")} back={{ href: pathOf("settings"), label: say("settings.back") }} />
      {lock === null && problem !== null && <Failure sentence={problem} onRetry={look} />}
      {lock === null && problem === null && <Skeleton label={say("settings.loading")} />}
      {lock !== null && <Parts lock={lock} look={look} />}
      <Guards />
    </>
  )
}

type Wanted = LockChange["kind"]

function Parts({ lock, look }: { lock: LockState; look: () => void }) {
  const [wanted, setWanted] = useState<Wanted | null>(null)
  const [proof, setProof] = useState<LockProof | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [isDone, setDone] = useState(false)

  function begin(kind: Wanted | null): void {
    setWanted(kind)
    setProof(null)
    setProblem(null)
    setDone(false)
  }

  async function change(shown: LockProof | null, to: LockChange): Promise<Problem | null> {
    const reply = await ask("changeLock", { proof: shown, to })
    if ("answered" in reply) {
      begin(null)
      setDone(true)
    }
    look()
    return "problem" in reply ? reply.problem : null
  }

  async function changeAndSay(shown: LockProof | null, to: LockChange): Promise<void> {
    const failed = await change(shown, to)
    if (failed === null) return
    // What was shown is used up, or wrong: it is asked for again.
    setProof(null)
    setProblem(sentenceOfProof(failed))
  }

  /** The challenge for the new one comes after the proof, which uses up its own. */
  async function addPasskey(): Promise<void> {
    const reply = await ask("lockChallenge", null)
    const made = "answered" in reply ? await makePasskey(reply.answered.challenge) : null
    if (made === null) setProblem(say("lock.passkeyFailed"))
    else await changeAndSay(null, made)
  }

  const needsProof = lock.isSet && proof === null
  return (
    <>
      <p className="lock-said">{say(saidOf(lock))}</p>
      <div aria-live="polite">{isDone && <p className="notice notice-good">{say("lock.done")}</p>}</div>
      {problem !== null && <Notice tone="bad">{problem}</Notice>}
      {wanted === null && <Deeds lock={lock} begin={begin} addPasskey={() => void addPasskey()} />}
      {wanted !== null && needsProof && (
        <section aria-labelledby="lock-confirm" className="card lock-part">
          <h2 id="lock-confirm">{say("lock.confirm")}</h2>
          <ProofForm
            lock={lock}
            label={say(wanted === "nothing" ? "lock.remove" : "lock.unlock")}
            onLeave={() => begin(null)}
            onProof={async (shown) => {
              if (wanted === "nothing") return change(shown, { kind: "nothing" })
              setProof(shown)
              return null
            }}
          />
        </section>
      )}
      {wanted === "passphrase" && !needsProof && (
        <NewPassphrase
          onLeave={() => begin(null)}
          onChosen={(passphrase) => changeAndSay(proof, { kind: "passphrase", passphrase })}
        />
      )}
    </>
  )
}

type DeedsProps = { lock: LockState; begin: (wanted: Wanted) => void; addPasskey: () => void }

function Deeds({ lock, begin, addPasskey }: DeedsProps) {
  const choosePassphrase = say(lock.hasPassphrase ? "lock.change" : "lock.choose")
  return (
    <>
      {lock.isSet && <After />}
      <div className="deeds">
        {lock.isSet && (
          <button type="button" className="button button-main" onClick={() => void lockWallet()}>
            {say("lock.now")}
          </button>
        )}
        <button
          type="button"
          className={lock.isSet ? "button" : "button button-main"}
          data-testid="choose-passphrase"
          onClick={() => begin("passphrase")}
        >
          {choosePassphrase}
        </button>
        {canHavePasskeys() && !lock.isSet && (
          <button type="button" className="button" data-testid="add-passkey" onClick={addPasskey}>
            {say("lock.addPasskey")}
          </button>
        )}
        {lock.isSet && (
          <button
            type="button"
            className="button button-wary"
            data-testid="remove-lock"
            onClick={() => begin("nothing")}
          >
            {say("lock.remove")}
          </button>
        )}
      </div>
    </>
  )
}

const AFTERS = ["never", "close", "1", "5", "15", "60"] as const satisfies readonly LockAfter[]

function After() {
  const { answer, look } = useAnswer("settings", null)
  if (answer === null) return null
  return (
    <div className="card">
      <Choice
        name={say("lock.after")}
        testId="lock-after"
        value={answer.lockAfter}
        options={AFTERS.map((value) => ({ value, name: nameOf(value) }))}
        onChoose={(lockAfter) => void ask("changeSetting", { lockAfter }).then(look)}
      />
    </div>
  )
}

function nameOf(after: LockAfter): string {
  if (after === "never" || after === "close") return say(`lock.afters.${after}`)
  return say("lock.afters.minutes", { count: Number(after) })
}

function saidOf({ isSet, hasPassphrase, credentialId }: LockState) {
  if (!isSet) return "lock.none"
  if (credentialId === null) return "lock.set"
  return hasPassphrase ? "lock.setByBoth" : "lock.setByPasskey"
}

function Guards() {
  return (
    <>
      <section aria-labelledby="lock-guards">
        <h2 id="lock-guards">{say("lock.guards")}</h2>
        <p className="quiet">{say("lock.guardsWhat")}</p>
      </section>
      <section aria-labelledby="lock-not">
        <h2 id="lock-not">{say("lock.not")}</h2>
        <ul className="plain-list quiet">
          {(["notDisk", "notApps", "notForgotten"] as const).map((what) => (
            <li key={what}>{say(`lock.${what}`)}</li>
          ))}
        </ul>
      </section>
    </>
  )
}
