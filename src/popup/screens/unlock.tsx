/** The wallet is locked: the one thing to do is to open it. It shows nothing of the wallet, and nothing of who asks. */
import { useEffect, useState } from "react"
import type { LockState } from "~protocol"
import { ask } from "../ask"
import { say } from "../language"
import { noteLocked } from "../lock-watch"
import { takeLook } from "../look"
import { Mark } from "../parts/glyphs"
import { ProofForm } from "../parts/proof-form"
import type { WindowKind } from "../screen"
import { useLock } from "../use-lock"

export function Unlock({ kind }: { kind: WindowKind }) {
  const { lock, look } = useLock()
  const [shown, setShown] = useState<LockState | null>(null)
  useEffect(() => setShown(lock), [lock])
  useEffect(() => {
    void ask("settings", null).then((reply) => "answered" in reply && takeLook(reply.answered))
  }, [])
  return (
    <main className="screen" data-testid="unlock" aria-labelledby="locked">
      <div className="screen-body screen-centred">
        <Mark large />
        <h1 id="locked">{say("lock.locked")}</h1>
        {kind === "consent" && <p>{say("lock.waiting")}</p>}
        {shown !== null && (
          <ProofForm
            lock={shown}
            label={say("lock.unlock")}
            onProof={async (proof) => {
              const reply = await ask("unlock", { proof })
              if ("answered" in reply) noteLocked(false)
              else look()
              return "problem" in reply ? reply.problem : null
            }}
          />
        )}
      </div>
    </main>
  )
}
