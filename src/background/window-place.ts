/**
 * Where the consent window opens: below the toolbar and at the right edge of the browser window that was used last, so
 * on the same screen and near the button it belongs to. Of a window whose place is not known it says nothing.
 */

export const CONSENT_SIZE = { width: 400, height: 640 }

/** Beside the edge, and below the tabs and the address. */
const FROM_EDGE = 16
const FROM_TOP = 76

/** What the browser says of a window; each of these may be missing, and is then not known. */
export type BrowserWindow = {
  type?: string | undefined
  state?: string | undefined
  left?: number | undefined
  top?: number | undefined
  width?: number | undefined
}

export function placeBeside(window: BrowserWindow | null): { left: number; top: number } | null {
  const { type, state, left, top, width } = window ?? {}
  if (type !== "normal" || state === "minimized") return null
  if (left === undefined || top === undefined || width === undefined) return null
  const right = left + width - CONSENT_SIZE.width - FROM_EDGE
  return { left: Math.round(Math.max(left, right)), top: Math.round(top + FROM_TOP) }
}
