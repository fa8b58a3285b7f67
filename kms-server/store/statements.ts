/**
 * Statements of the path that every signature takes. drizzle builds the text of a query anew each time it is asked,
 * which costs more than PostgreSQL takes to answer: here a query is built once for each pool, or its text stands as
 * it is. Everything that is asked less often stays with drizzle's builder.
 */
import type { Sql } from "postgres"
import type { Session } from "./database"

/** What drizzle keeps of the driver under a session: the pool, or the connection of a transaction. */
type Inside = { session: { client: Sql } }

type Parameter = string | number | null | readonly (string | number | null)[]

/** Runs a text with parameters. Rows come as the driver gives them: `bigint` as text, `bytea` as bytes. */
export async function runStatement<Row extends object>(
  session: Session,
  text: string,
  parameters: readonly Parameter[],
): Promise<Row[]> {
  const { client } = (session as unknown as Inside).session
  const rows = await client.unsafe(text, parameters as never[])
  return rows as unknown as Row[]
}

/** Makes something once for each session, such as a prepared query. */
export function oncePerSession<Made>(make: (session: Session) => Made): (session: Session) => Made {
  const made = new WeakMap<Session, Made>()
  return (session) => {
    const known = made.get(session) ?? make(session)
    made.set(session, known)
    return known
  }
}
