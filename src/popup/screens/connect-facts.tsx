/** What a site gets by connecting: the addresses, and nothing that signs. */
import type { ConsentSubject } from "~protocol"
import { PermissionGlyph } from "../parts/glyphs"
import { AccountRow, Rows } from "../parts/rows"
import { words } from "../words"

export function ConnectFacts({ subject }: { subject: Extract<ConsentSubject, { kind: "connect" }> }) {
  const { may, mayNot, mayLabel, mayNotLabel } = words.connect
  return (
    <>
      <Rows>
        {subject.accounts.map((account) => (
          <AccountRow key={account.address} account={account} />
        ))}
      </Rows>
      <Permissions label={mayLabel} sentences={may} isAllowed />
      <Permissions label={mayNotLabel} sentences={mayNot} isAllowed={false} />
    </>
  )
}

type PermissionsProps = { label: string; sentences: readonly string[]; isAllowed: boolean }

function Permissions({ label, sentences, isAllowed }: PermissionsProps) {
  return (
    <ul className="permissions" aria-label={label}>
      {sentences.map((sentence) => (
        <li className="permission" key={sentence}>
          <PermissionGlyph isAllowed={isAllowed} />
          {sentence}
        </li>
      ))}
    </ul>
  )
}
