/**
 * Knows when the database has no room left, so that nobody is told that this KMS is ready while it can read and not
 * write. It believes what the requests met, and from then on tries by itself, because no more of them may come.
 */
import { canWrite, type Database, isOutOfRoom } from "../store"

const PAUSE_MS = 1000

export type Room = {
  /** Hears of what went wrong; most of it means nothing here. */
  note(thrown: unknown): void
  isThere(): Promise<boolean>
}

export function watchRoom(database: Database, warn: (sentence: string) => void = () => {}): Room {
  let isFull = false
  let triedAt = 0
  return {
    note(thrown) {
      if (isFull || !isOutOfRoom(thrown)) return
      isFull = true
      warn("the database has no room left; nothing is signed until it has")
    },
    async isThere() {
      if (!isFull || performance.now() - triedAt < PAUSE_MS) return !isFull
      triedAt = performance.now()
      isFull = !(await canWrite(database))
      if (!isFull) warn("the database has room again")
      return !isFull
    },
  }
}
