/** A message as it will be signed: its text where it is text, else its bytes; for a sign-in, first where to. */
import type { ConnectionLife } from "~protocol"
import { say } from "../language"
import { PageBytes, PageText } from "../parts/page-text"
import { Permissions } from "../parts/permissions"
import { AccountRow, Rows } from "../parts/rows"
import { connectedMayOf } from "../words/connect"
import type { SubjectOf } from "../words/kind"
import { lifeInWords } from "../words/periods"
import { SignInFacts } from "./sign-in"

/** What the background gives a site that connects by signing in. */
const IMPLIED_LIFE_MS: NonNullable<ConnectionLife> = 86_400_000

export function MessageFacts({ subject }: { subject: SubjectOf<"message"> }) {
  const { account, text, bytes, signIn, connects } = subject
  return (
    <>
      {signIn !== null && <SignInFacts signIn={signIn} account={account} />}
      {text === null ? (
        <PageBytes hex={bytes} label={say("message.text")} />
      ) : (
        <PageText text={text} label={say(signIn === null ? "message.text" : "message.wholeText")} />
      )}
      {signIn === null && (
        <Rows>
          <AccountRow account={account} />
        </Rows>
      )}
      {connects && <Permissions may={[connectsInWords(), ...connectedMayOf({ accounts: [account] })]} />}
    </>
  )
}

function connectsInWords(): string {
  return say("choose.connectsFor", { period: lifeInWords(IMPLIED_LIFE_MS) })
}
