/** A Solana transaction: what it can cost, which no row of instructions pushes out of sight, and each instruction. */
import type { Reading, SolanaInstruction } from "~protocol"
import { type Sender, type SolanaCall, solanaCostOf } from "../costs"
import { say } from "../language"
import { Address, WholeAddress } from "../parts/address"
import { Row, Rows } from "../parts/rows"
import { Worth } from "../parts/worth"
import { type About, sentenceOf } from "../words/actions"
import { amountOf, leavingOf } from "../words/amounts"
import { instructionTitleOf } from "../words/calls"
import { currencyOf } from "../words/worth"
import { InstructionFacts } from "./instruction"

/**
 * `level`: of the headings of its instructions, below those of whatever it is a part of. `reading`: of the call, with
 * one for each instruction inside, once there is one.
 */
type SolanaProps = {
  call: SolanaCall
  sender: Sender
  level: "h2" | "h3"
  reading: Reading | null
  about: About
}

export function SolanaFacts({ call, sender, level: Heading, reading, about }: SolanaProps) {
  const { address } = sender.account
  const cost = solanaCostOf(call, address)
  return (
    <>
      <Rows>
        <Row name={say("calls.fee")}>
          {cost.fee === null ? say("common.notKnown") : amountOf(cost.fee, sender)}
          {cost.fee !== null && <Worth {...currencyOf(cost.fee, sender)} />}
        </Row>
        <Row name={say("calls.leaves")} strong>
          {leavingOf(cost, sender)}
          {cost.total !== null && <Worth {...currencyOf(cost.total, sender)} />}
        </Row>
        {call.feePayer !== address && (
          <Row name={say("calls.feePaidBy")}>
            <Address address={call.feePayer} />
          </Row>
        )}
      </Rows>
      <ol className="instructions">
        {call.instructions.map((instruction, at) => {
          const deed = deedOf(instruction, reading?.inside[at])
          return (
            // The order of the instructions is part of what is signed: the place is the name.
            // biome-ignore lint/suspicious/noArrayIndexKey: as said above
            <li key={at} className="card instruction">
              <Heading>
                {deed === null ? instructionTitleOf(instruction, sender) : sentenceOf(deed, about)}
              </Heading>
              {deed === null ? (
                <InstructionFacts instruction={instruction} owner={address} />
              ) : (
                <details className="details">
                  <summary>{say("insight.details")}</summary>
                  <InstructionFacts instruction={instruction} owner={address} />
                </details>
              )}
            </li>
          )
        })}
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

/** What was read for certain where the instruction alone did not say it. */
function deedOf({ name }: SolanaInstruction, read: Reading | undefined): Reading | null {
  return name === "unknown" && read?.how === "exact" ? read : null
}
