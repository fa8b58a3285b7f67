/** Another place begins at its top; where the focus went away with the place before, it is on the name of this one. */
import { useEffect, useRef } from "react"
import { useLocation } from "wouter"

export function useArrival(): void {
  const [path] = useLocation()
  const before = useRef(path)
  useEffect(() => {
    if (before.current === path) return
    before.current = path
    document.querySelector(".screen-body")?.scrollTo(0, 0)
    // In a tab it is the page that scrolls.
    scrollTo(0, 0)
    const heading = document.querySelector("h1")
    if (document.activeElement !== document.body || heading === null) return
    heading.tabIndex = -1
    heading.focus()
  }, [path])
}
