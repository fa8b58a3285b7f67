/** Which of what was sent and signed is to be seen: by words, by what it is, by chain, by what became of it, by site. */
import { useEffect, useId, useRef, useState } from "react"
import { type SubmissionStatus, statuses } from "../activity"
import { say } from "../language"
import { focusWhereWanted, SEARCH_FIELD } from "../search-field"
import type { ActivityFilter } from "../use-activity"
import { visibleTextOf } from "../visible-text"
import { familyNames } from "../words"
import { isOwnOrigin } from "./origin"

type FiltersProps = {
  origins: readonly string[]
  filter: ActivityFilter
  onFilter: (filter: ActivityFilter) => void
}

const TYPING_MS = 200
const ANY = ""

export function ActivityFilters({ origins, filter, onFilter }: FiltersProps) {
  const [text, setText] = useState(filter.text ?? "")
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => focusWhereWanted(field.current), [])
  useEffect(() => {
    if (text === (filter.text ?? "")) return
    const timer = setTimeout(() => onFilter(chosen(filter, "text", text)), TYPING_MS)
    return () => clearTimeout(timer)
  }, [text, filter, onFilter])
  const families = Object.entries(familyNames).map(([value, name]) => ({ value, name }))
  return (
    <search className="filters">
      <label className="unseen" htmlFor={SEARCH_FIELD}>
        {say("activity.search")}
      </label>
      <input
        id={SEARCH_FIELD}
        ref={field}
        type="search"
        data-testid="activity-search"
        placeholder={say("activity.searchHint")}
        maxLength={200}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="filter-row">
        <Filter
          name={say("activity.kind")}
          any={say("activity.anyKind")}
          value={filter.kind}
          options={(["transaction", "signature"] as const).map((value) => ({
            value,
            name: say(`activity.kinds.${value}`),
          }))}
          onChoose={(value) => onFilter(chosen(filter, "kind", value))}
        />
        <Filter
          name={say("activity.family")}
          any={say("activity.anyFamily")}
          value={filter.family}
          options={families}
          onChoose={(value) => onFilter(chosen(filter, "family", value))}
        />
        <Filter
          name={say("activity.state")}
          any={say("activity.anyState")}
          value={filter.status}
          options={statuses.map((value: SubmissionStatus) => ({
            value,
            name: say(`activity.status.${value}`),
          }))}
          onChoose={(value) => onFilter(chosen(filter, "status", value))}
        />
        {origins.length > 0 && (
          <Filter
            name={say("activity.site")}
            any={say("activity.anySite")}
            value={filter.origin}
            options={origins.map((origin) => ({ value: origin, name: nameOf(origin) }))}
            onChoose={(value) => onFilter(chosen(filter, "origin", value))}
          />
        )}
      </div>
    </search>
  )
}

/** A site by its origin; the person, where the wallet itself asked. */
function nameOf(origin: string): string {
  return isOwnOrigin(origin) ? say("common.you") : visibleTextOf(origin)
}

/** The filter with this chosen; without it where anything will do. The background refuses what there is not. */
function chosen(filter: ActivityFilter, key: keyof ActivityFilter, value: string): ActivityFilter {
  const { [key]: _before, ...others } = filter
  return value.trim() === ANY ? others : { ...others, [key]: value }
}

type FilterProps = {
  name: string
  any: string
  value: string | undefined
  options: readonly { value: string; name: string }[]
  onChoose: (value: string) => void
}

function Filter({ name, any, value, options, onChoose }: FilterProps) {
  const id = useId()
  return (
    <>
      <label className="unseen" htmlFor={id}>
        {name}
      </label>
      <select id={id} value={value ?? ANY} onChange={(event) => onChoose(event.target.value)}>
        <option value={ANY}>{any}</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.name}
          </option>
        ))}
      </select>
    </>
  )
}
