/** What is said about each risk, by its code: what could happen, and to what. */
import type { RiskCode } from "~protocol"

export const risk = {
  "unlimited-approval":
    "{{spender}} could take any amount of your {{asset}}, now and later, without asking again.",
  approval: "{{spender}} could take {{asset}} from your account, up to this amount, without asking again.",
  "approve-all": "{{operator}} could take everything you have of {{asset}}, also what you get later.",
  permit: "This signature alone lets {{spender}} take {{asset}} from you. Nothing more has to be approved.",
  "permit-batch": "This one signature lets {{spender}} take {{count}} kinds of tokens from you.",
  "increased-allowance": "{{spender}} could take more of your {{asset}} than until now: this comes on top.",
  "ownership-transfer": "{{of}} would belong to {{to}} from then on.",
  "token-delegate": "{{to}} could take what is in your token account {{account}}.",
  "account-authority": "{{to}} would get the right “{{right}}” over the account {{account}}.",
  "account-closed": "The account {{account}} would be closed, and all that is in it goes to {{to}}.",
  "account-assigned":
    "The account {{account}} would be controlled by {{to}} from then on, and no longer by you.",
  "durable-nonce":
    "This transaction does not expire by itself: whoever has it can send it much later (nonce {{account}}).",
  "lookup-table":
    "Some accounts are named only by the table {{table}} on the network, so part of this cannot be read.",
  "account-delegation":
    "Your account itself would act as the code at {{to}} says: that code could move everything in it.",
  "creation-destroys": "The new contract can destroy itself, and what it holds is gone then.",
  "order-for-nothing": "This offers what is yours for nothing in return.",
  "unknown-typed-data":
    "The wallet does not know data of the type {{type}} and cannot say what it allows. Some signatures let others take your tokens.",
  "unknown-call": "The wallet cannot read what the contract {{target}} is told to do.",
  "unknown-instruction": "The wallet cannot read what the program {{program}} is told to do.",
  "bytes-not-exact": "The data is not written as it should be ({{flaw}}). That can hide what it does.",
  "sign-in-other-scheme": "The message is for a site opened by {{said}}, and this one was opened by {{is}}.",
  "sign-in-other-host":
    "The message signs you in to {{said}}, but {{is}} asks. Whoever gets it can be you there.",
  "sign-in-other-port":
    "The message is for the port {{said}} of this host, and the site that asks is at {{is}}.",
  "sign-in-other-address": "The message names another account than yours: {{said}}.",
  "sign-in-other-chain": "The message names another network than the one this site is on: {{said}}.",
  "sign-in-expired": "The time in which this message signs you in is over.",
  "sign-in-not-yet-valid": "The time in which this message signs you in has not begun.",
  "sign-in-malformed":
    "The message looks like a sign-in and is not written like one. Read all of it before you sign.",
  "wrong-chain": "This is for the network {{said}}, and the site is on {{is}}.",
  "typed-data-other-contract":
    "The contract that would take this signature is not the one that it speaks of: {{said}}.",
  "message-looks-like-transaction":
    "These bytes could be a transaction or its digest. Signed as a message, they may be used as one.",
  "new-recipient": "You have not sent anything to {{to}} before.",
  "look-alike-recipient":
    "{{to}} looks like {{like}}, which you know, and is another. Somebody may want you to mix them up.",
  "burn-address": "Nobody has the key of {{to}}. What is sent there is gone for good.",
  "token-as-recipient": "{{to}} is the contract of a token. What is sent there is most likely lost.",
  "mixed-script-domain":
    "The address {{domain}} mixes letters of several alphabets, as fakes of well-known sites do.",
  "look-alike-domain": "{{domain}} looks like {{like}} and is another site.",
  "hidden-characters":
    "There are characters that hide or turn text ({{where}}). What you read may not be what is there.",
  "phishing-site":
    "{{domain}} is on a list of sites that steal from wallets. It cannot be agreed to. Close the site; what you signed there before may need to be taken back.",
  "simulation-fails": "Tried out beforehand, this fails: {{reason}}. The fee would be lost.",
  "gives-everything": "This takes all that you have of {{asset}}.",
} as const satisfies Record<RiskCode, string>
