/** A message as it will be signed: its text where it is text, else its bytes. */
import type { ConsentSubject } from "~protocol"
import { PageBytes, PageText } from "../parts/page-text"
import { AccountRow, Rows } from "../parts/rows"

export function MessageFacts({ subject }: { subject: Extract<ConsentSubject, { kind: "message" }> }) {
  return (
    <>
      {subject.text === null ? (
        <PageBytes hex={subject.bytes} label="Message" />
      ) : (
        <PageText text={subject.text} label="Message" />
      )}
      <Rows>
        <AccountRow account={subject.account} />
      </Rows>
    </>
  )
}
