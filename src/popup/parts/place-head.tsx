/** The head of a place that another leads to: the way back, and its name, where the focus goes. */
import { useEffect, useRef } from "react"
import { Link } from "wouter"

type PlaceHeadProps = { title: string; back: { href: string; label: string } }

export function PlaceHead({ title, back }: PlaceHeadProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <div className="place-head">
      <Link className="icon-button" href={back.href} aria-label={back.label} title={back.label}>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M14.500 6l-6 6 6 6" />
        </svg>
      </Link>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
    </div>
  )
}
