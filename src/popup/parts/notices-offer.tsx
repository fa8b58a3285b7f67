/** Offers to tell when a transaction lands: where one is on its way, and only until the person has said yes or no. */
import { say } from "../language"
import { useNotices } from "../use-notices"
import { Notice } from "./notice"

export function NoticesOffer() {
  const { areWanted, wereDeclined, areDenied, allow, decline } = useNotices()
  if (areWanted !== false || wereDeclined) return null
  return (
    <section className="card offer" aria-labelledby="offer">
      <p id="offer">{say("activity.offer")}</p>
      {areDenied && <Notice tone="careful">{say("settings.notificationsDenied")}</Notice>}
      <div className="activity-choices">
        <button type="button" className="small-button" data-testid="tell-me" onClick={() => void allow()}>
          {say("activity.offerYes")}
        </button>
        <button type="button" className="small-button" data-testid="tell-me-not" onClick={decline}>
          {say("activity.offerNo")}
        </button>
      </div>
    </section>
  )
}
