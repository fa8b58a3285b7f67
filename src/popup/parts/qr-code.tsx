/** A text as a QR code: one path, drawn by React, dark on light in every theme, or cameras would not read it. */
import encodeQR from "qr"

/** What cameras need to be free around it, in modules. */
const BORDER = 3

export function QrCode({ text, label }: { text: string; label: string }) {
  const rows = encodeQR(text, "raw", { ecc: "medium", border: BORDER })
  const path = rows.flatMap((row, y) => runsOf(row).map(({ x, width }) => `M${x} ${y}h${width}v1h-${width}z`))
  return (
    <svg
      className="qr"
      viewBox={`0 0 ${rows.length} ${rows.length}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <path className="qr-ground" d={`M0 0h${rows.length}v${rows.length}h-${rows.length}z`} />
      <path className="qr-modules" d={path.join("")} />
    </svg>
  )
}

function runsOf(row: readonly boolean[]): { x: number; width: number }[] {
  const runs: { x: number; width: number }[] = []
  row.forEach((isDark, x) => {
    const last = runs.at(-1)
    if (isDark && last !== undefined && last.x + last.width === x) last.width += 1
    else if (isDark) runs.push({ x, width: 1 })
  })
  return runs
}
