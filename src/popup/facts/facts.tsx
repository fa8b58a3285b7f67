/** The facts of a consent, by its kind. */
import type { ConsentChange, ConsentView } from "~protocol"
import type { Seen } from "../use-insight"
import { AssetFacts } from "./asset"
import { AutoConfirmFacts } from "./auto-confirm"
import { BatchFacts } from "./batch"
import { ChainFacts } from "./chain"
import { ConnectFacts } from "./connect"
import { LoginFacts } from "./login"
import { MessageFacts } from "./message"
import { TransactionFacts } from "./transaction"
import { TypedDataFacts } from "./typed-data"

type FactsProps = {
  consent: Pick<ConsentView, "subject" | "askedAt">
  seen: Seen
  isAmending: boolean
  onAmend: (change: ConsentChange) => void
}

export function Facts({ consent: { subject, askedAt }, seen, isAmending, onAmend }: FactsProps) {
  const amending = { isAmending, onAmend }
  switch (subject.kind) {
    case "connect":
      return <ConnectFacts subject={subject} askedAt={askedAt} {...amending} />
    case "message":
      return <MessageFacts subject={subject} />
    case "typedData":
      return <TypedDataFacts subject={subject} />
    case "transaction":
      return <TransactionFacts transaction={subject} seen={seen} />
    case "batch":
      return <BatchFacts batch={subject} seen={seen} />
    case "chain":
      return <ChainFacts subject={subject} />
    case "asset":
      return <AssetFacts subject={subject} />
    case "login":
      return <LoginFacts subject={subject} {...amending} />
    case "autoConfirm":
      return <AutoConfirmFacts subject={subject} {...amending} />
  }
}
