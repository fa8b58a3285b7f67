/** Typed data: first what it is for, then every value that is signed. */
import type { TypedMember } from "~protocol"
import { WholeAddress } from "../parts/address"
import { Members } from "../parts/members"
import { AccountRow, NetworkRow, Row, Rows } from "../parts/rows"
import { Visible } from "../parts/visible"
import { visibleTextOf } from "../visible-text"
import type { SubjectOf } from "../words/kind"
import { domainNameOf } from "../words/typed-data"

export function TypedDataFacts({ subject }: { subject: SubjectOf<"typedData"> }) {
  const { account, chain, primaryType, domain, message } = subject
  /** The chain by its name says the same as by its number. */
  const isNews = ({ name, value }: TypedMember) => name !== "chainId" || `eip155:${value}` !== chain?.id
  return (
    <>
      <Rows>
        {domain.filter(isNews).map((member, at) => (
          // One name can be there twice, as whoever wrote it liked.
          // biome-ignore lint/suspicious/noArrayIndexKey: as said above
          <DomainRow key={at} member={member} />
        ))}
        {chain !== null && <NetworkRow chain={chain} />}
        <AccountRow account={account} />
      </Rows>
      <section className="card typed" aria-labelledby="typed">
        <h2 id="typed">
          <Visible text={primaryType} />
        </h2>
        <Members members={message} />
      </section>
    </>
  )
}

function DomainRow({ member }: { member: TypedMember }) {
  const { name, value } = member
  if (typeof value !== "string") {
    return (
      <Row name={visibleTextOf(name)} stacked>
        <Members members={value} />
      </Row>
    )
  }
  const isContract = name === "verifyingContract"
  return (
    <Row name={domainNameOf(name) ?? visibleTextOf(name)} strong={name === "name"} stacked={isContract}>
      {isContract ? <WholeAddress address={value} /> : <Visible text={value} />}
    </Row>
  )
}
