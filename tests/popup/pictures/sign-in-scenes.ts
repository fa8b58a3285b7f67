/** Sign-ins: one as it should be, one that another site wants, one that also connects. */

import type * as z from "zod/mini"
import type { SignIn } from "~protocol"
import { ETHEREUM, SOLANA } from "../subjects"
import { messageOf, solanaAccount } from "./nouns"

const EXPIRES = "2026-12-01T09:00:00Z"
const PAST = "2025-12-01T09:00:00Z"

function siweText(domain: string, expires = EXPIRES): string {
  return [
    `${domain} wants you to sign in with your Ethereum account:`,
    ETHEREUM,
    "",
    "I accept the Terms of Service.",
    "",
    `URI: https://${domain}/login`,
    "Version: 1",
    "Chain ID: 1",
    "Nonce: 32891757",
    "Issued At: 2026-11-23T08:00:00Z",
    `Expiration Time: ${expires}`,
    "Resources:",
    `- https://${domain}/profile`,
  ].join("\n")
}

function signInOf(domain: string, more: Partial<z.infer<typeof SignIn>> = {}): z.infer<typeof SignIn> {
  return {
    standard: "SIWE",
    domain,
    address: ETHEREUM,
    statement: "I accept the Terms of Service.",
    uri: `https://${domain}/login`,
    chainId: "1",
    chainName: "Ethereum",
    nonce: "32891757",
    issuedAt: "2026-11-23T08:00:00Z",
    expirationTime: EXPIRES,
    notBefore: null,
    resources: [`https://${domain}/profile`],
    problems: [],
    ...more,
  }
}

const right = "app.example.org"
const wrong = "bank.example.com"

export const signIn = { ...messageOf(siweText(right)), signIn: signInOf(right) }

export const signInElsewhere = {
  ...messageOf(siweText(wrong, PAST)),
  signIn: signInOf(wrong, { expirationTime: PAST, problems: ["host-differs", "chain-differs", "expired"] }),
}

export const signInOtherPort = {
  ...messageOf(siweText(`${right}:8443`)),
  signIn: signInOf(`${right}:8443`, { problems: ["port-differs"] }),
}

export const signInConnects = {
  ...messageOf(`${right} wants you to sign in with your Solana account:\n${SOLANA}\n\nWelcome back.`),
  account: solanaAccount,
  signIn: signInOf(right, {
    standard: "SIWS",
    address: SOLANA,
    statement: "Welcome back.",
    chainId: "mainnet",
    chainName: "Solana",
    expirationTime: null,
    resources: [],
  }),
  connects: true,
}
