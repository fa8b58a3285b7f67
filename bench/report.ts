/** The figures as a document: what was measured, against what, and the ratios that carry over to other machines. */

export type Row = { what: string; perSecond: number; p50: number; p99: number; count: number }

export function reportOf(rows: readonly Row[], machine: string): string {
  const of = (what: string) => rows.find((row) => row.what === what)
  const ratio = (what: string, a: string, b: string, member: "perSecond" | "p50") => {
    const [top, bottom] = [of(a), of(b)]
    return top && bottom ? [`| ${what} | ${(top[member] / bottom[member]).toFixed(2)} |`] : []
  }
  const ratios = [
    ...ratio(
      "throughput at 64 in flight, Ed25519, to bare verify and sign on one core",
      "KMS, Ed25519, 64 in flight",
      "bare verify and sign, Ed25519, one core",
      "perSecond",
    ),
    ...ratio(
      "throughput at 64 in flight, secp256k1, to bare verify and sign on one core",
      "KMS, secp256k1, 64 in flight",
      "bare verify and sign, secp256k1, one core",
      "perSecond",
    ),
    ...ratio(
      "throughput at 64 in flight, secp256k1, to anvil's",
      "KMS, secp256k1, 64 in flight",
      "anvil, eth_signTransaction, unlocked, 64 in flight",
      "perSecond",
    ),
    ...ratio(
      "p50 at 1 in flight, Ed25519, to one durable commit",
      "KMS, Ed25519, 1 in flight",
      "PostgreSQL, one row and a commit, 1 in flight",
      "p50",
    ),
    ...ratio(
      "p50 at 1 in flight, secp256k1, to anvil's",
      "KMS, secp256k1, 1 in flight",
      "anvil, eth_signTransaction, unlocked, 1 in flight",
      "p50",
    ),
    ...ratio(
      "p50 with a million wallets to that with a thousand",
      "KMS, Ed25519, 1 in flight, 1,000,000 wallets",
      "KMS, Ed25519, 1 in flight, 1,000 wallets",
      "p50",
    ),
  ]
  return [
    "# Benchmarks",
    "",
    "Written by `npm run bench:kms -- --write`. Durable PostgreSQL, every part of the KMS and every client in a process of",
    `its own, all on one machine: ${machine}. Ratios carry over to other machines; figures do not.`,
    "",
    "| What | p50 (ms) | p99 (ms) | a second |",
    "|---|---|---|---|",
    ...rows.map(
      ({ what, p50, p99, perSecond }) =>
        `| ${what} | ${shown(p50)} | ${shown(p99)} | ${Math.round(perSecond)} |`,
    ),
    "",
    "| Ratio | |",
    "|---|---|",
    ...ratios,
    "",
    "## Where the time goes",
    "",
    "A profile of the policy engine shows no single cost: three look-ups, two transactions of three round trips each, and",
    "for every statement a write to a socket, which was the largest single item, before the checking of stamps, the building",
    "of queries and the collection of garbage. The aims of 2 ms at one in flight and of 3,000 signatures a second are not met.",
    "The look-ups of a crowd do not yet share statements as its transactions do.",
    "",
  ].join("\n")
}

function shown(ms: number): string {
  return Number.isNaN(ms) ? "" : ms < 0.1 ? ms.toFixed(4) : ms.toFixed(2)
}
