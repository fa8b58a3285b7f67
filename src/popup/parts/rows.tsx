/** Facts, each a name and its value, and the frame they stand in. */
import type { ReactNode } from "react"
import type * as z from "zod/mini"
import type { AccountName, ChainName } from "~protocol"
import { say } from "../language"
import { familyNames } from "../words"
import { Address } from "./address"
import { FamilyGlyph } from "./glyphs"
import { Visible } from "./visible"

export function Rows({ children }: { children: ReactNode }) {
  return <dl className="card rows">{children}</dl>
}

type RowProps = { name: string; children: ReactNode; strong?: boolean; stacked?: boolean }

export function Row({ name, children, strong = false, stacked = false }: RowProps) {
  return (
    <div className={`row${strong ? " row-strong" : ""}${stacked ? " row-stacked" : ""}`}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

export function AccountRow({ account }: { account: z.infer<typeof AccountName> }) {
  return (
    <Row name={say("common.accountOf", { family: familyNames[account.family] })}>
      <span className="with-glyph">
        <FamilyGlyph family={account.family} />
        <Address address={account.address} />
      </span>
    </Row>
  )
}

/** The chain's name may be a site's own word. */
export function NetworkRow({ chain }: { chain: Pick<ChainName, "name"> }) {
  return (
    <Row name={say("common.network")}>
      <Visible text={chain.name} />
    </Row>
  )
}
