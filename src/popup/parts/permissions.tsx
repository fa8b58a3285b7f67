/** What will be allowed and what will not, each a sentence with a tick or a cross; the list's name says which. */
import { say } from "../language"
import { PermissionGlyph } from "./glyphs"

type PermissionsProps = { may: readonly string[]; mayNot?: readonly string[] }

export function Permissions({ may, mayNot = [] }: PermissionsProps) {
  return (
    <>
      <Sentences label={say("common.may")} sentences={may} isAllowed />
      {mayNot.length > 0 && <Sentences label={say("common.mayNot")} sentences={mayNot} isAllowed={false} />}
    </>
  )
}

type SentencesProps = { label: string; sentences: readonly string[]; isAllowed: boolean }

function Sentences({ label, sentences, isAllowed }: SentencesProps) {
  return (
    <section className="permissions" aria-label={label}>
      <h2>{label}</h2>
      <ul className="permissions">
        {sentences.map((sentence) => (
          <li className="permission" key={sentence}>
            <PermissionGlyph isAllowed={isAllowed} />
            {sentence}
          </li>
        ))}
      </ul>
    </section>
  )
}
