/**
 * The documents that are connected right now, by port. An answer goes only to the very document that asked, and to
 * each of its asks at most once for each time it was asked. Nothing here outlives the worker: pages connect again
 * and repeat what is unanswered.
 */
import type { PageEvent, PageTell } from "~protocol"
import type { Asker } from "./consent/machine"
import { isSameDocument, type PageCaller } from "./origins/sender"

export type PageConnection = {
  caller: PageCaller
  /** Takes up an ask; false where this connection is already waiting for its answer. */
  take(askId: string): boolean
  /** Answers an ask that was taken up; says nothing else, and nothing twice. */
  answer(tell: PageTell & { kind: "answer" }): void
}

export type Pages = {
  attach(caller: PageCaller, post: (tell: PageTell) => void): PageConnection
  detach(connection: PageConnection): void
  isConnected(caller: PageCaller): boolean
  answer(asker: Asker, tell: PageTell & { kind: "answer" }): void
  /** Tells every connected document of an origin. */
  tell(origin: string, event: PageEvent): void
  /** Tells one document, and no other of its origin. */
  tellDocument(caller: PageCaller, event: PageEvent): void
}

/** `told` is called when all pages of an origin were told something: those without a connection were not. */
export function openPages(told: () => void): Pages {
  const connections = new Map<PageConnection, (tell: PageTell) => void>()

  return {
    attach(caller, post) {
      const unanswered = new Set<string>()
      const connection: PageConnection = {
        caller,
        take(askId) {
          if (unanswered.has(askId)) return false
          unanswered.add(askId)
          return true
        },
        answer(tell) {
          if (unanswered.delete(tell.id)) postQuietly(post, tell)
        },
      }
      connections.set(connection, post)
      return connection
    },
    detach(connection) {
      connections.delete(connection)
    },
    isConnected(caller) {
      return [...connections.keys()].some((connection) => isSameDocument(connection.caller, caller))
    },
    answer(asker, tell) {
      for (const connection of connections.keys()) {
        if (isSameDocument(connection.caller, asker)) connection.answer(tell)
      }
    },
    tell(origin, event) {
      for (const [connection, post] of connections) {
        if (connection.caller.origin === origin) postQuietly(post, { kind: "event", event })
      }
      told()
    },
    tellDocument(caller, event) {
      for (const [connection, post] of connections) {
        if (isSameDocument(connection.caller, caller)) postQuietly(post, { kind: "event", event })
      }
    },
  }
}

/** A port may have died without saying so; its page asks again when it is back. */
function postQuietly(post: (tell: PageTell) => void, tell: PageTell): void {
  try {
    post(tell)
  } catch {
    // Nobody is there to be told.
  }
}
