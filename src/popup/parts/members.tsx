/**
 * Members of typed data as a tree: names and types beside the values, arrays with their count. Nothing is left out;
 * what is very long scrolls in a box of its own.
 */
import type { TypedMember } from "~protocol"
import { say } from "../language"
import { scrollHintOf } from "../words"
import { PageBytes, PageText } from "./page-text"
import { Visible } from "./visible"

export function Members({ members }: { members: readonly TypedMember[] }) {
  return (
    <ul className="members">
      {members.map((member, at) => (
        // The order of the members is part of what is signed, and one name can be there twice.
        // biome-ignore lint/suspicious/noArrayIndexKey: as said above
        <li key={at} className={typeof member.value === "string" ? "member" : "member member-group"}>
          <Member member={member} />
        </li>
      ))}
    </ul>
  )
}

function Member({ member: { name, type, value } }: { member: TypedMember }) {
  return (
    <>
      <span className="member-head">
        <span className="member-name">
          <Visible text={name} />
        </span>{" "}
        <span className="member-type">
          <Visible text={typeof value === "string" ? type : describe(type, value.length)} />
        </span>
      </span>
      {typeof value === "string" ? <Value type={type} value={value} /> : <Members members={value} />}
    </>
  )
}

function Value({ type, value }: { type: string; value: string }) {
  if (value === "") return <span className="member-value quiet">{say("common.empty")}</span>
  const isCode = type === "address" || type.startsWith("bytes")
  if (scrollHintOf(value) !== null)
    return isCode ? <PageBytes hex={value} label={type} /> : <PageText text={value} label={type} />
  return (
    <span className={isCode ? "member-value member-code" : "member-value"}>
      <Visible text={value} />
    </span>
  )
}

function describe(type: string, count: number): string {
  if (!type.endsWith("]")) return type
  return `${type}, ${say("common.items", { count })}`
}
