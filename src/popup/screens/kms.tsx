/** Who keeps the keys: whether it serves, and what it proved of itself, as the background checked it. */
import type { KmsStatus as Known } from "~protocol"
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

export function KmsPlace() {
  const { answer, problem, look } = useAnswer("kms", null)
  return (
    <>
      <PlaceHead title={say("kms.title")} back={{ href: pathOf("settings"), label: say("settings.back") }} />
      {answer === null && problem !== null && <Failure sentence={problem} onRetry={look} />}
      {answer === null && problem === null && <Skeleton label={say("kms.loading")} rows={4} />}
      {answer !== null && (
        <>
          <Rows>
            <Row name={say("kms.address")} stacked>
              <code className="address address-whole">{answer.url}</code>
            </Row>
            <Row name={say("kms.health")}>
              <span className={answer.health === "ready" ? "said-good" : "said-bad"}>
                {say(`kms.healths.${answer.health === "not-ready" ? "unready" : answer.health}`)}
              </span>
            </Row>
          </Rows>
          <p className="quiet">{say("kms.why")}</p>
          <section aria-labelledby="kms-proof">
            <h2 id="kms-proof">{say("kms.proof")}</h2>
            <Proof proof={answer.proof} />
          </section>
          <div className="deeds">
            <button type="button" className="button" onClick={look}>
              {say("kms.again")}
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
      return <p className="quiet">{say("kms.unpinned")}</p>
    case "unreachable":
      return <Notice tone="careful">{say("kms.unreachable")}</Notice>
    case "refused":
      return (
        <Notice tone="bad">
          {say("kms.refused")} {sentenceOf(proof.problem)}
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
      <p className="notice notice-good">{say("kms.proved")}</p>
      <Rows>
        <Row name={say("kms.enclave")} stacked>
          {proof.enclave === SIMULATED ? say("kms.simulated") : <Visible text={proof.enclave} />}
        </Row>
        <Row name={say("kms.version")}>
          <Visible text={proof.version} />
        </Row>
        <Row name={say("kms.at")}>{momentOf(proof.at)}</Row>
        <Row name={say("kms.until")}>{momentOf(proof.expiresAt)}</Row>
        <Row name={say("kms.log")} stacked>
          {logOf(proof)}
        </Row>
      </Rows>
      <ul className="card measurements">
        {programs.map((program) => (
          <li key={program}>
            <span className="setting-name">
              <span>{say(`kms.programs.${program}`)}</span>
              <span className="quiet">
                {say("kms.asExpected")} ·{" "}
                <code title={proof.measurements[program]}>{briefly(proof.measurements[program])}</code>
              </span>
            </span>
            <CopyButton text={proof.measurements[program]} label={say("kms.measurement")} />
          </li>
        ))}
      </ul>
    </>
  )
}

function logOf({ logSize, logBefore }: Proved): string {
  if (logBefore === null) return say("kms.logFirst", { count: logSize })
  if (logBefore === logSize) return say("kms.logSame", { count: logSize })
  return say("kms.logGrown", { before: logBefore, size: logSize })
}

function briefly(measurement: string): string {
  return `${measurement.slice(0, 8)}…${measurement.slice(-8)}`
}
