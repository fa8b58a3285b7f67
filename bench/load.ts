/** Sends stamped requests from client processes, and puts what they measured together. */
import { fork } from "node:child_process"
import type { Load, Measured } from "./client"
import type { Stamped } from "./requests"
import { type Summary, summaryOf } from "./summary"

/** One client is enough for one request in flight; a crowd comes from two. */
export async function drive(
  port: number,
  requests: readonly Stamped[],
  inFlight: number,
  path = "/v1/wallets/kms/rpc",
): Promise<Summary> {
  const clients = inFlight === 1 ? 1 : 2
  const loads = Array.from({ length: clients }, (_, client) => ({
    ...{ port, path, inFlight: Math.ceil(inFlight / clients) },
    requests: requests.filter((_request, place) => place % clients === client),
  }))
  const measured = await Promise.all(loads.map(measure))
  const refusal = measured.find(({ firstRefusal }) => firstRefusal !== null)?.firstRefusal
  if (refusal) throw new Error(`The server refused: ${refusal}`)
  const elapsedMs = Math.max(...measured.map((one) => one.elapsedMs))
  return summaryOf(
    measured.flatMap(({ latencies }) => latencies),
    elapsedMs,
  )
}

function measure(load: Load): Promise<Measured> {
  const client = fork("bench/client.ts", { execArgv: ["--import", "tsx"] })
  return new Promise((resolve, reject) => {
    client.once("error", reject)
    client.once("exit", () => reject(new Error("a client ended without a result")))
    client.on("message", (said) => {
      if (said === "ready") client.send(load)
      else resolve(said as Measured)
    })
  })
}
