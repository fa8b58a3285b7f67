/** `kms-server org`: what there is, and an organization whose requests are to be refused from now on. */
import { noteDeed } from "../audit"
import {
  type Database,
  describeOrganization,
  listOrganizations,
  type OrganizationLine,
  openDatabase,
  setDisabled,
} from "../store"
import { type Place, withDatabaseUrl } from "./database"
import { type Output, timeOf } from "./output"

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export function list(place: Place, limit: number, offset: number, output: Output): Promise<number> {
  return withSession(place, async (session) => {
    const found = await listOrganizations(session, limit, offset)
    output.tell({ organizations: found }, () =>
      found.length === 0 ? "There are no organizations." : found.map(lineOf),
    )
    return 0
  })
}

export function show(place: Place, id: string, output: Output): Promise<number> {
  return withSession(place, async (session) => {
    const found = await describeOrganization(session, known(id))
    if (found === null) throw new Error(`There is no organization ${id}.`)
    output.tell(found, () => [
      lineOf(found),
      `${found.grants} grants`,
      ...found.members.map(
        ({ username, policy, authenticators, expiresAt }) =>
          `  ${username}: ${policy}, ${authenticators} authenticators, ends ${timeOf(expiresAt)}`,
      ),
    ])
    return 0
  })
}

/** Done and written to the audit log at once, or neither. */
export function disable(place: Place, id: string, isDisabled: boolean, output: Output): Promise<number> {
  return withSession(place, async (database) => {
    const organizationId = known(id)
    let at: number | null = null
    const deed = isDisabled
      ? { organizationId, method: "disableOrganization", outcome: "disabled" }
      : { organizationId, method: "enableOrganization", outcome: "enabled" }
    const isDone = await noteDeed(database, deed, (session, now) => {
      at = isDisabled ? now : null
      return setDisabled(session, organizationId, at)
    })
    if (!isDone) throw new Error(`There is no organization ${id}.`)
    output.tell({ organizationId: id, disabledAt: at }, () =>
      isDisabled ? `Every request of ${id} is refused from now on.` : `Requests of ${id} are accepted again.`,
    )
    return 0
  })
}

function known(id: string): string {
  if (!UUID.test(id)) throw new Error("An organization is named by its id, a UUID.")
  return id.toLowerCase()
}

function lineOf(line: OrganizationLine): string {
  const { organizationId, name, users, wallets, disabledAt } = line
  const state = disabledAt === null ? "" : `, disabled ${timeOf(disabledAt)}`
  return `${organizationId}  ${JSON.stringify(name)}: ${users} users, ${wallets} wallets${state}`
}

function withSession<T>(place: Place, use: (database: Database) => Promise<T>): Promise<T> {
  return withDatabaseUrl(place, async (url) => {
    const database = await openDatabase(url)
    try {
      return await use(database)
    } finally {
      await database.close()
    }
  })
}
