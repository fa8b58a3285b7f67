/** What this machine can do at best: the bare cryptography of a request, and a durable commit of PostgreSQL. */
import { generateKeyPairSync, randomBytes, sign, verify } from "node:crypto"
import postgres from "postgres"
import { sign as signSecp256k1 } from "tiny-secp256k1"
import { type Summary, summaryOf } from "./summary"

const SECONDS = 2

/** Verifications of a stamp with a signature after each, a second, on one core. */
export function bareSignatures(curve: "Ed25519" | "secp256k1"): number {
  const stamper = generateKeyPairSync("ed25519")
  const wallet = generateKeyPairSync("ed25519").privateKey
  const scalar = randomBytes(32)
  const body = randomBytes(400)
  const stamp = sign(null, body, stamper.privateKey)
  const digest = randomBytes(32)
  const until = performance.now() + SECONDS * 1000
  let done = 0
  while (performance.now() < until) {
    for (let i = 0; i < 20; i++, done++) {
      verify(null, body, stamper.publicKey, stamp)
      if (curve === "Ed25519") sign(null, body, wallet)
      else signSecp256k1(digest, scalar)
    }
  }
  return done / SECONDS
}

/** Transactions of one inserted row, so many at a time. */
export async function bareCommits(databaseUrl: string, inFlight: number): Promise<Summary> {
  const client = postgres(databaseUrl, { max: inFlight, onnotice: () => {} })
  await client`create table if not exists bench_floor (id bigserial primary key, text text)`
  const latencies: number[] = []
  const startedAt = performance.now()
  const until = startedAt + SECONDS * 1000
  const lane = async () => {
    while (performance.now() < until) {
      const from = performance.now()
      await client`insert into bench_floor (text) values ('x')`
      latencies.push(performance.now() - from)
    }
  }
  await Promise.all(Array.from({ length: inFlight }, lane))
  const summary = summaryOf(latencies, performance.now() - startedAt)
  await client`drop table bench_floor`
  await client.end()
  return summary
}
