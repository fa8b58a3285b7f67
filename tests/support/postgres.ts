/** Builds the programs of the KMS, and starts one PostgreSQL for the `kms` tests, or takes the one that DATABASE_URL names. */
import type { TestProject } from "vitest/node"
import { startEmbeddedPostgres } from "~kms-server"
import { buildKms } from "~scripts"

declare module "vitest" {
  interface ProvidedContext {
    postgresUrl: string
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Once for all files: they run at the same time, and start what is built.
  await buildKms()
  const given = process.env.DATABASE_URL
  const embedded = given ? null : await startEmbeddedPostgres()
  project.provide("postgresUrl", given ?? embedded?.url ?? "")
  return async () => embedded?.stop()
}
