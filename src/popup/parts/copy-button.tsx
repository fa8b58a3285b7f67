/** Copies a text, and says so. */
import { useEffect, useState } from "react"
import { say } from "../language"

const SAID_MS = 1600

export function CopyButton({ text, label }: { text: string; label: string }) {
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
  return (
    <button
      type="button"
      className="small-button"
      onClick={() => void copy()}
      aria-label={`${say(`common.copy.${said}`)}: ${label}`}
    >
      {say(`common.copy.${said}`)}
    </button>
  )
}
