/**
 * What a request does, read in its bytes: a sentence for each step, whoever it speaks of whole beside it, and the rest
 * under a fold. What was not read is said not to be.
 */
import type { ConsentChange, Reading } from "~protocol"
import { say } from "../language"
import { WholeAddress } from "../parts/address"
import { Row, Rows } from "../parts/rows"
import { Sentence } from "../parts/sentence"
import type { Seen } from "../use-insight"
import { type About, partiesOf, sentenceOf, stepsOf } from "../words/actions"
import type { SubjectOf } from "../words/kind"
import { knownOf } from "../words/known"
import { LowerApproval } from "./lower-approval"
import { ReadingTree } from "./reading-tree"

export type Readable = SubjectOf<"transaction" | "batch" | "typedData">

/** More than these stand in their own parts, below. */
const STEPS_IN_SIGHT = 5
const STEPS_WITH_PARTIES = 2

/** `isHeadline`: its one sentence stands at the top already, and is only spoken here. */
type DoesProps = {
  subject: Readable
  seen: Seen
  isHeadline?: boolean
  onAmend: (change: ConsentChange) => void
}

export function Does({ subject, seen, isHeadline = false, onAmend }: DoesProps) {
  if (seen.status === "none") return null
  const readings = seen.status === "known" ? seen.insight.readings : []
  if (seen.status === "known" && readings.length === 0) return null
  const about = knownOf(subject, seen)
  return (
    <section className="card does" aria-labelledby="does" aria-busy={seen.status === "reading"}>
      <h2 id="does">{say("insight.does")}</h2>
      <div className="does-steps" aria-live="polite">
        {seen.status === "reading" ? (
          <p className="quiet">{say("insight.reading")}</p>
        ) : (
          <Steps {...{ readings, about, isHeadline, onAmend }} />
        )}
      </div>
      {readings.length > 0 && (
        <details className="details">
          <summary>{say("insight.details")}</summary>
          {readings.map((reading, at) => (
            // The order of the calls is part of what is signed: the place is the name.
            // biome-ignore lint/suspicious/noArrayIndexKey: as said above
            <ReadingTree key={at} reading={reading} about={about} />
          ))}
        </details>
      )}
    </section>
  )
}

type StepsProps = {
  readings: readonly Reading[]
  about: About
  isHeadline: boolean
  onAmend: DoesProps["onAmend"]
}

function Steps({ readings, about, isHeadline, onAmend }: StepsProps) {
  const steps = readings.flatMap((reading, place) =>
    stepsOf(reading).map((step) => ({ step, place, isWhole: step === reading })),
  )
  const hidden = steps.length - STEPS_IN_SIGHT
  // Where nobody is named below, the card would be empty without it.
  const isSpoken = isHeadline && steps.some(({ step }) => partiesOf(step, about).length > 0)
  return (
    <ol className={isSpoken ? "steps steps-spoken" : "steps"}>
      {steps.slice(0, STEPS_IN_SIGHT).map(({ step, place, isWhole }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the place is the name, as above
        <li key={at}>
          <p className={isSpoken ? "unseen" : "step"}>
            <Sentence text={sentenceOf(step, about)} />
          </p>
          {steps.length <= STEPS_WITH_PARTIES && <Parties reading={step} about={about} />}
          {isWhole && <LowerApproval reading={step} place={place} about={about} onAmend={onAmend} />}
        </li>
      ))}
      {hidden > 0 && <li className="quiet">{say("insight.moreParts", { count: hidden })}</li>}
    </ol>
  )
}

function Parties({ reading, about }: { reading: Reading; about: About }) {
  const parties = partiesOf(reading, about)
  if (parties.length === 0) return null
  return (
    <Rows>
      {parties.map(({ name, address }) => (
        <Row key={address} name={name} stacked>
          <WholeAddress address={address} />
        </Row>
      ))}
    </Rows>
  )
}
