/** A Solana transaction: what it can cost, which no row of instructions pushes out of sight, and each instruction. */
import type { SolanaInstruction } from "~protocol"
import { type SolanaCall, solanaCostOf, type Transaction } from "../costs"
import { Address, WholeAddress } from "../parts/address"
import { PageBytes, PageText } from "../parts/page-text"
import { AccountRow, Row, Rows } from "../parts/rows"
import { amountOf, instructionTitleOf, leavingOf } from "../words"

export function SolanaFacts({ transaction, call }: { transaction: Transaction; call: SolanaCall }) {
  const { address } = transaction.account
  const cost = solanaCostOf(call, address)
  return (
    <>
      <Rows>
        <Row name="Network fee">{cost.fee === null ? "not known" : amountOf(cost.fee, transaction)}</Row>
        <Row name="Leaves your account" strong>
          {leavingOf(cost, transaction)}
        </Row>
        {call.feePayer !== address && (
          <Row name="Fee paid by">
            <Address address={call.feePayer} />
          </Row>
        )}
      </Rows>
      <ol className="instructions">
        {call.instructions.map((instruction, at) => (
          // The order of the instructions is part of what is signed: the place is the name.
          // biome-ignore lint/suspicious/noArrayIndexKey: as said above
          <li key={at} className="card instruction">
            <h2>{instructionTitleOf(instruction, transaction)}</h2>
            <Instruction instruction={instruction} owner={address} />
          </li>
        ))}
      </ol>
      {call.lookupTables.length > 0 && (
        <Rows>
          {call.lookupTables.map((table) => (
            <Row key={table} name="Lookup table" stacked>
              <WholeAddress address={table} />
            </Row>
          ))}
        </Rows>
      )}
      <Rows>
        <AccountRow account={transaction.account} />
        <Row name="Network">{transaction.chain.name}</Row>
      </Rows>
    </>
  )
}

function Instruction({ instruction, owner }: { instruction: SolanaInstruction; owner: string }) {
  switch (instruction.name) {
    case "transfer":
      return (
        <Rows>
          {instruction.from !== owner && (
            <Row name="From" stacked>
              <WholeAddress address={instruction.from} />
            </Row>
          )}
          <Row name="To" stacked>
            <WholeAddress address={instruction.to} />
          </Row>
        </Rows>
      )
    case "memo":
      return <PageText text={instruction.text} label="Note" />
    case "compute-budget":
      return (
        <Rows>
          <Row name={instruction.setting}>{instruction.value}</Row>
        </Rows>
      )
    case "unknown":
      return <UnknownInstruction {...instruction} />
  }
}

type Unknown = Extract<SolanaInstruction, { name: "unknown" }>

function UnknownInstruction({ program, accounts, data }: Unknown) {
  return (
    <>
      <Rows>
        <Row name="Program" stacked>
          <WholeAddress address={program} />
        </Row>
        {accounts.map((account, at) => (
          // One account can stand in several places of an instruction.
          // biome-ignore lint/suspicious/noArrayIndexKey: as said above
          <Row key={at} name={`Account ${at + 1}`}>
            <Address address={account} />
          </Row>
        ))}
      </Rows>
      {data !== "0x" && <PageBytes hex={data} label="Data" />}
    </>
  )
}
