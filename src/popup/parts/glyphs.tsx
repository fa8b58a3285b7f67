/** The few drawings of the face. All are decoration: the words beside them say the same. */
import type { Family } from "~protocol"

export function Mark({ large = false }: { large?: boolean }) {
  return (
    <svg className={large ? "mark mark-large" : "mark"} viewBox="0 0 512 512" aria-hidden="true">
      <rect className="mark-ground" width="512" height="512" rx="120" />
      <g fill="none" strokeLinecap="round" strokeLinejoin="round" strokeWidth="52">
        <path className="mark-ring" d="M357 357A143 143 0 1 1 327 132" />
        <path className="mark-stroke" d="M184 260l64 64L420 142" />
      </g>
    </svg>
  )
}

const drawings: Record<Family, string> = {
  ethereum: "M12 3l6 9.2-6 3.5-6-3.5zM12 17.4l6-3.5L12 21l-6-7.1z",
  solana: "M7.2 6h11l-2.4 2.8h-11zM4.8 10.6h11l2.4 2.8h-11zM7.2 15.2h11L15.8 18h-11z",
}

export function FamilyGlyph({ family }: { family: Family }) {
  return (
    <span className={`family family-${family}`}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d={drawings[family]} />
      </svg>
    </span>
  )
}

export function PermissionGlyph({ isAllowed }: { isAllowed: boolean }) {
  return (
    <svg
      className={`permission-glyph ${isAllowed ? "is-allowed" : ""}`}
      viewBox="0 0 24 24"
      aria-hidden="true"
    >
      <path d={isAllowed ? "M5 12.5l4.5 4.5L19 7.5" : "M7 7l10 10M17 7L7 17"} />
    </svg>
  )
}

export function ComputerGlyph() {
  return (
    <svg className="computer-glyph" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M4 5h16v11H4zM9 20h6M12 16v4" />
    </svg>
  )
}

export function WarningGlyph() {
  return (
    <svg className="warning-glyph" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M12 4l9 16H3zM12 10v4.5M12 17.3v.2" />
    </svg>
  )
}
