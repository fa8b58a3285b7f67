/**
 * A client in a process of its own: sends each of its requests until the answer is final, to one server after the
 * other, however often they die meanwhile, and says what came of each. Loads may overlap; it ends with who started it.
 */

export type Load = {
  id: number
  urls: string[]
  requests: { body: string; stamp: string }[]
  patienceMs: number
}

/** `status` 200: signed. 4xx: denied. 0: no final answer in time. */
export type Outcome = { status: number; text: string }

export type Outcomes = { id: number; outcomes: Outcome[] }

process.on("message", (load: Load) => {
  void Promise.all(load.requests.map((request, place) => send(load, request, place))).then((outcomes) =>
    process.send?.({ id: load.id, outcomes } satisfies Outcomes),
  )
})
process.once("disconnect", () => process.exit(0))
process.send?.("ready")

async function send({ urls, patienceMs }: Load, { body, stamp }: Load["requests"][number], place: number) {
  const until = Date.now() + patienceMs
  for (let attempt = place; Date.now() < until; attempt++) {
    const outcome = await sendOnce(urls[attempt % urls.length] ?? "", body, stamp)
    if (outcome !== null && outcome.status < 500 && outcome.status !== 429) return outcome
    const pauseMs = Math.min(1000, 50 * 2 ** (attempt - place))
    await new Promise((resume) => setTimeout(resume, pauseMs * (0.5 + Math.random())))
  }
  return { status: 0, text: "" }
}

async function sendOnce(url: string, body: string, stamp: string): Promise<Outcome | null> {
  try {
    const signal = AbortSignal.timeout(20_000)
    const headers = { "x-phantom-stamp": stamp }
    const answer = await fetch(`${url}/kms/rpc`, { method: "POST", body, headers, signal })
    return { status: answer.status, text: await answer.text() }
  } catch {
    return null
  }
}
