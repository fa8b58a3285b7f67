/** Who signs in where, and for how long, as the message itself says it. */
import type * as z from "zod/mini"
import type { AccountName, SignIn } from "~protocol"
import { say } from "../language"
import { WholeAddress } from "../parts/address"
import { AccountRow, Row, Rows } from "../parts/rows"
import { Visible } from "../parts/visible"
import { momentOf } from "../times"

type SignInProps = { signIn: z.infer<typeof SignIn>; account: z.infer<typeof AccountName> }

export function SignInFacts({ signIn, account }: SignInProps) {
  const { domain, address, chainId, chainName, notBefore, expirationTime, resources, problems } = signIn
  return (
    <Rows>
      <Row name={say("signIn.to")} strong>
        <Visible text={domain} />
      </Row>
      <AccountRow account={account} />
      {problems.includes("address-differs") && (
        <Row name={say("signIn.account")} stacked>
          <WholeAddress address={address} />
        </Row>
      )}
      <Told
        name={say("signIn.network")}
        text={chainId && chainName !== null ? say("signIn.named", { name: chainName, id: chainId }) : chainId}
      />
      <Told name={say("signIn.from")} text={notBefore && whenOf(notBefore)} />
      <Told name={say("signIn.until")} text={expirationTime && whenOf(expirationTime)} />
      {resources.length > 0 && (
        <Row name={say("signIn.access")}>{say("signIn.resources", { count: resources.length })}</Row>
      )}
    </Rows>
  )
}

function Told({ name, text }: { name: string; text: string | null }) {
  if (text === null || text === "") return null
  return (
    <Row name={name}>
      <Visible text={text} />
    </Row>
  )
}

/** A time that cannot be read is shown as it was written. */
function whenOf(text: string): string {
  const at = Date.parse(text)
  return Number.isNaN(at) ? text : momentOf(at)
}
