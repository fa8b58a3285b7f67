/** Requests with what the background adds to them: readings, outcomes, risks, limits, and each of them missing. */
import type { ConsentSubject, Insight, Reading, Risk } from "~protocol"
import { connectOf, ETHEREUM, ethereumCall, OTHER, solanaCall } from "../subjects"
import * as nouns from "./nouns"
import type { Scene } from "./scenes"
import { signInElsewhere } from "./sign-in-scenes"
import { order } from "./typed-data-scenes"

const { mainnet, solana, TOKEN, transactionOn, ethereumAccount, solanaAccount } = nouns

const SPENDER = "0x3fC91A3afd70395Cd496C647d5a6CC9D4B2b7FAD"
const FRIEND = "0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF"
const usdc = { chain: mainnet.id, address: TOKEN, tokenId: null }
const ether = { chain: mainnet.id, address: null, tokenId: null }
const sol = { chain: solana.id, address: null, tokenId: null }
const listed = { asset: usdc, symbol: "USDC", decimals: 6, source: "listed" } as const

const reading = (more: Partial<Reading> & Pick<Reading, "action">): Reading => ({
  how: "exact",
  target: TOKEN,
  protocol: null,
  signature: null,
  members: [],
  flaws: [],
  inside: [],
  data: null,
  ...more,
})

const approval = (amount: string | null): Reading =>
  reading({
    action: { type: "approve", asset: usdc, amount, spender: SPENDER, adds: false, expiresAt: null },
    signature: "approve(address,uint256)",
    protocol: "USD Coin",
    members: [
      { name: "spender", type: "address", value: SPENDER },
      { name: "amount", type: "uint256", value: amount ?? (2n ** 256n - 1n).toString() },
    ],
  })
const sending = reading({
  action: { type: "send", asset: usdc, amount: "12000000", from: null, to: FRIEND },
  signature: "transfer(address,uint256)",
  members: [
    { name: "to", type: "address", value: FRIEND },
    { name: "amount", type: "uint256", value: "12000000" },
  ],
})
const swapping = reading({
  action: {
    type: "swap",
    give: [{ asset: ether, amount: "1000000000000000000" }],
    get: [{ asset: usdc, amount: "2310000000" }],
    recipient: ETHEREUM,
  },
  target: SPENDER,
  protocol: "Uniswap",
  signature: "execute(bytes,bytes[],uint256)",
})

const insight = (more: Partial<Insight>): Insight => ({
  id: "00000000-0000-4000-8000-000000000000",
  digest: "0".repeat(64),
  readings: [],
  assets: [listed],
  risks: [],
  isAppraised: true,
  simulation: { status: "unavailable", why: "not-applicable" },
  outlook: { status: "unavailable", why: "not-applicable" },
  allowance: null,
  isPageThere: true,
  isPending: false,
  ...more,
})

const known = (changes: [Insight["assets"][number]["asset"], string][]): Insight["simulation"] => ({
  status: "known",
  changes: changes.map(([asset, delta]) => ({ asset, delta })),
  approvals: [],
  at: "0x1",
  isPartial: false,
})

const risk = (code: Risk["code"], severity: Risk["severity"], terms: Risk["terms"] = {}): Risk => ({
  code,
  severity,
  terms,
  place: null,
})

const limit = {
  unit: "usd-cents",
  limit: "50000",
  used: "18000",
  asked: "12000",
  windowMs: 86_400_000,
} as const

const plain = (subject: ConsentSubject): Scene => ({
  origin: "https://app.example.org",
  subjects: [subject],
  sites: [],
  activity: [],
})
const withInsight = (subject: ConsentSubject, more: Partial<Insight>): Scene => ({
  ...plain(subject),
  answers: { "popup.insight": insight(more) },
})

const call = transactionOn(mainnet, nouns.tokenCall)
const swap = transactionOn(
  mainnet,
  ethereumCall({
    action: "call",
    to: SPENDER,
    wei: "1000000000000000000",
    data: "0x3593564c",
    gas: "200000",
  }),
)
const calls = [approval("100000000"), sending, sending, swapping, sending, sending]
const manyCalls: ConsentSubject = {
  kind: "batch",
  account: ethereumAccount,
  chain: mainnet,
  submits: true,
  calls: calls.map(() => nouns.tokenCall),
}

