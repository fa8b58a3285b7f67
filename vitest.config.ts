/** Three sets of tests: `unit` needs nothing, `kms` a PostgreSQL, `browser` the built extension and both browsers. */
import { randomInt } from "node:crypto"
import { availableParallelism } from "node:os"
import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"

const root = fileURLToPath(new URL(".", import.meta.url))

/** How many times more than usual properties are tried; a test takes as many times longer. */
const times = Number(process.env.COUNTERSIGN_RUNS ?? 1)

/** One seed for all properties of a run; whoever starts the tests reads it in the first line, and may give it. */
process.env.COUNTERSIGN_SEED ??= String(randomInt(2 ** 31))

/** How much was tried is counted only where somebody wants to know. */
const setupFiles = [
  "tests/support/seeds.ts",
  ...(process.env.COUNTERSIGN_TALLIES ? ["tests/support/tally.ts"] : []),
]

/** Two cores are worth two workers: much of what a test does is waiting. */
const maxWorkers = Math.max(2, availableParallelism() - 1)

export default defineConfig({
  resolve: {
    alias: [
      { find: /^~kms-server\/(.*)$/, replacement: `${root}kms-server/$1` },
      { find: /^~(kms-server|kms-mock|demo|scripts)$/, replacement: `${root}$1/index.ts` },
      { find: /^~(.*)$/, replacement: `${root}src/$1` },
    ],
  },
  test: {
    maxWorkers,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          setupFiles,
          globalSetup: ["tests/support/say-seed.ts"],
          testTimeout: 5_000 * times,
          include: ["tests/{protocol,kms,background,contents,popup,house}/**/*.test.{ts,tsx}"],
        },
      },
      {
        extends: true,
        test: {
          name: "kms",
          setupFiles,
          include: ["tests/{kms-server,kms-mock,interop,journeys}/**/*.test.ts"],
          globalSetup: ["tests/support/say-seed.ts", "tests/support/postgres.ts"],
          testTimeout: 30_000 * times,
        },
      },
      {
        extends: true,
        test: {
          name: "browser",
          include: ["tests/browser/**/*.test.ts"],
          globalSetup: ["tests/support/world.ts"],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
