/**
 * `npm run bench:kms`: how fast the KMS signs, as an operator runs it (every part in a process of its own, a durable
 * PostgreSQL, a policy of ten rules), from client processes; and beside it, in the same run, what this machine can do
 * at best and what a local chain with unlocked keys does. Machines are noisy: read the ratios.
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { cpus, tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { measureDecisions } from "./decisions"
import { bareCommits, bareSignatures } from "./floor"
import { drive } from "./load"
import { startPeer } from "./peer"
import { type Row, reportOf } from "./report"
import { ethereumTransfers, openHome, solanaTransfers } from "./requests"
import { startServer } from "./server"
import { sectionIn } from "./wallet-report"
import { addWallets } from "./wallets"

const DOCUMENT = "docs/benchmarks.md"

const HELP = `npm run bench:kms [-- --quick] [--write] [--json]

  --quick   a fifth of the requests, and no run with a million wallets
  --write   writes its part of docs/benchmarks.md
  --json    prints figures as JSON`

const LANES = [1, 16, 64]
const CURVES = { Ed25519: solanaTransfers, secp256k1: ethereumTransfers } as const

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      ...{ quick: { type: "boolean" }, write: { type: "boolean" } },
      ...{ json: { type: "boolean" }, help: { type: "boolean" } },
    },
  })
  if (values.help) {
    console.log(HELP)
    return
  }
  const directory = await mkdtemp(join(tmpdir(), "countersign-bench-"))
  const server = await startServer(directory)
  const peer = await startPeer()
  const rows: Row[] = []
  const note = (row: Row) => {
    rows.push(row)
    if (!values.json)
      console.error(`${row.what}: ${row.perSecond.toFixed(0)} a second, p50 ${row.p50.toFixed(2)} ms`)
  }
  try {
    const size = values.quick ? 0.2 : 1
    const home = await openHome(server.port)
    await drive(server.port, solanaTransfers(home, 500), 16)
    for (const [curve, transfersOf] of Object.entries(CURVES)) {
      for (const lanes of LANES) {
        const count = Math.round((lanes === 1 ? 1500 : 8000) * size)
        const what = `KMS, ${curve}, ${lanes} in flight`
        note({ what, ...(await drive(server.port, transfersOf(home, count), lanes)) })
      }
    }
    for (const lanes of LANES) {
      const what = `anvil, eth_signTransaction, unlocked, ${lanes} in flight`
      note({ what, ...(await drive(peer.port, peer.requests(Math.round(4000 * size)), lanes, "/")) })
    }
    for (const lanes of [1, 64]) {
      note({
        what: `PostgreSQL, one row and a commit, ${lanes} in flight`,
        ...(await bareCommits(server.databaseUrl, lanes)),
      })
    }
    for (const curve of ["Ed25519", "secp256k1"] as const) {
      const perSecond = bareSignatures(curve)
      note({
        what: `bare verify and sign, ${curve}, one core`,
        perSecond,
        p50: 1000 / perSecond,
        p99: Number.NaN,
        count: 0,
      })
    }
    for (const row of measureDecisions()) note(row)
    if (!values.quick) {
      for (const wallets of [1000, 1_000_000]) {
        await addWallets(server.databaseUrl, home, wallets)
        const what = `KMS, Ed25519, 1 in flight, ${wallets.toLocaleString("en")} wallets`
        note({ what, ...(await drive(server.port, solanaTransfers(home, 1500), 1)) })
      }
    }
  } finally {
    await peer.stop()
    await server.stop()
    await rm(directory, { recursive: true, force: true })
  }
  const report = reportOf(
    rows,
    `${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.versions.node}`,
  )
  if (values.write) {
    const before = await readFile(DOCUMENT, "utf8").catch(() => "")
    await writeFile(DOCUMENT, `${report}${sectionIn(before)}`)
  }
  console.log(values.json ? JSON.stringify(rows) : report)
}

await run()
process.exit(0)
