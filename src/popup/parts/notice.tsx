/** A sentence that must not be missed. */
import type { ReactNode } from "react"

export function Notice({ tone, children }: { tone: "bad" | "careful"; children: ReactNode }) {
  return (
    <p className={`notice notice-${tone}`} role={tone === "bad" ? "alert" : undefined}>
      {children}
    </p>
  )
}
