/** The screens between the others: opening, nothing left to decide, and no answer. */
import { Mark } from "../parts/glyphs"
import { words } from "../words"

export function Loading() {
  return (
    <main className="screen" aria-busy="true">
      <div className="screen-body screen-centred">
        <p className="quiet loading">{words.loading}</p>
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
        <h1 id="settled">{words.settled.title}</h1>
        <p role="status">{afterword ?? words.settled.none}</p>
      </div>
      <footer className="choices">
        <button type="button" className="button" onClick={() => window.close()}>
          {words.settled.close}
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
        <h1 id="trouble">{words.trouble.title}</h1>
        <p role="alert">{sentence}</p>
      </div>
      <footer className="choices">
        <button type="button" className="button button-main" onClick={onRetry}>
          {words.trouble.again}
        </button>
      </footer>
    </main>
  )
}
