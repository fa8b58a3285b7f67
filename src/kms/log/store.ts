/**
 * Where the last checkpoint is remembered, as the text of its note: one place for each log key, and one proof that
 * writes to it. Whoever has no lasting place uses memory.
 */

export type LogStore = {
  read(): Promise<string | null>
  write(text: string): Promise<void>
}

export function memoryLogStore(): LogStore {
  let kept: string | null = null
  return {
    read: async () => kept,
    write: async (text) => {
      kept = text
    },
  }
}
