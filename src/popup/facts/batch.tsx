/** Several transactions, each a part of its own, and what all of them can cost. */
import type { Reading } from "~protocol"
import type { Call, Sender } from "../costs"
import { AccountRow, NetworkRow, Row, Rows } from "../parts/rows"
import { Sentence } from "../parts/sentence"
import { Worth } from "../parts/worth"
import type { Seen } from "../use-insight"
import { type About, sentenceOf } from "../words/actions"
import { batchTotalOf, partOf } from "../words/batch"
import { callTitleOf } from "../words/calls"
import type { SubjectOf } from "../words/kind"
import { knownOf } from "../words/known"
import { currencyOf } from "../words/worth"
import { EthereumFacts } from "./ethereum"
import { SolanaFacts } from "./solana"

/** More than these are folded, each under what it does. */
const PARTS_IN_SIGHT = 3

export function BatchFacts({ batch, seen }: { batch: SubjectOf<"batch">; seen: Seen }) {
  const { account, chain, calls, submits } = batch
  const about = knownOf(batch, seen)
  const readings = seen.status === "known" ? seen.insight.readings : []
  const titleOf = (call: Call, at: number) => {
    const reading = readings[at]
    return reading === undefined ? callTitleOf(call, batch, submits) : sentenceOf(reading, about)
  }
  return (
    <>
      <ol className="instructions">
        {calls.map((call, at) => (
          // The order of the calls is the order in which they are sent: the place is the name.
          // biome-ignore lint/suspicious/noArrayIndexKey: as said above
          <li key={at} className="card instruction">
            <details className="part" open={calls.length <= PARTS_IN_SIGHT}>
              <summary>
                <h2>
                  <Sentence text={titleOf(call, at)} />
                </h2>
                <span className="part-place quiet">{partOf(at + 1, calls.length)}</span>
              </summary>
              <Part call={call} sender={batch} reading={readings[at] ?? null} about={about} />
            </details>
          </li>
        ))}
      </ol>
      <Rows>
        <AccountRow account={account} />
        <NetworkRow chain={chain} />
      </Rows>
    </>
  )
}

/** What all of them can take: stays in sight while they scroll, and stands over none of them. */
export function BatchTotal({ batch }: { batch: SubjectOf<"batch"> }) {
  const { name, amount, known } = batchTotalOf(batch)
  return (
    <div className="totals">
      <Rows>
        <Row name={name} strong>
          {amount}
          <Worth {...currencyOf(known, batch)} />
        </Row>
      </Rows>
    </div>
  )
}

type PartProps = { call: Call; sender: Sender; reading: Reading | null; about: About }

function Part({ call, sender, reading, about }: PartProps) {
  return call.family === "ethereum" ? (
    <EthereumFacts call={call} sender={sender} isWhole={false} />
  ) : (
    <SolanaFacts call={call} sender={sender} level="h3" reading={reading} about={about} />
  )
}
