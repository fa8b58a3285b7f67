/** One scene or more for each kind of consent, the ordinary and the alarming. */
import type { ConsentSubject } from "~protocol"
import { connectOf, ethereumCall, OTHER, SOLANA, solanaCall } from "../subjects"
import * as nouns from "./nouns"
import type { Scene } from "./scenes"
import { signIn, signInConnects, signInElsewhere, signInOtherPort } from "./sign-in-scenes"
import { order, typedDataNowhere } from "./typed-data-scenes"

const { ethereumAccount, solanaAccount, mainnet, base, polygon, solana, transactionOn } = nouns

const SITE = "https://app.example.org"
const LATER = Date.UTC(2026, 10, 24, 19, 4)

const asked = (...subjects: ConsentSubject[]): Scene => ({ origin: SITE, subjects, sites: [], activity: [] })
const own = (subject: ConsentSubject): Scene => ({ ...asked(subject), origin: null })

const connect = connectOf([ethereumAccount])
const payment = transactionOn(mainnet, ethereumCall())
const replacement = { ...payment, replaces: { how: "speed-up", hash: `0x${"9c".repeat(32)}` } as const }
const nothingToOneself = ethereumCall({ to: ethereumAccount.address, wei: "0" })
const batch: ConsentSubject = {
  kind: "batch",
  account: ethereumAccount,
  chain: mainnet,
  submits: true,
  calls: [nouns.tokenCall, ethereumCall(), ethereumCall({ to: nouns.TOKEN, wei: "1000000000000000" })],
}
const asset: ConsentSubject = {
  kind: "asset",
  chain: mainnet,
  account: ethereumAccount,
  address: nouns.TOKEN,
  symbol: "USDC",
  decimals: 6,
  claimed: null,
}

export const consentScenes: Record<string, Scene> = {
  connect: asked(connect),
  "connect-many": asked(
    connectOf([ethereumAccount, solanaAccount], [mainnet, base, polygon, solana, ...nouns.someOthers]),
  ),
  "connect-here": { ...asked(connect), origin: "http://localhost:3000" },
  message: asked(nouns.messageOf("Vote “yes” on proposal 42.\n\nThis is not a transaction.")),
  "message-hides": asked(
    nouns.messageOf(`Hello \u202Eyap dna\u202C!${"\n".repeat(30)}I give you all I have.`),
  ),
  "message-bytes": asked(nouns.messageOf(null)),
  "sign-in": asked(signIn),
  "sign-in-elsewhere": asked(signInElsewhere),
  "sign-in-port": asked(signInOtherPort),
  "sign-in-connects": asked(signInConnects),
  "typed-data": asked(order),
  "typed-data-nowhere": asked(typedDataNowhere),
  "send-ether": asked(payment, connect, batch),
  "call-contract": asked(transactionOn(base, nouns.tokenCall, false)),
  "create-contract": asked(transactionOn(mainnet, nouns.creation)),
  "send-sol": asked(transactionOn(solana, solanaCall())),
  "solana-program": asked(transactionOn(solana, nouns.solanaSwap, false)),
  "speed-up": own(replacement),
  cancel: own({ ...payment, call: nothingToOneself, replaces: { ...replacement.replaces, how: "cancel" } }),
  batch: asked(batch),
  "batch-solana": asked({
    kind: "batch",
    account: solanaAccount,
    chain: solana,
    submits: false,
    calls: [solanaCall(), solanaCall({ feePayer: OTHER }), { ...nouns.solanaSwap, feePayer: SOLANA }],
  }),
  chain: asked({
    kind: "chain",
    chain: { id: "eip155:7777777", name: "Zora", symbol: "ETH", decimals: 18 },
    rpcUrls: ["https://rpc.zora.example/v1/mainnet?key=abc", "https://zora.node.example"],
    explorerUrl: "https://explorer.zora.example",
  }),
  asset: asked(asset),
  "asset-claimed": asked({ ...asset, symbol: "USÐC", claimed: { symbol: "USDC", decimals: 18 } }),
  login: asked({
    kind: "login",
    accounts: [ethereumAccount, solanaAccount],
    appId: "tabby-market",
    fingerprint: "k2uJ9-Qf1xW0aZtB",
    ...{ usdLimit: 1000, usdMost: 1000 },
    expiresAt: LATER,
  }),
  "auto-confirm": asked({
    kind: "autoConfirm",
    limits: [
      { chain: mainnet, amount: "50000000000000000", most: "50000000000000000" },
      { chain: base, amount: "50000000000000000", most: "50000000000000000" },
      { chain: solana, amount: "500000000", most: "500000000" },
    ],
    until: LATER,
  }),
  "long-origin": {
    ...asked(payment),
    origin: `https://${"login.accounts.secure.".repeat(8)}bank.example.com.evil.example:8443`,
  },
}
