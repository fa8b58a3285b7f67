/** The screens between the others: opening, nothing left to decide, and no answer. */
import { say } from "../language"
import { Mark } from "../parts/glyphs"

export function Loading() {
  return (
    <main className="screen" aria-busy="true">
      <div className="screen-body screen-centred">
        <h1 className="unseen">{say("common.product")}</h1>
        <p className="quiet loading">{say("common.loading")}</p>
      </div>
    </main>
  )
}

/** `afterword`: what became of the last request that was answered here. */
export function Settled({ afterword }: { afterword: string | null }) {
  return (
    <main className="screen" aria-labelledby="settled">
      <div className="screen-body screen-centred">
        <Mark large />
        <h1 id="settled">{say("consent.settled.title")}</h1>
        <p role="status">{afterword ?? say("consent.settled.none")}</p>
      </div>
      <footer className="choices">
        <button type="button" className="button" onClick={() => window.close()}>
          {say("consent.settled.close")}
        </button>
      </footer>
    </main>
  )
}

export function Trouble({ sentence, onRetry }: { sentence: string; onRetry: () => void }) {
  return (
    <main className="screen" aria-labelledby="trouble">
      <div className="screen-body screen-centred">
        <Mark large />
        <h1 id="trouble">{say("common.trouble.title")}</h1>
        <p role="alert">{sentence}</p>
      </div>
      <footer className="choices">
        <button type="button" className="button button-main" onClick={onRetry}>
          {say("common.trouble.again")}
        </button>
      </footer>
    </main>
  )
}
