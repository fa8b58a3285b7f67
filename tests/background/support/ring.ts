/** Lets time go by until the alarm rings, and waits until everything on its way has been looked after. */
import type { Submission } from "~background/submissions/submission"
import { eventually, type Stage } from "./stage"

export async function ring(stage: Stage, ms = 30_000): Promise<void> {
  const database = await stage.store()
  const before = (await database.getAll("submissions")).filter(({ status }) => status === "sent")
  stage.clock.now += ms
  stage.servant.wake()
  for (const one of before) {
    await eventually(async () => isLookedAfter(one, await database.get("submissions", one.id)))
  }
  await quiet(stage)
}

function isLookedAfter(before: Submission, after: Submission | undefined): boolean {
  return after?.status !== "sent" || before.status !== "sent" || after.lookedAt !== before.lookedAt
}

/** Until the worker asks the network nothing more. */
export async function quiet(stage: Stage): Promise<void> {
  for (let before = -1; before !== stage.networks.asked.length; ) {
    before = stage.networks.asked.length
    await new Promise((resume) => setTimeout(resume, 50))
  }
}
