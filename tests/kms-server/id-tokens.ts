/** An issuer of id tokens for tests: real keys, real tokens, and a server that answers whatever a test wants. */
import { createServer, type RequestListener } from "node:http"
import type { AddressInfo } from "node:net"
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose"
import { nonceOf } from "~kms-server/policy/oidc"
import { encode, makeStamper, type Stamper } from "./stampers"

export type Issuer = {
  issuer: string
  jwkSet: { keys: Record<string, unknown>[] }
  /** A token with these claims, over those that are right. */
  sign(claims?: JWTPayload, header?: { alg?: string; kid?: string }): Promise<string>
}

export async function openIssuer(issuer: string, alg = "ES256", kid = "first"): Promise<Issuer> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
  const jwk = { ...(await exportJWK(publicKey)), kid, alg }
  return {
    issuer,
    jwkSet: { keys: [jwk] },
    sign(claims = {}, header = {}) {
      const { iat = Math.floor(Date.now() / 1000), exp = iat + 600 } = claims
      const payload = { iss: issuer, aud: "kms", sub: "subject", ...claims, iat, exp }
      return new SignJWT(payload).setProtectedHeader({ alg, kid, ...header }).sign(privateKey)
    },
  }
}

/** A stamper whose stamps carry this token; without one, its nonce is what a token has to bear. */
export type TokenStamper = Stamper & {
  nonce: string
  with(idToken: string, more?: object): Pick<Stamper, "stamp">
}

export function openTokenStamper(salt = "salt"): TokenStamper {
  const stamper = makeStamper("Secp256r1")
  return {
    ...stamper,
    nonce: nonceOf({ publicKey: stamper.publicKey, salt }),
    with: (idToken, more = {}) => ({
      stamp(body) {
        const pki = JSON.parse(Buffer.from(stamper.stamp(body), "base64url").toString("utf8"))
        return encode({ ...pki, kind: "OIDC", idToken, salt, ...more })
      },
    }),
  }
}

export type Place = { url: string; asked: string[]; close(): Promise<void> }

/** A server on loopback. `asked` holds the paths that it was asked for. */
export async function openPlace(answer: RequestListener): Promise<Place> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? "")
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
