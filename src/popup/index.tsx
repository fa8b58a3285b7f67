/**
 * The face: one page, as the toolbar popup, with `?window=consent` as the consent window, and with `?window=tab` in a
 * tab of its own. It shows what the background says and passes on what the person decides; it holds no key, no
 * permission and no payload.
 */
import "./style.css"
import { useState, useSyncExternalStore } from "react"
import { isLockedHere, onLocked } from "./lock-watch"
import { recallLook } from "./look"
import { Notice } from "./parts/notice"
import { TopBar } from "./parts/top-bar"
import { openIn, screenOf, type WindowKind, windowKindOf } from "./screen"
import { Consent } from "./screens/consent"
import { FirstRun } from "./screens/first-run"
import { Loading, Settled, Trouble } from "./screens/moments"
import { Unlock } from "./screens/unlock"
import { Wallet } from "./screens/wallet"
import { useActs } from "./use-acts"
import { useDecisions } from "./use-decisions"
import { useKnownLook } from "./use-known-look"
import { useLanguage } from "./use-language"
import { useLookingAgain } from "./use-looking-again"
import { useWallet } from "./use-wallet"

recallLook()

export default function Face() {
  useLanguage()
  useActs()
  const kind = windowKindOf(location.search)
  const isLocked = useSyncExternalStore(onLocked, isLockedHere, isLockedHere)
  if (!isLocked) return <Opened kind={kind} />
  return (
    <div className="face" data-window={kind}>
      <TopBar ids={[]} shown={null} onLook={() => undefined} onRejectAll={() => undefined} />
      <Unlock kind={kind} />
    </div>
  )
}

/** All but the lock. */
function Opened({ kind }: { kind: WindowKind }) {
  useKnownLook()
  const { wallet, refresh } = useWallet()
  const { decided, afterword, problem, decide, rejectAll } = useDecisions(refresh)
  const [looking, setLooking] = useState<string | null>(null)
  const open = openIn(wallet.consents, decided)
  const screen = screenOf({ ...wallet, window: kind, decided, looking })
  const shown = screen.name === "consent" ? screen.consent.id : null
  useLookingAgain(screen.name === "settled", refresh)
  return (
    <div className="face" data-window={kind}>
      <TopBar
        ids={open.map(({ id }) => id)}
        shown={shown}
        onLook={setLooking}
        onRejectAll={() => void rejectAll(open)}
      />
      {problem !== null && <Notice tone="bad">{problem}</Notice>}
      {screen.name === "loading" && <Loading />}
      {screen.name === "trouble" && <Trouble sentence={screen.sentence} onRetry={refresh} />}
      {screen.name === "first-run" && <FirstRun waiting={screen.waiting} onCreated={refresh} />}
      {screen.name === "settled" && <Settled afterword={afterword} />}
      {screen.name === "home" && <Wallet wallet={wallet} refresh={refresh} />}
      {screen.name === "consent" && (
        <Consent
          key={screen.consent.id}
          consent={screen.consent}
          refresh={refresh}
          onDecide={(decision) => void decide(screen.consent, decision)}
        />
      )}
    </div>
  )
}
