/** Facts that are the same for every process of an installation: the first to say one is believed. */
import { eq } from "drizzle-orm"
import type { Session } from "./database"
import { installation } from "./schema"

/** Answers what is known under this name, which is `value` where nothing was. */
export async function claimFact(session: Session, name: string, value: string): Promise<string> {
  await session.insert(installation).values({ name, value }).onConflictDoNothing()
  const [found] = await session.select().from(installation).where(eq(installation.name, name))
  return found?.value ?? value
}
