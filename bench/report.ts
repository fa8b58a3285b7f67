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
    "A signature asks PostgreSQL three times, where it first asked eleven times: once for all that is known of the request,",
    "once to begin it (decision, intent, evidence), once to end it (result). Whoever comes at the same time shares all three.",
    "The last two are one statement each, which happens only if the log is still as it was when they were decided; limits",
    "are counted under the log's lock, in transactions of several round trips, and are slower than what stands here.",
    "Statements are planned once on a connection: planned anew each time, they cost PostgreSQL as much again.",
    "",
    "Processor time of one Ed25519 signature at 64 in flight, in µs, counted from /proc on a machine that others loaded:",
    "",
    "| | before | after |",
    "|---|---|---|",
    "| policy engine | 870 | 640 |",
    "| PostgreSQL | 430 | 250 |",
    "| signer | 170 | 170 |",
    "| API | 150 | 140 |",
    "",
    "In a profile of the policy engine the checking of the stamp takes 13 %, writes to sockets 11 %, the collection of garbage",
    "10 %, the reading of the transaction 8 %, the decision 5 %, the signature on the answer 4 %, the sealing of evidence 4 %; the",
    "rest is spread thin. The signer verifies what it signed, which costs it more than to sign: 40 % of its time for Ed25519,",
    "two thirds for secp256k1.",
    "",
    ...aimsIn(rows),
    "",
  ].join("\n")
}

function aimsIn(rows: readonly Row[]): string[] {
  const of = (what: string) => rows.find((row) => row.what === what)
  const [alone, crowd] = [of("KMS, Ed25519, 1 in flight"), of("KMS, Ed25519, 64 in flight")]
  if (!alone || !crowd) return []
  const said = (met: boolean) => (met ? "met" : "not met")
  return [
    `The aim of a p50 under 2 ms at one in flight is ${said(alone.p50 < 2)}; that of 3,000 signatures a second at 64 in flight`,
    `is ${said(crowd.perSecond > 3000)}. Ed25519 is meant in both.`,
  ]
}

function shown(ms: number): string {
  return Number.isNaN(ms) ? "" : ms < 0.1 ? ms.toFixed(4) : ms.toFixed(2)
}
