/** What a developer looks up: methods, those refused and why, reason codes, and a state summary without secrets. */

import { versionOfExtension } from "../extension"
import { say } from "../language"
import { Failure, Skeleton } from "../parts/asking"
import { CopyButton } from "../parts/copy-button"
import { PlaceHead } from "../parts/place-head"
import { Row, Rows } from "../parts/rows"
import { pathOf } from "../places"
import { useAnswer } from "../use-answer"

export function DeveloperPlace() {
  const { answer, problem, look } = useAnswer("developer", null)
  const settings = useAnswer("settings", null)
  const [version, browser] = [versionOfExtension(), navigator.userAgent]
  return (
    <>
      <PlaceHead
        title={say("developer.title")}
        back={{ href: pathOf("settings"), label: say("settings.back") }}
      />
      {answer === null && problem !== null && <Failure sentence={problem} onRetry={look} />}
      {answer === null && problem === null && <Skeleton label={say("developer.loading")} rows={4} />}
      {answer !== null && (
        <>
          <Rows>
            <Row name={say("developer.version")}>{version}</Row>
            <Row name={say("developer.browser")} stacked>
              {browser}
            </Row>
          </Rows>
          <section aria-labelledby="developer-summary" className="card lock-part">
            <h2 id="developer-summary">{say("developer.summary")}</h2>
            <p className="quiet">{say("developer.summaryWhat")}</p>
            <div className="form-choices">
              <CopyButton
                label={say("developer.summaryName")}
                text={JSON.stringify(
                  { version, browser, settings: settings.answer, counts: answer.counts },
                  null,
                  2,
                )}
              />
            </div>
          </section>
          <details className="card fold">
            <summary>{say("developer.methods", { count: answer.methods.length })}</summary>
            <ul>
              {answer.methods.map((method) => (
                <li key={method}>
                  <code>{method}</code>
                </li>
              ))}
            </ul>
          </details>
          <details className="card fold">
            <summary>{say("developer.refused", { count: answer.refused.length })}</summary>
            <dl>
              {answer.refused.map(({ method, why }) => (
                <div key={method}>
                  <dt>
                    <code>{method}</code>
                  </dt>
                  <dd lang="en">{why}</dd>
                </div>
              ))}
            </dl>
          </details>
          <details className="card fold" data-testid="reasons">
            <summary>{say("developer.reasons", { count: answer.reasons.length })}</summary>
            <p className="quiet">{say("developer.reasonsWhat")}</p>
            <dl>
              {answer.reasons.map(({ code, page, sentence }) => (
                <div key={code}>
                  <dt>
                    <code>{code}</code> <span className="pill">{String(page)}</span>
                  </dt>
                  <dd lang="en">{sentence}</dd>
                </div>
              ))}
            </dl>
          </details>
        </>
      )}
    </>
  )
}
