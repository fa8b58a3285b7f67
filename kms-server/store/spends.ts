/**
 * What was counted against limits, exact over rolling windows: a spend counts at `now` where `at > now − window`.
 * Whoever loads or records for a holder must hold its row (`lockHolders`) until the transaction ends; under that lock
 * a sum that was loaded cannot change before it is added to. Nothing here knows a limit.
 *
 * A window's running sum is `total`: all spends after `swept_to`. To load it costs what left the window since, and
 * not what is in it. A clock that goes back changes nothing: what was swept stays swept, and what is recorded is
 * never placed before what was recorded or swept already.
 */
import { type SQL, sql } from "drizzle-orm"
import type { Session } from "./database"

export type SpendNeed = { holder: string; asset: string; windowMs: number }

/** What one decision adds, in the smallest unit of the asset; all windows of the asset count it. */
export type SpendRow = { holder: string; asset: string; decisionId: string; at: number; amount: bigint }

/** Rows as one parameter, so that the statement is the same however many there are. */
function rowsOf(rows: readonly Record<string, unknown>[], columns: SQL): SQL {
  return sql`jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as given(${columns})`
}

/** Makes the rows that are missing and holds them all, in one order for everybody, so that no two wait in a circle. */
export async function lockHolders(session: Session, holders: readonly string[]): Promise<void> {
  if (holders.length === 0) return
  const given = rowsOf(
    [...new Set(holders)].map((holder) => ({ holder })),
    sql`holder text`,
  )
  // Sent together, carried out one after the other: what the first made, the second sees.
  await Promise.all([
    session.execute(sql`
      insert into spend_holders (holder) select holder from ${given} order by holder collate "C"
      on conflict do nothing`),
    session.execute(sql`
      select holder from spend_holders where holder in (select holder from ${given})
      order by holder collate "C" for update`),
  ])
}

/** The sums of these windows at `now`. Asked for another need, the answer throws: it was not loaded. */
export async function loadSpent(
  session: Session,
  needs: readonly SpendNeed[],
  now: number,
): Promise<(need: SpendNeed) => bigint> {
  const sums = new Map<string, bigint>()
  if (needs.length > 0) {
    for (const row of await session.execute(sumsAt(needs, now))) {
      sums.set(keyOf(row.holder, row.asset, row.window_ms), BigInt(`${row.total}`))
    }
  }
  return ({ holder, asset, windowMs }) => {
    const sum = sums.get(keyOf(holder, asset, windowMs))
    if (sum === undefined) throw new Error("This sum was not loaded.")
    return sum
  }
}

/** A sum that is new is made of what is in the window; one that is known loses what left it, and is written then. */
function sumsAt(needs: readonly SpendNeed[], now: number): SQL {
  const asked = new Map(needs.map((need) => [keyOf(need.holder, need.asset, need.windowMs), need]))
  const rows = [...asked.values()].map(({ holder, asset, windowMs }) => ({
    holder,
    asset,
    window_ms: windowMs,
    cutoff: now - windowMs,
  }))
  return sql`
    with asked as (
      select * from ${rowsOf(rows, sql`holder text, asset text, window_ms bigint, cutoff bigint`)}
    ), known as (
      select asked.*, swept_to, total, swept_to is null as is_new,
        coalesce(swept_to, cutoff) as since,
        case when swept_to is null then 9223372036854775807 else cutoff end as until
      from asked left join spend_totals using (holder, asset, window_ms)
    ), moved as (
      select known.*, (
        select coalesce(sum(amount), 0) from spends
        where spends.holder = known.holder and spends.asset = known.asset
          and spends.at > known.since and spends.at <= known.until
      ) as amount
      from known
    ), now_known as (
      select holder, asset, window_ms, is_new, amount, greatest(since, cutoff) as swept_to,
        case when is_new then amount else total - amount end as total
      from moved
    ), written as (
      insert into spend_totals (holder, asset, window_ms, swept_to, total)
      select holder, asset, window_ms, swept_to, total from now_known where is_new or amount > 0
      on conflict (holder, asset, window_ms) do update set swept_to = excluded.swept_to, total = excluded.total
    )
    select holder, asset, window_ms, total::text from now_known`
}

