/** Copies a text, and says so. */
import { useEffect, useState } from "react"
import { say } from "../language"

const SAID_MS = 1600

/** `words` stand on it instead of the usual ones, until something was copied. */
type CopyButtonProps = { text: string; label: string; words?: string }

export function CopyButton({ text, label, words }: CopyButtonProps) {
  const [said, setSaid] = useState<"idle" | "done" | "failed">("idle")
  useEffect(() => {
    if (said === "idle") return
    const timer = setTimeout(() => setSaid("idle"), SAID_MS)
    return () => clearTimeout(timer)
  }, [said])
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setSaid("done"),
      () => setSaid("failed"),
    )
  const shown = said === "idle" && words !== undefined ? words : say(`common.copy.${said}`)
  return (
    <button
      type="button"
      className="small-button"
      onClick={() => void copy()}
      aria-label={`${shown}: ${label}`}
    >
      {shown}
    </button>
  )
}
