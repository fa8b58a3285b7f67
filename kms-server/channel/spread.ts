/**
 * One role that several processes serve: calls go to them in turn. A call that found one of them gone is made once
 * at each of the others, so it may be done twice: only for roles whose functions can be repeated.
 */
import { isFault } from "~protocol"
import { connectRole, type Patience } from "./connect"
import type { Link, RemoteRole, Role } from "./role"

export function connectRoles<R extends Role>(
  links: readonly Link[],
  names: readonly (keyof R & string)[],
  patience: Patience = {},
): RemoteRole<R> {
  const remotes = links.map((link) => connectRole<R>(link, names, patience))
  let turn = 0

  async function call(name: keyof R & string, argument: unknown): Promise<unknown> {
    turn = (turn + 1) % remotes.length
    for (let tried = 1; ; tried++) {
      const asked = remotes[(turn + tried - 1) % remotes.length]?.role[name] as Asked
      try {
        return await asked(argument)
      } catch (thrown) {
        if (tried >= remotes.length || !isFault(thrown, "UNAVAILABLE")) throw thrown
      }
    }
  }

  const role = Object.fromEntries(names.map((name) => [name, (argument?: unknown) => call(name, argument)]))
  return {
    role: role as unknown as R,
    close: async () => void (await Promise.all(remotes.map((remote) => remote.close()))),
  }
}

type Asked = (argument: unknown) => Promise<unknown>
