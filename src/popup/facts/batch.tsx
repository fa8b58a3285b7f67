/** Several transactions, each a part of its own; what all of them can cost stays in sight while they scroll. */
import type { Call, Sender } from "../costs"
import { AccountRow, NetworkRow, Row, Rows } from "../parts/rows"
import { batchTotalOf, partOf } from "../words/batch"
import { callTitleOf } from "../words/calls"
import type { SubjectOf } from "../words/kind"
import { EthereumFacts } from "./ethereum"
import { SolanaFacts } from "./solana"

export function BatchFacts({ batch }: { batch: SubjectOf<"batch"> }) {
  const { account, chain, calls, submits } = batch
  const total = batchTotalOf(batch)
  return (
    <>
      <ol className="instructions">
        {calls.map((call, at) => (
          // The order of the calls is the order in which they are sent: the place is the name.
          // biome-ignore lint/suspicious/noArrayIndexKey: as said above
          <li key={at} className="card instruction">
            <p className="part-place quiet">{partOf(at + 1, calls.length)}</p>
            <h2>{callTitleOf(call, batch, submits)}</h2>
            <Part call={call} sender={batch} />
          </li>
        ))}
      </ol>
      <div className="totals">
        <Rows>
          <Row name={total.name} strong>
            {total.amount}
          </Row>
        </Rows>
      </div>
      <Rows>
        <AccountRow account={account} />
        <NetworkRow chain={chain} />
      </Rows>
    </>
  )
}

function Part({ call, sender }: { call: Call; sender: Sender }) {
  return call.family === "ethereum" ? (
    <EthereumFacts call={call} sender={sender} isWhole={false} />
  ) : (
    <SolanaFacts call={call} sender={sender} level="h3" />
  )
}
