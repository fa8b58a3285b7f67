/** One reading, whole: what is called by which name, every member of it, what stands inside, and bytes left unread. */
import type { Reading } from "~protocol"
import { say } from "../language"
import { WholeAddress } from "../parts/address"
import { Members } from "../parts/members"
import { PageBytes } from "../parts/page-text"
import { Row, Rows } from "../parts/rows"
import { Sentence } from "../parts/sentence"
import { Visible } from "../parts/visible"
import { type About, sentenceOf } from "../words/actions"

export function ReadingTree({ reading, about }: { reading: Reading; about: About }) {
  const { target, protocol, signature, members, inside, data } = reading
  return (
    <div className="reading">
      <p className="reading-sentence">
        <Sentence text={sentenceOf(reading, about)} />
      </p>
      <Rows>
        {signature !== null && (
          <Row name={say("insight.method")} stacked>
            <code className="address address-whole">
              <Visible text={signature} />
            </code>
          </Row>
        )}
        {protocol !== null && (
          <Row name={say("insight.knownAs")}>
            <Visible text={protocol} />
          </Row>
        )}
        {target !== null && (
          <Row name={say("common.contract")} stacked>
            <WholeAddress address={target} />
          </Row>
        )}
      </Rows>
      {members.length > 0 && <Members members={members} />}
      {data !== null && data !== "0x" && <PageBytes hex={data} label={say("insight.bytes")} />}
      {inside.length > 0 && (
        <div className="reading-inside">
          <p className="quiet">{say("insight.inside")}</p>
          {inside.map((each, at) => (
            // The order is part of what is signed: the place is the name.
            // biome-ignore lint/suspicious/noArrayIndexKey: as said above
            <ReadingTree key={at} reading={each} about={about} />
          ))}
        </div>
      )}
    </div>
  )
}
