/** What the trials of a limit are made of: who is limited, a thousand requests, and clients in processes of their own. */
import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { setTimeout as wait } from "node:timers/promises"
import { bodyOf, newAuthenticator } from "./kms"
import type { Load, Outcome, Outcomes } from "./limit-client"
import { makeStamper, type Stamper } from "./stampers"

const TOKEN = `0x${"ab".repeat(20)}`
export const ASSET = `eip155:1/erc20:${TOKEN}`
const RULE = `tx.kind == "transaction" && spend.within("${ASSET}", 100, "24h")`
const PATIENCE_MS = 60_000

export type Requests = Load["requests"]
export type Limited = { organizationId: string; requests: Requests }

/** Asks in the same bytes until there is an answer, whatever dies meanwhile. */
export type Ask = (stamper: Stamper, method: string, params: unknown) => Promise<Record<string, string>>

export function askAt(urlOf: () => string): Ask {
  return async (stamper, method, params) => {
    const body = bodyOf(method, params)
    const headers = { "x-phantom-stamp": stamper.stamp(body) }
    for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await wait(100)) {
      const signal = AbortSignal.timeout(20_000)
      const sent = { method: "POST", body, headers, signal }
      const answer = await fetch(`${urlOf()}/kms/rpc`, sent).catch(() => null)
      const text = await answer?.text().catch(() => null)
      if (answer?.ok && text != null) return JSON.parse(text).result
      if (answer && answer.status < 500) throw new Error(`${method}: ${text}`)
    }
    throw new Error(`${method} was not answered`)
  }
}

/** A user of a new organization who may send 100 of a token in a day, and requests of 10 each. */
export async function openLimited(ask: Ask, count: number): Promise<Limited> {
  const [root, user] = [makeStamper(), makeStamper()]
  const userOf = (username: string, stamper: Stamper, policy: object) => ({
    ...{ username, policy, authenticators: [newAuthenticator(stamper)] },
  })
  const rules = [{ expression: RULE, outcome: "ALLOW", comment: "a hundred a day" }]
  const users = [
    userOf("root", root, { type: "ROOT" }),
    userOf("user", user, { type: "CEL", rules, constants: [] }),
  ]
  const { organizationId = "" } = await ask(root, "createOrganization", {
    organizationName: "limited",
    users,
  })
  const { walletId } = await ask(root, "createWallet", { organizationId, walletName: "w" })
  const data = `0xa9059cbb${"00".repeat(12)}${"11".repeat(20)}${"00".repeat(31)}0a`
  const requests = Array.from({ length: count }, (_, nonce) => {
    const transaction = {
      ...{ kind: "EIP_1559", chainId: 1, nonce, maxFeePerGas: 1, maxPriorityFeePerGas: 1 },
      ...{ gasLimit: 60_000, to: TOKEN, value: 0, data },
    }
    const body = bodyOf("signTransaction", { organizationId, walletId, transaction })
    return { body, stamp: user.stamp(body) }
  })
  return { organizationId, requests }
}

export type Clients = {
  /** Each client sends its share, all at once. */
  send(requests: Requests, urls: string[], patienceMs?: number): Promise<Outcome[]>
  close(): void
}

export async function openClients(count: number): Promise<Clients> {
  const clients = await Promise.all(Array.from({ length: count }, openClient))
  return {
    async send(requests, urls, patienceMs = PATIENCE_MS) {
      const shares = clients.map(({ send }, client) =>
        send({ urls, patienceMs, requests: requests.filter((_, place) => place % count === client) }),
      )
      return (await Promise.all(shares)).flat()
    },
    close() {
      for (const { child } of clients) child.disconnect()
    },
  }
}

async function openClient() {
  const child: ChildProcess = fork("tests/kms-server/limit-client.ts", { execArgv: ["--import", "tsx"] })
  await once(child, "message")
  let lastId = 0
  const send = (load: Omit<Load, "id">): Promise<Outcome[]> => {
    const id = ++lastId
    return new Promise((resolve, reject) => {
      const hear = (said: Outcomes) => {
        if (said.id !== id) return
        child.off("message", hear)
        child.off("exit", fail)
        resolve(said.outcomes)
      }
      const fail = () => reject(new Error("a client ended without a result"))
      child.on("message", hear)
      child.once("exit", fail)
      child.send({ id, ...load })
    })
  }
  return { child, send }
}
