/** A Solana transaction: what it can cost, which no row of instructions pushes out of sight, and each instruction. */
import { type Sender, type SolanaCall, solanaCostOf } from "../costs"
import { say } from "../language"
import { Address, WholeAddress } from "../parts/address"
import { Row, Rows } from "../parts/rows"
import { amountOf, leavingOf } from "../words/amounts"
import { instructionTitleOf } from "../words/calls"
import { InstructionFacts } from "./instruction"

/** `level`: of the headings of its instructions, below those of whatever it is a part of. */
type SolanaProps = { call: SolanaCall; sender: Sender; level: "h2" | "h3" }

export function SolanaFacts({ call, sender, level: Heading }: SolanaProps) {
  const { address } = sender.account
  const cost = solanaCostOf(call, address)
  return (
    <>
      <Rows>
        <Row name={say("calls.fee")}>
          {cost.fee === null ? say("common.notKnown") : amountOf(cost.fee, sender)}
        </Row>
        <Row name={say("calls.leaves")} strong>
          {leavingOf(cost, sender)}
        </Row>
        {call.feePayer !== address && (
          <Row name={say("calls.feePaidBy")}>
            <Address address={call.feePayer} />
          </Row>
        )}
      </Rows>
      <ol className="instructions">
        {call.instructions.map((instruction, at) => (
          // The order of the instructions is part of what is signed: the place is the name.
          // biome-ignore lint/suspicious/noArrayIndexKey: as said above
          <li key={at} className="card instruction">
            <Heading>{instructionTitleOf(instruction, sender)}</Heading>
            <InstructionFacts instruction={instruction} owner={address} />
          </li>
        ))}
      </ol>
      {call.lookupTables.length > 0 && (
        <Rows>
          {call.lookupTables.map((table) => (
            <Row key={table} name={say("calls.lookupTable")} stacked>
              <WholeAddress address={table} />
            </Row>
          ))}
        </Rows>
      )}
    </>
  )
}
