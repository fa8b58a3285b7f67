/** Starts one PostgreSQL for the `kms` tests, or takes the one that DATABASE_URL names. */
import type { TestProject } from "vitest/node"
import { startEmbeddedPostgres } from "~kms-server"

declare module "vitest" {
  interface ProvidedContext {
    postgresUrl: string
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.DATABASE_URL
  const embedded = given ? null : await startEmbeddedPostgres()
  project.provide("postgresUrl", given ?? embedded?.url ?? "")
  return async () => embedded?.stop()
}
