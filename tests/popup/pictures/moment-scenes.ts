/** Moments between the others: before there is a wallet, while nothing has come, where nothing comes, and the lock. */
import { fault, type LockState, problemOf } from "~protocol"
import { stateOf } from "../subjects"
import { keepingScenes } from "./keeping-scenes"
import type { Act, Scene } from "./scenes"
import { sendScenes } from "./send-scenes"

const nothing: Scene = { origin: null, subjects: [], sites: [], activity: [] }
const { home, send } = sendScenes as { home: Scene; send: Scene }
const { activity, networks, kms } = keepingScenes as { activity: Scene; networks: Scene; kms: Scene }

const noWallet = stateOf({ wallet: null })
const locked: LockState = {
  ...{ isSet: true, isLocked: true, hasPassphrase: true, credentialId: null, waitMs: 0 },
}
const unreachable = problemOf(fault("KMS_UNREACHABLE"))

const RECIPIENT = "0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF"
const written = (amount: string): Act[] => [
  { at: "[data-testid=send-to]", write: RECIPIENT },
  { at: "[data-testid=send-amount]", write: amount },
]
const filled: Scene = {
  ...send,
  answers: {
    ...send.answers,
    "popup.readRecipient": { status: "good", address: RECIPIENT, isOwn: false, count: 3 },
  },
  acts: [...written("0.25"), { until: '[data-testid=review][aria-disabled="false"]' }],
}

export const momentScenes: Record<string, Scene> = {
  "first-run": { ...nothing, path: "/", answers: { "popup.state": noWallet } },
  "first-run-asked": {
    ...nothing,
    answers: { "popup.state": { ...noWallet, waiting: ["https://app.example.org"] } },
  },
  "first-run-fails": {
    ...nothing,
    path: "/",
    answers: { "popup.state": noWallet },
    failing: ["popup.createWallet"],
    acts: [{ at: "[data-testid=create-wallet]" }],
  },
  loading: { ...nothing, path: "/", silent: ["popup.state"] },
  trouble: { ...nothing, path: "/", answers: { "popup.state": { ...noWallet, trouble: unreachable } } },
  settled: nothing,
  "unlock-asked": { ...nothing, isLocked: true, answers: { "popup.lock": locked } },
  shortcuts: { ...home, acts: [{ key: "?" }] },
  "home-loading": { ...home, silent: ["popup.holdings", "popup.activity"] },
  "home-fails": { ...home, failing: ["popup.holdings", "popup.activity"] },
  "activity-loading": { ...activity, silent: ["popup.activity"] },
  "activity-fails": { ...activity, failing: ["popup.activity"] },
  "networks-loading": { ...networks, silent: ["popup.networks"] },
  "networks-fails": { ...networks, failing: ["popup.networks"] },
  "kms-loading": { ...kms, silent: ["popup.kms"] },
  "kms-fails": { ...kms, failing: ["popup.kms"] },
  "send-loading": { ...send, silent: ["popup.holdings"] },
  "send-fails": {
    ...filled,
    failing: ["popup.quoteSend"],
    acts: [...written("0.25"), { until: ".failure" }],
  },
  "send-filled": filled,
  "send-too-much": {
    ...filled,
    acts: [...written("12"), { until: ".said-careful" }],
  },
  "send-scanner": { ...send, acts: [{ at: ".send-address + .form-choices > :last-child" }], isOfTab: true },
  "account-menu": { ...home, acts: [{ at: ".account-menu > summary" }] },
}
