/**
 * drizzle sends every statement unprepared, which costs a round trip and a plan each time. This puts it right at the
 * one place where statements reach the driver: prepared once on a connection, then only bound. Statements come in a
 * bounded number of shapes, because crowds of rows are bounded.
 */
import type { Sql } from "postgres"

type Unsafe = (text: string, args?: unknown[], options?: object) => unknown
type Inner = (client: object) => unknown

/** The same client, and the same in every transaction that it begins. */
export function preparing(client: Sql): Sql {
  return wrap(client) as Sql
}

function wrap(client: object): object {
  return new Proxy(client, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target)
      if (name === "unsafe") return preparedBy(member as Unsafe)
      if (name === "begin" || name === "savepoint")
        return nestedBy(member as (...given: unknown[]) => unknown)
      return member
    },
  })
}

/** A statement without parameters may be several in one, which cannot be prepared. */
function preparedBy(unsafe: Unsafe): Unsafe {
  return (text, args = [], options = {}) => unsafe(text, args, { ...options, prepare: args.length > 0 })
}

function nestedBy(begin: (...given: unknown[]) => unknown) {
  return (...given: unknown[]) => {
    const inner = given.pop() as Inner
    return begin(...given, (client: object) => inner(wrap(client)))
  }
}
