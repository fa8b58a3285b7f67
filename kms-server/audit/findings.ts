/** What a check of the log finds wrong: one name and one sentence each, about one entry where it is about one. */

export type FindingName =
  | "entry-missing"
  | "entry-unreadable"
  | "entry-changed"
  | "entry-misplaced"
  | "column-changed"
  | "node-changed"
  | "edge-changed"
  | "tail-missing"
  | "tail-unclaimed"
  | "checkpoint-forged"
  | "checkpoint-contradicted"
  | "time-ran-back"
  | "second-intent"
  | "second-result"
  | "result-without-intent"
  | "result-differs"
  | "intent-without-end"
  | "evidence-missing"
  | "evidence-changed"
  | "stamp-missing"
  | "stamp-wrong"
  | "authenticator-differs"
  | "limit-exceeded"

/** `seq` is null where it is about no single entry. */
export type Finding = { seq: number | null; name: FindingName; sentence: string }

export type Note = (seq: number | null, name: FindingName, sentence: string) => void

const MAX_LISTED = 1000

/** Findings past the first thousand are only counted, so that a log of nothing else does not fill the memory. */
export function openFindings() {
  const listed: Finding[] = []
  let unlisted = 0
  const note: Note = (seq, name, sentence) => {
    if (listed.length < MAX_LISTED) listed.push({ seq, name, sentence })
    else unlisted += 1
  }
  return { note, listed, unlisted: () => unlisted }
}
