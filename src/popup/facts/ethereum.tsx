/** An Ethereum transaction: what it sends, to whom, at what cost at most. */
import { type EthereumCall, ethereumCostOf, type Sender } from "../costs"
import { say } from "../language"
import { WholeAddress } from "../parts/address"
import { PageBytes } from "../parts/page-text"
import { Row, Rows } from "../parts/rows"
import { Worth } from "../parts/worth"
import { lengthInWords } from "../words"
import { amountOf } from "../words/amounts"
import { currencyOf } from "../words/worth"

/** `isWhole`: it stands alone, so that amount and total are rows of their own; in a batch its title says the amount. */
type EthereumProps = { call: EthereumCall; sender: Sender; isWhole: boolean }

export function EthereumFacts({ call, sender, isWhole }: EthereumProps) {
  const { fee, total } = ethereumCostOf(call)
  return (
    <>
      <Rows>
        {call.to !== null && (
          <Row name={recipientNameOf(call, sender)} stacked>
            <WholeAddress address={call.to} />
          </Row>
        )}
        {isWhole && (
          <Row name={say("calls.amount")}>
            {amountOf(call.wei, sender)}
            <Worth {...currencyOf(call.wei, sender)} />
          </Row>
        )}
        <Row name={say("calls.feeAtMost")}>
          {amountOf(fee, sender)}
          <Worth {...currencyOf(fee, sender)} />
        </Row>
        {isWhole && (
          <Row name={say("calls.totalAtMost")} strong>
            {amountOf(total, sender)}
            <Worth {...currencyOf(total, sender)} />
          </Row>
        )}
      </Rows>
      {call.data !== "0x" && (
        <details className="details">
          <summary>{`${codeNameOf(call)}, ${lengthInWords(call.data)}`}</summary>
          <PageBytes hex={call.data} label={codeNameOf(call)} />
        </details>
      )}
    </>
  )
}

function recipientNameOf({ action, to }: EthereumCall, { account }: Sender): string {
  if (action === "call") return say("common.contract")
  const isOwn = to?.toLowerCase() === account.address.toLowerCase()
  return say(isOwn ? "calls.toYourself" : "calls.to")
}

function codeNameOf({ action }: EthereumCall): string {
  return say(action === "create" ? "calls.code" : "calls.callData")
}
