/** A token as it describes itself, and beside that what the site said, where the two differ. */
import { say } from "../language"
import { WholeAddress } from "../parts/address"
import { AccountRow, NetworkRow, Row, Rows } from "../parts/rows"
import { Visible } from "../parts/visible"
import { decimalsInWords } from "../words/asset"
import type { SubjectOf } from "../words/kind"

export function AssetFacts({ subject }: { subject: SubjectOf<"asset"> }) {
  const { symbol, decimals, claimed, address, chain, account } = subject
  return (
    <Rows>
      <Row name={say("asset.tokenSays")} strong>
        <Visible text={symbol} />, {decimalsInWords(decimals)}
      </Row>
      {claimed !== null && (
        <Row name={say("asset.siteSaid")}>
          <Visible text={claimed.symbol} />, {decimalsInWords(claimed.decimals)}
        </Row>
      )}
      <Row name={say("common.contract")} stacked>
        <WholeAddress address={address} />
      </Row>
      <NetworkRow chain={chain} />
      <AccountRow account={account} />
    </Rows>
  )
}