/**
 * Counts these, in every window that is known. A decision counts once for a holder and an asset, however often it is
 * recorded and however many of its rows say the same.
 */
export async function recordSpends(session: Session, rows: readonly SpendRow[]): Promise<void> {
  if (rows.length === 0) return
  const given = onceEach(rows).map(({ holder, asset, decisionId, at, amount }) => ({
    holder,
    asset,
    decision_id: decisionId,
    at,
    amount: `${amount}`,
  }))
  await session.execute(sql`
    with given as (
      select * from ${rowsOf(given, sql`holder text, asset text, decision_id uuid, at bigint, amount numeric`)}
    ), written as (
      insert into spends (holder, asset, at, decision_id, amount)
      select holder, asset, greatest(
          at,
          (select max(spends.at) from spends where spends.holder = given.holder and spends.asset = given.asset),
          (select max(swept_to + window_ms) from spend_totals totals
            where totals.holder = given.holder and totals.asset = given.asset)
        ), decision_id, amount
      from given
      on conflict (holder, asset, decision_id) do nothing
      returning holder, asset, amount
    )
    update spend_totals totals set total = totals.total + added.amount
    from (select holder, asset, sum(amount) as amount from written group by holder, asset) added
    where totals.holder = added.holder and totals.asset = added.asset`)
}

function onceEach(rows: readonly SpendRow[]): SpendRow[] {
  const once = new Map<string, SpendRow>()
  for (const row of rows) {
    const key = keyOf(row.holder, row.asset, row.decisionId)
    const other = once.get(key)
    if (!other || other.amount < row.amount) once.set(key, row)
  }
  return [...once.values()]
}

/** Undoes what these decisions counted, exactly. Holds the holders by itself. */
export async function releaseSpends(session: Session, decisionIds: readonly string[]): Promise<void> {
  if (decisionIds.length === 0) return
  const ids = rowsOf(
    decisionIds.map((id) => ({ id })),
    sql`id uuid`,
  )
  const which = sql`decision_id in (select id from ${ids})`
  const holders = await session.execute(sql`select distinct holder from spends where ${which}`)
  await lockHolders(
    session,
    holders.map(({ holder }) => `${holder}`),
  )
  await removeSpends(session, which)
}

/**
 * Forgets what no window looks back to any more, for some holders that nobody is at work on. Answers how many holders
 * there were: where it is `atOnce`, there may be more.
 */
export async function forgetSpends(session: Session, before: number, atOnce = 100): Promise<number> {
  const held = await session.execute(sql`
    select holder from spend_holders
    where holder in (select distinct holder from spends where at <= ${before} limit ${atOnce})
    order by holder collate "C" for update skip locked`)
  if (held.length === 0) return 0
  const holders = rowsOf([...held], sql`holder text`)
  await removeSpends(session, sql`at <= ${before} and holder in (select holder from ${holders})`)
  return held.length
}

/** Takes rows out of the sums that still have them, which are those that were not swept past them. */
async function removeSpends(session: Session, which: SQL): Promise<void> {
  await session.execute(sql`
    with gone as (
      delete from spends where ${which} returning holder, asset, at, amount
    ), owed as (
      select totals.holder, totals.asset, totals.window_ms, sum(gone.amount) as amount
      from gone join spend_totals totals
        on totals.holder = gone.holder and totals.asset = gone.asset and gone.at > totals.swept_to
      group by totals.holder, totals.asset, totals.window_ms
    )
    update spend_totals totals set total = totals.total - owed.amount from owed
    where totals.holder = owed.holder and totals.asset = owed.asset and totals.window_ms = owed.window_ms`)
}

function keyOf(...parts: unknown[]): string {
  return parts.join(" ")
}
