/**
 * A KMS on a real socket with the real certifier, that proves itself, signs its responses and shows its audit log, or
 * does any of it wrongly as a test tells it to. It judges no stamp.
 */
import { generateKeyPairSync, type KeyObject } from "node:crypto"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import type { KmsProofOptions } from "~kms"
import { openCertifier } from "~kms-server/certifier"
import { signResponse } from "~kms-server/policy/responses"
import { identityKey, measurements, NOW, pinnedMeasurements } from "./documents"
import { consistencyOf, type Leaves, leavesOf, rootOf } from "./trees"

export type AttestedKms = {
  baseUrl: string
  options: KmsProofOptions
  /** Every path that was asked for, in order. */
  heard: string[]
  /** What it does wrongly; set and unset at will. */
  wrong: Wrong
  leaves: Leaves
  /** A new process: another live key. Answers with what ends the one before. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export type Wrong = {
  document?: (response: ServerResponse) => void
  debug?: boolean
  answer?: (framed: string) => string
  signWith?: KeyObject
  signs?: (body: Uint8Array) => Uint8Array
  consistency?: (path: Uint8Array[]) => unknown
  checkpointOf?: Leaves
  identity?: Uint8Array
}

export const RESULT = '{"wallets":[],"totalCount":0,"limit":20,"offset":0}'

export async function startAttestedKms(): Promise<AttestedKms> {
  let live = generateKeyPairSync("ed25519")
  const heard: string[] = []
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const honest = await openCertifier({ identityKey, measurements, liveKey: new Uint8Array(32) })
  const { rootCertificate, logKey } = await honest.identity()

  const kms: AttestedKms = {
    baseUrl: `${origin}/v1/wallets`,
    options: {
      baseUrl: `${origin}/v1/wallets`,
      pins: { rootCertificate, measurements: pinnedMeasurements, logKey },
      now: () => NOW,
      timeoutMs: 2_000,
    },
    heard,
    wrong: {},
    leaves: leavesOf(5),
    async restart() {
      live = generateKeyPairSync("ed25519")
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((stopped) => server.close(stopped))
    },
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "", origin)
    heard.push(url.pathname)
    const body = await bodyOf(request)
    if (url.pathname === "/v1/attestation") return attest(url, response)
    if (url.pathname === "/v1/log/consistency") return proveGrowth(url, response)
    const { wrong } = kms
    const signature = signResponse(wrong.signWith ?? live.privateKey, wrong.signs?.(body) ?? body, RESULT)
    const framed = `{"result":${RESULT},"signature":"${signature}"}`
    response.writeHead(200, { "content-type": "application/json" }).end(wrong.answer?.(framed) ?? framed)
  }

  async function attest(url: URL, response: ServerResponse): Promise<void> {
    if (kms.wrong.document) return kms.wrong.document(response)
    const { x = "" } = live.publicKey.export({ format: "jwk" })
    const certifier = await openCertifier({
      identityKey: kms.wrong.identity ?? identityKey,
      measurements: kms.wrong.debug === true ? null : measurements,
      liveKey: new Uint8Array(Buffer.from(x, "base64url")),
      now: () => kms.options.now?.() ?? NOW,
    })
    const signed = kms.wrong.checkpointOf ?? kms.leaves
    const document = await certifier.attest({
      nonce: new Uint8Array(Buffer.from(url.searchParams.get("nonce") ?? "", "base64url")),
      policyEngineVersion: "0.1.0",
      checkpoint: await honest.signCheckpoint({ size: signed.length, rootHash: rootOf(signed) }),
      treeSize: kms.leaves.length,
      rootHash: rootOf(kms.leaves),
    })
    response.writeHead(200, { "content-type": "application/cbor" }).end(document)
  }

  async function proveGrowth(url: URL, response: ServerResponse): Promise<void> {
    const [from, to] = ["from", "to"].map((name) => Number(url.searchParams.get(name)))
    const path = consistencyOf(from ?? 0, kms.leaves.slice(0, to))
    const said = kms.wrong.consistency?.(path) ?? {
      path: path.map((hash) => Buffer.from(hash).toString("base64url")),
    }
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(said))
  }

  return kms
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return new Uint8Array(Buffer.concat(chunks))
}
