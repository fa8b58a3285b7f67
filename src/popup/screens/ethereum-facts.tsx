/** An Ethereum transaction: what it sends, to whom, at what cost at most. */
import { type EthereumCall, ethereumCostOf, type Transaction } from "../costs"
import { WholeAddress } from "../parts/address"
import { PageBytes } from "../parts/page-text"
import { AccountRow, Row, Rows } from "../parts/rows"
import { amountOf } from "../words"

export function EthereumFacts({ transaction, call }: { transaction: Transaction; call: EthereumCall }) {
  const { fee, total } = ethereumCostOf(call)
  return (
    <>
      <Rows>
        {call.to !== null && (
          <Row name={call.action === "call" ? "Contract" : "To"} stacked>
            <WholeAddress address={call.to} />
          </Row>
        )}
        <Row name="Amount">{amountOf(call.wei, transaction)}</Row>
        <Row name="Network fee, at most">{amountOf(fee, transaction)}</Row>
        <Row name="Total, at most" strong>
          {amountOf(total, transaction)}
        </Row>
      </Rows>
      {call.data !== "0x" && (
        <PageBytes hex={call.data} label={call.action === "create" ? "Contract code" : "Call data"} />
      )}
      <Rows>
        <AccountRow account={transaction.account} />
        <Row name="Network">{transaction.chain.name}</Row>
      </Rows>
    </>
  )
}
