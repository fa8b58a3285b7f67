/** A network as a site describes it. */
import { Origin } from "../parts/origin"
import { Row, Rows } from "../parts/rows"
import { Visible } from "../parts/visible"
import { decimalsInWords } from "../words/asset"
import type { SubjectOf } from "../words/kind"

export function ChainFacts({ subject }: { subject: SubjectOf<"chain"> }) {
  const { chain, rpcUrl, explorerUrl } = subject
  return (
    <Rows>
      <Row name="Name" strong>
        <Visible text={chain.name} />
      </Row>
      <Row name="Chain id">{chain.id.replace(/^eip155:/, "")}</Row>
      <Row name="RPC" stacked>
        <Place url={rpcUrl} />
      </Row>
      <Row name="Currency">
        <Visible text={chain.symbol} />, {decimalsInWords(chain.decimals)}
      </Row>
      {explorerUrl !== null && (
        <Row name="Explorer" stacked>
          <Place url={explorerUrl} />
        </Row>
      )}
    </Rows>
  )
}

/** An address on the web, its host stressed. */
function Place({ url }: { url: string }) {
  if (!URL.canParse(url)) return <Visible text={url} />
  const { origin, pathname, search } = new URL(url)
  const rest = `${pathname}${search}`
  return (
    <>
      <Origin origin={origin} />
      {rest !== "/" && (
        <span className="origin-rest origin">
          <Visible text={rest} />
        </span>
      )}
    </>
  )
}
