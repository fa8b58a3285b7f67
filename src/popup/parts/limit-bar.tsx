/** How much of a limit is used and would be taken: as a bar, and in words that say the same. */

type LimitBarProps = { title: string; most: bigint; used: bigint; asked: bigint; said: string }

export function LimitBar({ title, most, used, asked, said }: LimitBarProps) {
  const isOver = used + asked > most
  return (
    <section className="card limit" aria-label={title}>
      <h2>{title}</h2>
      <div className={isOver ? "limit-bar is-over" : "limit-bar"} aria-hidden="true">
        <span className="limit-used" style={{ inlineSize: shareOf(used, most) }} />
        <span className="limit-asked" style={{ inlineSize: shareOf(asked, most) }} />
      </div>
      <p className="quiet">{said}</p>
    </section>
  )
}

/** Of the whole, for a width; never more than all of it. */
function shareOf(part: bigint, whole: bigint): string {
  const thousandths = whole === 0n ? 1000n : (part * 1000n) / whole
  return `${Number(thousandths > 1000n ? 1000n : thousandths) / 10}%`
}
