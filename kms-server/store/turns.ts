/**
 * One turn of the log in one statement, which is a transaction of its own: requests that begin, with what they were
 * decided on; results that are stored; and the entries that say so. All of it happens, or nothing at all.
 *
 * It is written for a log of a given size, and happens only at that size. Whoever decides, counts, revokes or settles
 * appends to the log in the same transaction, so whatever was true of that size is true still; that the plan of each
 * request stands is looked at again here. It waits for nobody: where the head is held, nothing happens.
 */
import type { Session } from "./database"
import type { Finished, NewRequest } from "./requests"
import { STANDING, type Standing, standingColumns } from "./standing"
import { runStatement } from "./statements"

/** What the log gets: hashes in hex, evidence sealed, in base64. */
export type LogTurn = {
  size: number
  after: { size: number; edge: readonly string[]; at: number }
  leaves: readonly { seq: number; text: string; hash: string; decisionId: string; digest: string | null }[]
  nodes: readonly { level: number; place: number; hash: string }[]
  evidence: readonly { decisionId: string; sealed: string }[]
}

/** What the memory of requests gets. `standing`, by decision: what must still stand. */
export type RequestTurn = {
  begun: readonly NewRequest[]
  leaseMs: number
  standing: ReadonlyMap<string, Standing>
  finished: readonly Finished[]
}

const TURN = `
  with begun as (
    select * from unnest($1::text[], $2::text[], $3::uuid[], $4::text[], $5::text[])
      as begun (public_key, digest, decision_id, organization_id, method)
  ), finished as (
    select * from unnest($6::text[], $7::text[], $8::uuid[], $9::text[])
      as finished (public_key, digest, decision_id, result)
  ), given as (
    select * from unnest($10::text[], $11::uuid[], $12::text[], $13::text[], $14::uuid[], $15::uuid[], $16::uuid[])
      as given (id, organization_id, username, policy, wallet_id, owner_id, grant_id)
  ), held as (
    select id from log_head
    where id = 1 and size = $17::bigint
      and not exists (select from begun join requests using (public_key, digest))
      and cardinality($6::text[]) = (
        select count(*) from finished join requests using (public_key, digest, decision_id) where state = 'begun')
      and cardinality($10::text[]) = (select count(*) from (${STANDING}) as standing)
    for update skip locked
  ), new_requests as (
    insert into requests (public_key, digest, decision_id, organization_id, method, state, created_at, lease_until)
    select public_key, digest, decision_id, organization_id, method, 'begun', $20::bigint,
      (extract(epoch from clock_timestamp()) * 1000)::bigint + $21::bigint
    from begun where exists (select from held)
  ), done as (
    update requests set state = 'done', result = finished.result from finished
    where requests.public_key = finished.public_key and requests.digest = finished.digest and exists (select from held)
  ), kept as (
    insert into log_evidence (decision_id, sealed)
    select id, decode(sealed, 'base64') from unnest($22::uuid[], $23::text[]) as evidence (id, sealed)
    where exists (select from held)
  ), new_entries as (
    insert into log_entries (seq, leaf, leaf_hash, decision_id, digest)
    select seq, leaf, decode(hash, 'hex'), decision_id, digest
    from unnest($24::bigint[], $25::text[], $26::text[], $27::text[], $28::text[])
      as leaves (seq, leaf, hash, decision_id, digest)
    where exists (select from held)
  ), new_nodes as (
    insert into log_nodes (level, place, hash)
    select level, place, decode(hash, 'hex')
    from unnest($29::integer[], $30::bigint[], $31::text[]) as nodes (level, place, hash)
    where exists (select from held)
  )
  update log_head set size = $18::bigint, edge = $19::text::jsonb, at = $20::bigint
  from held where log_head.id = held.id
  returning log_head.id`

/** False where nothing happened: somebody else was there first, or something does not stand as it was. */
export async function writeTurn(
  session: Session,
  { size, after, leaves, nodes, evidence }: LogTurn,
  { begun, leaseMs, standing, finished }: RequestTurn,
): Promise<boolean> {
  const moved = await runStatement(session, TURN, [
    begun.map(({ publicKey }) => publicKey),
    begun.map(({ digest }) => digest),
    begun.map(({ decisionId }) => decisionId),
    begun.map(({ organizationId }) => organizationId),
    begun.map(({ method }) => method),
    finished.map(({ publicKey }) => publicKey),
    finished.map(({ digest }) => digest),
    finished.map(({ decisionId }) => decisionId),
    finished.map(({ result }) => result),
    ...standingColumns(standing),
    size,
    after.size,
    JSON.stringify(after.edge),
    after.at,
    leaseMs,
    evidence.map(({ decisionId }) => decisionId),
    evidence.map(({ sealed }) => sealed),
    leaves.map(({ seq }) => seq),
    leaves.map(({ text }) => text),
    leaves.map(({ hash }) => hash),
    leaves.map(({ decisionId }) => decisionId),
    leaves.map(({ digest }) => digest),
    nodes.map(({ level }) => level),
    nodes.map(({ place }) => place),
    nodes.map(({ hash }) => hash),
  ])
  return moved.length === 1
}
