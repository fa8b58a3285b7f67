/** An empty database of its own for a test, in the PostgreSQL that the run has started. */
import { randomUUID } from "node:crypto"
import postgres from "postgres"
import { inject } from "vitest"

/** The address of a database that holds nothing yet. */
export async function freshDatabase(): Promise<string> {
  const url = new URL(inject("postgresUrl"))
  const name = `test_${randomUUID().replaceAll("-", "")}`
  const client = postgres(url.href, { max: 1, onnotice: () => {} })
  await client.unsafe(`create database ${name}`)
  await client.end()
  url.pathname = `/${name}`
  return url.href
}
