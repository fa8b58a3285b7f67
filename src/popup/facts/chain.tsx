/** A network as a site describes it. */
import { say } from "../language"
import { Origin } from "../parts/origin"
import { Row, Rows } from "../parts/rows"
import { Visible } from "../parts/visible"
import { decimalsInWords } from "../words/asset"
import type { SubjectOf } from "../words/kind"

export function ChainFacts({ subject }: { subject: SubjectOf<"chain"> }) {
  const { chain, rpcUrls, explorerUrl } = subject
  return (
    <Rows>
      <Row name={say("chain.name")} strong>
        <Visible text={chain.name} />
      </Row>
      <Row name={say("chain.id")}>{chain.id.replace(/^eip155:/, "")}</Row>
      <Row name={say("chain.rpc")} stacked>
        {rpcUrls.map((url) => (
          <div key={url}>
            <Place url={url} />
          </div>
        ))}
      </Row>
      <Row name={say("chain.currency")}>
        <Visible text={chain.symbol} />, {decimalsInWords(chain.decimals)}
      </Row>
      {explorerUrl !== null && (
        <Row name={say("chain.explorer")} stacked>
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
