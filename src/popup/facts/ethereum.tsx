/** An Ethereum transaction: what it sends, to whom, at what cost at most. */
import { type EthereumCall, ethereumCostOf, type Sender } from "../costs"
import { WholeAddress } from "../parts/address"
import { PageBytes } from "../parts/page-text"
import { Row, Rows } from "../parts/rows"
import { amountOf } from "../words/amounts"

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
        {isWhole && <Row name="Amount">{amountOf(call.wei, sender)}</Row>}
        <Row name="Network fee, at most">{amountOf(fee, sender)}</Row>
        {isWhole && (
          <Row name="Total, at most" strong>
            {amountOf(total, sender)}
          </Row>
        )}
      </Rows>
      {call.data !== "0x" && (
        <PageBytes hex={call.data} label={call.action === "create" ? "Contract code" : "Call data"} />
      )}
    </>
  )
}

function recipientNameOf({ action, to }: EthereumCall, { account }: Sender): string {
  if (action === "call") return "Contract"
  return to?.toLowerCase() === account.address.toLowerCase() ? "To yourself" : "To"
}
