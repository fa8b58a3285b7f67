/** What Playwright's page and Puppeteer's have in common, so that one hand can work both browsers. */
export type Surface = {
  evaluate(script: string): Promise<unknown>
  /** `delay`: how long the button stays down, in milliseconds. */
  click(selector: string, options?: { delay: number }): Promise<unknown>
  keyboard: {
    press(key: string, options?: { delay: number }): Promise<unknown>
    type(text: string): Promise<unknown>
  }
  screenshot(options: { path: string }): Promise<unknown>
  goto(url: string): Promise<unknown>
  reload(): Promise<unknown>
  bringToFront(): Promise<void>
  close(): Promise<unknown>
  isClosed(): boolean
}

const ANSWER_MS = 3_000

/** Evaluates an expression; null where the page is going away, as consent windows do. */
export async function look<Seen>(
  surface: Pick<Surface, "evaluate">,
  expression: string,
): Promise<Seen | null> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<null>((give) => {
    timer = setTimeout(() => give(null), ANSWER_MS)
  })
  try {
    return (await Promise.race([surface.evaluate(expression), patience])) as Seen | null
  } catch {
    return null
  } finally {
    clearTimeout(timer)
  }
}

/** Looks again until there is something to see, or throws the sentence. */
export async function until<Seen>(
  seek: () => Promise<Seen | null>,
  otherwise: string,
  timeoutMs = 30_000,
): Promise<Seen> {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; ) {
    const seen = await seek()
    if (seen !== null) return seen
    await new Promise((wake) => setTimeout(wake, 50))
  }
  throw new Error(otherwise)
}
