/** Who is asking. The host stands out; nothing of it is ever cut off, however long it is. */
import { Fragment } from "react"
import { say } from "../language"
import { originPartsOf } from "../origins"
import { ComputerGlyph, Mark } from "./glyphs"

export function Origin({ origin }: { origin: string }) {
  const { scheme, host, port } = originPartsOf(origin)
  return (
    <span className="origin">
      <span className="origin-rest">{scheme}</span>
      <strong className="origin-host">
        {host.split(/(?<=\.)/).map((label, at) => (
          // Lines break between labels first. The labels of one host have no other name than their place.
          // biome-ignore lint/suspicious/noArrayIndexKey: as said above
          <Fragment key={at}>
            {label}
            <wbr />
          </Fragment>
        ))}
      </strong>
      <span className="origin-rest">{port}</span>
    </span>
  )
}

/** A site's origin, or the person, where it is the wallet's own. */
export function SiteOrYou({ origin }: { origin: string }) {
  return isOwnOrigin(origin) ? <strong>{say("common.you")}</strong> : <Origin origin={origin} />
}

/** The origin as the head of a consent. */
export function AskerHead({ origin }: { origin: string }) {
  return (
    <div className="asker" id="asker">
      {isOwnOrigin(origin) ? <You /> : <Site origin={origin} />}
    </div>
  )
}

function Site({ origin }: { origin: string }) {
  const { host, isThisComputer } = originPartsOf(origin)
  return (
    <>
      <span className="asker-letter" aria-hidden="true">
        {isThisComputer ? <ComputerGlyph /> : letterOf(host)}
      </span>
      <div className="asker-name">
        <Origin origin={origin} />
        {isThisComputer && <span className="quiet">{say("common.thisComputer")}</span>}
      </div>
    </>
  )
}

function You() {
  return (
    <>
      <span className="asker-letter" aria-hidden="true">
        <Mark />
      </span>
      <div className="asker-name">
        <strong>{say("common.you")}</strong>
      </div>
    </>
  )
}

/** Whether it is the extension itself that asks, for the person who uses it: this very page's origin. */
export function isOwnOrigin(origin: string): boolean {
  return origin === location.origin
}

function letterOf(host: string): string {
  return host
    .replace(/^www\./, "")
    .charAt(0)
    .toUpperCase()
}