export const insightScenes: Record<string, Scene> = {
  "insight-swap": withInsight(swap, {
    readings: [swapping],
    simulation: known([
      [ether, "-1000000000000000000"],
      [usdc, "2318440000"],
    ]),
    outlook: { status: "allowed", limits: [limit] },
  }),
  "insight-approval": withInsight(call, {
    readings: [approval("100000000")],
    risks: [risk("approval", "careful", { asset: TOKEN, spender: SPENDER })],
    simulation: {
      ...known([]),
      approvals: [{ asset: usdc, amount: "100000000", spender: SPENDER }],
    } as never,
  }),
  "insight-unlimited": withInsight(call, {
    readings: [approval(null)],
    risks: [
      risk("unlimited-approval", "high", { asset: TOKEN, spender: SPENDER }),
      risk("new-recipient", "note", { to: SPENDER }),
    ],
    simulation: known([]),
  }),
  "insight-blocked": withInsight(call, {
    readings: [approval(null)],
    risks: [
      risk("phishing-site", "block", { domain: "app.example.org" }),
      risk("unlimited-approval", "high", { asset: TOKEN, spender: SPENDER }),
    ],
  }),
  "insight-trying": withInsight(call, {
    readings: [sending],
    simulation: { status: "pending" },
    outlook: { status: "pending" },
    isPending: true,
  }),
  "insight-fails": withInsight(call, {
    readings: [sending],
    risks: [risk("simulation-fails", "high", { reason: "transfer amount exceeds balance" })],
    simulation: { status: "fails", reason: "transfer amount exceeds balance", at: "0x1" },
  }),
  "insight-denied": withInsight(transactionOn(mainnet, ethereumCall()), {
    simulation: known([[ether, "-250000000000000000"]]),
    outlook: {
      status: "denied",
      code: "spending-limit-exceeded",
      rule: "daily-limit",
      comment: "No more than $500 a day until the audit is done.",
      limits: [{ ...limit, asked: "80000" }],
    },
  }),
  "insight-unknown": withInsight(call, {
    readings: [reading({ how: "unknown", action: { type: "unknown" }, data: "0x12345678abcdef" })],
    assets: [],
    risks: [risk("unknown-call", "careful", { target: TOKEN })],
    simulation: { status: "unavailable", why: "unreachable" },
  }),
  "insight-unknown-token": withInsight(call, {
    readings: [sending],
    assets: [{ asset: usdc, symbol: null, decimals: null, source: "unknown" }],
    simulation: known([[usdc, "-12000000"]]),
  }),
  "insight-gone": withInsight(call, { readings: [sending], simulation: known([]), isPageThere: false }),
  "insight-batch": withInsight(manyCalls, {
    readings: calls,
    simulation: known([[usdc, "-48000000"]]),
    risks: [{ ...risk("approval", "careful", { asset: TOKEN, spender: SPENDER }), place: 0 }],
  }),
  "insight-order": withInsight(order, {
    readings: [
      reading({
        action: {
          type: "order",
          give: [{ asset: { ...usdc, address: FRIEND, tokenId: "8127" }, amount: "1" }],
          get: [],
          recipient: null,
          expiresAt: Date.UTC(2026, 11, 24, 19, 4),
        },
        protocol: "Seaport",
      }),
    ],
    assets: [
      {
        asset: { ...usdc, address: FRIEND, tokenId: "8127" },
        symbol: "TABBY",
        decimals: null,
        source: "chain",
      },
    ],
    risks: [risk("order-for-nothing", "high")],
  }),
  "insight-sign-in": withInsight(signInElsewhere, {
    risks: [risk("sign-in-other-host", "high", { said: "bank.example", is: "app.example.org" })],
  }),
  "insight-solana": withInsight(transactionOn(solana, nouns.solanaSwap), {
    readings: [
      reading({
        target: null,
        action: { type: "several" },
        inside: [
          reading({ target: null, action: { type: "fee-setting", setting: "unit-price", value: "20000" } }),
          reading({
            target: null,
            action: { type: "send", asset: sol, amount: "250000000", from: null, to: OTHER },
          }),
          reading({ target: null, action: { type: "memo", text: "Order 1182" } }),
          reading({ how: "unknown", target: OTHER, action: { type: "unknown" }, data: "0x0102030405060708" }),
        ],
      }),
    ],
    risks: [risk("unknown-instruction", "careful", { program: OTHER })],
    simulation: known([[sol, "-250005000"]]),
  }),
  "insight-send-sol": withInsight(transactionOn(solana, solanaCall()), {
    simulation: known([[sol, "-1000005000"]]),
    risks: [risk("new-recipient", "note", { to: OTHER })],
  }),
  "connect-choose": plain({
    ...connectOf([ethereumAccount, solanaAccount], [mainnet, nouns.base, solana]),
    offered: {
      accounts: [
        ethereumAccount,
        { family: "ethereum", address: FRIEND },
        { family: "ethereum", address: SPENDER },
        solanaAccount,
      ],
      chains: [
        { ...mainnet, isRequired: true },
        { ...nouns.base, isRequired: false },
        { ...nouns.polygon, isRequired: false },
        { ...solana, isRequired: false },
      ],
    },
  }),
}
