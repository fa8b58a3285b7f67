/** What one Solana instruction is about: in words where it can be read, else its program, accounts and bytes. */
import type { SolanaInstruction } from "~protocol"
import { say } from "../language"
import { Address, WholeAddress } from "../parts/address"
import { PageBytes, PageText } from "../parts/page-text"
import { Row, Rows } from "../parts/rows"

type InstructionProps = { instruction: SolanaInstruction; owner: string }

export function InstructionFacts({ instruction, owner }: InstructionProps) {
  switch (instruction.name) {
    case "transfer":
      return (
        <Rows>
          {instruction.from !== owner && (
            <Row name={say("calls.from")} stacked>
              <WholeAddress address={instruction.from} />
            </Row>
          )}
          <Row name={say(instruction.to === owner ? "calls.toYourself" : "calls.to")} stacked>
            <WholeAddress address={instruction.to} />
          </Row>
        </Rows>
      )
    case "memo":
      return <PageText text={instruction.text} label={say("calls.note")} />
    case "compute-budget":
      return (
        <Rows>
          <Row name={instruction.setting}>{instruction.value}</Row>
        </Rows>
      )
    case "unknown":
      return <Unknown {...instruction} />
  }
}

type UnknownProps = Extract<SolanaInstruction, { name: "unknown" }>

function Unknown({ program, accounts, data }: UnknownProps) {
  return (
    <>
      <Rows>
        <Row name={say("calls.program")} stacked>
          <WholeAddress address={program} />
        </Row>
        {accounts.map((account, at) => (
          // One account can stand in several places of an instruction.
          // biome-ignore lint/suspicious/noArrayIndexKey: as said above
          <Row key={at} name={say("calls.account", { place: at + 1 })}>
            <Address address={account} />
          </Row>
        ))}
      </Rows>
      {data !== "0x" && <PageBytes hex={data} label={say("calls.data")} />}
    </>
  )
}
