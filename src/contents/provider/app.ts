/**
 * The app provider: lets a site that is an app of its own sign in with a key of its own, and ask for auto-confirm. It
 * decides nothing and knows nobody; the background does.
 */

import { freeze } from "./natives"
import { readRequest } from "./request"
import type { Wire } from "./wire"

/** Each goes by both names. */
const FEATURES = ["countersign_", "phantom_"].flatMap((name) => [`${name}login`, `${name}auto_confirm`])

export type AppProvider = ReturnType<typeof openApp>

export function openApp(wire: Wire) {
  return freeze({
    features: async () => ({ features: [...FEATURES] }),
    login: (asked: unknown) => wire.ask("app_login", asked),
    getUser: () => wire.ask("app_getUser", undefined),
    async request(asked: unknown) {
      const { method, params } = readRequest(asked)
      return wire.ask(method, params)
    },
  })
}
