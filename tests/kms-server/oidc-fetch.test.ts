/** Fetching over TLS: an issuer is who its certificate says, and its name leads to a public address. */
import "reflect-metadata"
import { createServer, type Server } from "node:https"
import type { AddressInfo } from "node:net"
import { SubjectAlternativeNameExtension, X509CertificateGenerator } from "@peculiar/x509"
import { afterAll, beforeAll, expect, it } from "vitest"
import { openFetchJson } from "~kms-server/policy/oidc-fetch"

let server: Server
let certificate: string
let port: number
let requests = 0

beforeAll(async () => {
  const algorithm = { name: "ECDSA", namedCurve: "P-256" }
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"])
  const made = await X509CertificateGenerator.createSelfSigned({
    name: "CN=issuer",
    keys,
    signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 3_600_000),
    extensions: [
      new SubjectAlternativeNameExtension([
        { type: "dns", value: "localhost" },
        { type: "ip", value: "127.0.0.1" },
      ]),
    ],
  })
  certificate = made.toString("pem")
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey("pkcs8", keys.privateKey)).toString("base64")
  const key = `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----\n`
  server = createServer({ key, cert: certificate }, (_request, response) => {
    requests += 1
    response.end('{"keys":[]}')
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => new Promise((resolve) => server.close(() => resolve(undefined))))

it("is fetched from an issuer whose certificate an authority of the operator's signed", async () => {
  const fetchJson = openFetchJson({ allowPrivate: true, authorities: [certificate] })
  expect(await fetchJson(`https://127.0.0.1:${port}/keys`)).toEqual({ keys: [] })
  expect(await fetchJson(`https://localhost:${port}/keys`)).toEqual({ keys: [] })
})

it("is not fetched from an issuer whose certificate nobody signed, nor before it was looked at", async () => {
  const before = requests
  await expect(openFetchJson({ allowPrivate: true })(`https://127.0.0.1:${port}/`)).rejects.toThrow(
    "certificate",
  )
  expect(requests).toBe(before)
})

it("is not fetched from a name that leads to a private address, whatever its certificate", async () => {
  const before = requests
  const fetchJson = openFetchJson({ authorities: [certificate] })
  await expect(fetchJson(`https://localhost:${port}/`)).rejects.toThrow("private address")
  await expect(fetchJson(`https://127.0.0.1:${port}/`)).rejects.toThrow("private address")
  expect(requests).toBe(before)
})
