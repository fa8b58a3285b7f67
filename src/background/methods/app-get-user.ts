/** Who an app has signed in, by a name that only its own origin gets. Nothing for an origin that has not. */
import type { Logins } from "../origins/logins"
import type { Route } from "./route"

export function appGetUser(logins: Logins): Route<"app_getUser"> {
  return {
    connected: false,
    run: async (_asked, { caller }) => {
      const authUserId = await logins.userOf(caller.origin)
      return { answer: authUserId === null ? {} : { authUserId } }
    },
  }
}
