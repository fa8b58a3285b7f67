/** Who keeps the keys: whether it serves, and what it proved of itself, as the background checked it. */
import type { Keeper as Known } from "~protocol"
import { say } from "../language"
import { Failure, Skeleton } from "../parts/asking"
import { CopyButton } from "../parts/copy-button"
import { Notice } from "../parts/notice"
import { PlaceHead } from "../parts/place-head"
import { Row, Rows } from "../parts/rows"
import { Visible } from "../parts/visible"
import { pathOf } from "../places"
import { momentOf } from "../times"
import { useAnswer } from "../use-answer"
import { sentenceOf } from "../words/problems"

type Proved = Extract<Known["proof"], { status: "proved" }>

export function KeeperPlace() {
  const { answer, problem, look } = useAnswer("keeper", null)
  return (
    <>
      <PlaceHead
        title={say("keeper.title")}
        back={{ href: pathOf("settings"), label: say("settings.back") }}
      />
      {answer === null && problem !== null && <Failure sentence={problem} onRetry={look} />}
      {answer === null && problem === null && <Skeleton label={say("keeper.loading")} rows={4} />}
      {answer !== null && (
        <>
          <Rows>
            <Row name={say("keeper.address")} stacked>
              <code className="address address-whole">{answer.url}</code>
            </Row>
            <Row name={say("keeper.health")}>
              <span className={answer.health === "ready" ? "said-good" : "said-bad"}>
                {say(`keeper.healths.${answer.health === "not-ready" ? "unready" : answer.health}`)}
              </span>
            </Row>
          </Rows>
          <p className="quiet">{say("keeper.why")}</p>
          <section aria-labelledby="keeper-proof">
            <h2 id="keeper-proof">{say("keeper.proof")}</h2>
            <Proof proof={answer.proof} />
          </section>
          <div className="deeds">
            <button type="button" className="button" onClick={look}>
              {say("keeper.again")}
            </button>
          </div>
        </>
      )}
    </>
  )
}

function Proof({ proof }: { proof: Known["proof"] }) {
  switch (proof.status) {
    case "unpinned":
      return <p className="quiet">{say("keeper.unpinned")}</p>
    case "unreachable":
      return <Notice tone="careful">{say("keeper.unreachable")}</Notice>
    case "refused":
      return (
        <Notice tone="bad">
          {say("keeper.refused")} {sentenceOf(proof.problem)}
        </Notice>
      )
    case "proved":
      return <Programs proof={proof} />
  }
}

const programs = ["launcher", "policy", "signer", "certifier", "api"] as const
const SIMULATED = "simulated in software"

function Programs({ proof }: { proof: Proved }) {
  return (
    <>
      <p className="notice notice-good">{say("keeper.proved")}</p>
      <Rows>
        <Row name={say("keeper.enclave")} stacked>
          {proof.enclave === SIMULATED ? say("keeper.simulated") : <Visible text={proof.enclave} />}
        </Row>
        <Row name={say("keeper.version")}>
          <Visible text={proof.version} />
        </Row>
        <Row name={say("keeper.at")}>{momentOf(proof.at)}</Row>
        <Row name={say("keeper.until")}>{momentOf(proof.expiresAt)}</Row>
        <Row name={say("keeper.log")} stacked>
          {logOf(proof)}
        </Row>
      </Rows>
      <ul className="card measurements">
        {programs.map((program) => (
          <li key={program}>
            <span className="setting-name">
              <span>{say(`keeper.programs.${program}`)}</span>
              <span className="quiet">
                {say("keeper.asExpected")} ·{" "}
                <code title={proof.measurements[program]}>{briefly(proof.measurements[program])}</code>
              </span>
            </span>
            <CopyButton text={proof.measurements[program]} label={say("keeper.measurement")} />
          </li>
        ))}
      </ul>
    </>
  )
}

function logOf({ logSize, logBefore }: Proved): string {
  if (logBefore === null) return say("keeper.logFirst", { count: logSize })
  if (logBefore === logSize) return say("keeper.logSame", { count: logSize })
  return say("keeper.logGrown", { before: logBefore, size: logSize })
}

function briefly(measurement: string): string {
  return `${measurement.slice(0, 8)}…${measurement.slice(-8)}`
}
