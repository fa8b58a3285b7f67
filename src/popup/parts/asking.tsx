/** What a view shows while the background has not answered, and where it could not. */
import { say } from "../language"

export function Skeleton({ label, rows = 3 }: { label: string; rows?: number }) {
  return (
    <div className="skeleton" role="status">
      <span className="unseen">{label}</span>
      {Array.from({ length: rows }, (_, at) => (
        // Rows that are nothing have no other name than their place.
        // biome-ignore lint/suspicious/noArrayIndexKey: as said above
        <span key={at} className="card skeleton-row" />
      ))}
    </div>
  )
}

export function Failure({ sentence, onRetry }: { sentence: string; onRetry: () => void }) {
  return (
    <div className="notice notice-bad failure" role="alert">
      <span>{sentence}</span>
      <button type="button" className="small-button" onClick={onRetry}>
        {say("common.trouble.again")}
      </button>
    </div>
  )
}
