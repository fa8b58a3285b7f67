/**
 * A process that decides without an end, to be killed. Says the size of each checkpoint that it gave out, which no
 * death may take back.
 */
import { createPrivateKey } from "node:crypto"
import { makeLogKey, openTestLog } from "./log-keeper"

const { url, seed, evidenceKey } = JSON.parse(process.argv[2] ?? "{}")
const privateKey = createPrivateKey({ key: Buffer.from(seed, "base64"), format: "der", type: "pkcs8" })
const key = makeLogKey(undefined, privateKey)
const log = await openTestLog({ url, key, evidenceKey: Buffer.from(evidenceKey, "base64") })

async function decideForever(ends: "signed" | "released" | "never"): Promise<never> {
  for (;;) await log.decide({ ends })
}

async function showCheckpoints(): Promise<never> {
  for (;;) {
    const { size, rootHash } = await log.checkpoint()
    process.stdout.write(`${JSON.stringify({ size, root: Buffer.from(rootHash).toString("hex") })}\n`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

await Promise.all([
  decideForever("signed"),
  decideForever("released"),
  decideForever("never"),
  showCheckpoints(),
])
