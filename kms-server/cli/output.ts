/** How a command speaks: sentences for a person, or with --json one line of JSON for a program; never a key. */
export type Output = {
  isJson: boolean
  /** What came of it. */
  tell(result: object, sentences: () => string | string[]): void
  /** How it goes meanwhile; nothing of it in JSON. */
  note(sentence: string): void
  fail(sentence: string): void
}

export type Streams = { out: (text: string) => void; err: (text: string) => void }

export function openOutput(isJson: boolean, { out, err }: Streams): Output {
  return {
    isJson,
    tell(result, sentences) {
      out(`${isJson ? JSON.stringify(result) : [sentences()].flat().join("\n")}\n`)
    },
    note(sentence) {
      if (!isJson) err(`${sentence}\n`)
    },
    fail(sentence) {
      if (isJson) out(`${JSON.stringify({ error: sentence })}\n`)
      else err(`${sentence}\n`)
    },
  }
}

export function timeOf(at: number | null): string {
  return at === null ? "never" : new Date(at).toISOString()
}
