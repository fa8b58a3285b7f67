/** One Chromium, with one extension or none, and what it costs: every time is taken inside the page. */
import { readdir, readFile, stat } from "node:fs/promises"
import { join } from "node:path"
import type { BrowserContext, CDPSession, Page } from "playwright-core"
import { openChromium, until, waitForConsent } from "~scripts"
import { type Quantiles, quantiles } from "./summary"
import { approveAndClose, measureKinds, NOW } from "./wallet-kinds"

/** Times in milliseconds, sizes in bytes; null where there is nothing of the kind. */
export type WalletFigures = {
  injectedBytes: number | null
  scriptPerDocument: Quantiles
  pageHeap: number
  /** Of a worker that has only answered reads, and of one that has shown all the consents. */
  workerHeap: { reading: number | null; consenting: number | null }
  reads: Record<string, { warm: Quantiles; dead: Quantiles }> | null
  popupPainted: Quantiles | null
  windowPainted: Quantiles | null
  /** By the kind of consent: from the request until its text is there. */
  consentPainted: Record<string, Quantiles> | null
  /** From the press on the button to the answer in the page, without what the KMS took. */
  approvalToAnswer: Quantiles | null
}

/** `tell` hears what is measured now. */
type Plan = {
  executablePath: string
  directory: string | null
  url: string
  kmsUrl: string
  size: number
  tell: (step: string) => void
}

const noWorker = { reading: null, consenting: null }
const noConsents = { consentPainted: null, approvalToAnswer: null }

const READS = ["eth_chainId", "eth_accounts"]

export async function measureBrowser(plan: Plan): Promise<WalletFigures> {
  const { executablePath, directory, url, size, tell } = plan
  const times = (count: number) => Math.max(3, Math.round(count * size))
  const { context, extensionOrigin, close } = await openChromium({ executablePath, extension: directory })
  try {
    const page = await context.newPage()
    await page.goto(url)
    tell("script per document")
    const scriptPerDocument = await measureDocuments(context, url, times(60))
    const pageHeap = await heapOf(context, page)
    if (directory === null) {
      const nothing = { injectedBytes: null, workerHeap: noWorker, reads: null, popupPainted: null }
      return { ...nothing, scriptPerDocument, pageHeap, ...noConsents, windowPainted: null }
    }
    const isFloor = (await page.evaluate("typeof window.floor")) === "object"
    const provider = isFloor ? "window.floor" : "window.countersign.ethereum"
    const origin = await extensionOrigin()
    tell("reads, with a worker that lives and with one that does not")
    const reads = await measureReads(context, page, provider, times)
    const reading = await heapOfWorker(context)
    tell("the popup")
    const popupPainted = await measurePopup(context, `${origin}/popup.html`, times(15))
    const consents = isFloor
      ? { ...noConsents, windowPainted: await measureEmptyWindow(context, page, times(10)) }
      : await measureConsents(context, page, origin, plan, times(10))
    const workerHeap = { reading, consenting: isFloor ? null : await heapOfWorker(context) }
    const injectedBytes = await injectedBytesOf(directory)
    return { injectedBytes, scriptPerDocument, pageHeap, workerHeap, reads, popupPainted, ...consents }
  } finally {
    await close()
  }
}

/** Script time of a document, as the browser counts it: extensions' scripts in it included. */
async function measureDocuments(context: BrowserContext, url: string, count: number): Promise<Quantiles> {
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send("Performance.enable")
  const taken: number[] = []
  for (let load = 0; load < count + 5; load++) {
    await page.goto("about:blank")
    const before = await metricOf(session, "ScriptDuration")
    await page.goto(url)
    const after = await metricOf(session, "ScriptDuration")
    if (load >= 5) taken.push(Math.max(0, after - before) * 1000)
  }
  await page.close()
  return quantiles(taken)
}

async function metricOf(session: CDPSession, name: string): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics")
  return metrics.find((metric) => metric.name === name)?.value ?? 0
}

async function heapOf(context: BrowserContext, page: Page): Promise<number> {
  const session = await context.newCDPSession(page)
  await session.send("HeapProfiler.collectGarbage")
  const { usedSize } = await session.send("Runtime.getHeapUsage")
  await session.detach()
  return usedSize
}

async function measureReads(
  context: BrowserContext,
  page: Page,
  provider: string,
  times: (count: number) => number,
): Promise<NonNullable<WalletFigures["reads"]>> {
  const measured: NonNullable<WalletFigures["reads"]> = {}
  for (const method of READS) {
    const warm = (await page.evaluate(timing(provider, method, times(200)))) as number[]
    const dead: number[] = []
    for (let death = 0; death < times(20); death++) {
      await stopWorker(context, page)
      dead.push(...((await page.evaluate(timing(provider, method, 1))) as number[]))
    }
    measured[method] = { warm: quantiles(warm.slice(5)), dead: quantiles(dead) }
  }
  return measured
}

function timing(provider: string, method: string, count: number): string {
  return `(async () => {
    const taken = []
    for (let asked = 0; asked < ${count}; asked++) {
      const from = performance.now()
      await ${provider}.request({ method: "${method}" })
      taken.push(performance.now() - from)
    }
    return taken
  })()`
}

type Versions = { versions: { runningStatus: string }[] }

/** Ends the worker as the browser does when it is idle, and waits until it is gone. */
async function stopWorker(context: BrowserContext, page: Page): Promise<void> {
  const session = await context.newCDPSession(page)
  let isStopped = false
  session.on("ServiceWorker.workerVersionUpdated", ({ versions }: Versions) => {
    if (versions.some(({ runningStatus }) => runningStatus === "stopped")) isStopped = true
  })
  await session.send("ServiceWorker.enable")
  await session.send("ServiceWorker.stopAllWorkers")
  await until(async () => (isStopped ? true : null), "The worker did not stop.", 5_000)
  await session.detach()
  // The bridge hears of it a moment later, and would otherwise talk to the dead.
  await new Promise((wake) => setTimeout(wake, 100))
}

const PAINTED = `new Promise((resolve) => new PerformanceObserver((list) => {
  const painted = list.getEntriesByName("first-contentful-paint")[0]
  if (painted) resolve(performance.timeOrigin + painted.startTime)
}).observe({ type: "paint", buffered: true }))`

async function measurePopup(context: BrowserContext, url: string, count: number): Promise<Quantiles> {
  const taken: number[] = []
  for (let opened = 0; opened < count + 2; opened++) {
    const page = await context.newPage()
    await page.goto(url)
    const painted = Number(await page.evaluate(PAINTED))
    if (opened >= 2) taken.push(painted - Number(await page.evaluate("performance.timeOrigin")))
    await page.close()
  }
  return quantiles(taken)
}

async function measureEmptyWindow(context: BrowserContext, page: Page, count: number): Promise<Quantiles> {
  const taken: number[] = []
  for (let opened = 0; opened < count; opened++) {
    const popup = context.waitForEvent("page")
    const from = Number(
      await page.evaluate(
        `(() => { const from = ${NOW}; void window.floor.request({ method: "open" }); return from })()`,
      ),
    )
    const window = await popup
    taken.push(Number(await window.evaluate(PAINTED)) - from)
    await window.close()
  }
  return quantiles(taken)
}

type Consents = Pick<WalletFigures, "windowPainted" | "consentPainted" | "approvalToAnswer">

async function measureConsents(
  context: BrowserContext,
  page: Page,
  origin: string,
  { kmsUrl, tell }: Plan,
  count: number,
): Promise<Consents> {
  tell("a wallet, connected")
  const surfaces = async () => context.pages()
  const popup = await context.newPage()
  await popup.goto(`${origin}/popup.html`)
  await popup.click('[data-testid="create-wallet"]')
  // It is there to be read, not to be seen.
  await popup.waitForSelector('[data-testid="account-in-use"]', { state: "attached" })
  await popup.close()
  const connected = page.evaluate(`window.countersign.ethereum.request({ method: "eth_requestAccounts" })`)
  await approveAndClose(await waitForConsent(surfaces))
  const [address] = (await connected) as string[]
  tell("from approval to answer")
  const [painted, answered]: [number[], number[]] = [[], []]
  for (let asked = 0; asked < count; asked++) {
    const from = Number(
      await page.evaluate(`(() => {
        const from = ${NOW}
        window.answeredAt = window.countersign.ethereum
          .request({ method: "personal_sign", params: ["0x${asked.toString(16).padStart(4, "0")}", "${address}"] })
          .then(() => ${NOW})
        return from
      })()`),
    )
    const open = await waitForConsent(surfaces)
    painted.push(Number(await open.surface.evaluate(PAINTED)) - from)
    await open.surface.evaluate(`addEventListener("click", () => {
      localStorage.setItem("bench-pressed", String(${NOW}))
    }, true)`)
    const kmsBefore = await kmsSeconds(kmsUrl)
    await approveAndClose(open)
    const answeredAt = Number(await page.evaluate("window.answeredAt"))
    const kmsMs = ((await kmsSeconds(kmsUrl)) - kmsBefore) * 1000
    answered.push(answeredAt - (await pressedAt(context, origin)) - kmsMs)
  }
  const consentPainted = await measureKinds(context, page, String(address), { count, tell })
  return { windowPainted: quantiles(painted), consentPainted, approvalToAnswer: quantiles(answered) }
}

/** The consent window is gone by now; what it wrote down is read from another page of its origin. */
async function pressedAt(context: BrowserContext, origin: string): Promise<number> {
  const page = await context.newPage()
  await page.goto(`${origin}/popup.html`)
  const at = Number(await page.evaluate(`localStorage.getItem("bench-pressed")`))
  await page.close()
  return at
}

/** What the KMS says that it spent on requests so far, in seconds. */
async function kmsSeconds(kmsUrl: string): Promise<number> {
  const text = await (await fetch(`${kmsUrl}/metrics`)).text()
  const sums = text.matchAll(/^kms_api_request_seconds_sum\{[^}]*\} ([0-9.e+-]+)$/gm)
  return [...sums].reduce((sum, [, seconds]) => sum + Number(seconds), 0)
}

async function heapOfWorker(context: BrowserContext): Promise<number | null> {
  const session = await context.browser()?.newBrowserCDPSession()
  if (session === undefined) return null
  const { targetInfos } = await session.send("Target.getTargets")
  const worker = targetInfos.find(({ type }) => type === "service_worker")
  if (worker === undefined) return null
  const { targetId } = worker
  const { sessionId } = await session.send("Target.attachToTarget", { targetId })
  const ask = (id: number, method: string) =>
    new Promise<Record<string, unknown>>((resolve) => {
      const hear = ({ sessionId: from, message }: { sessionId: string; message: string }) => {
        const answer = JSON.parse(message)
        if (from !== sessionId || answer.id !== id) return
        session.off("Target.receivedMessageFromTarget", hear)
        resolve(answer.result)
      }
      session.on("Target.receivedMessageFromTarget", hear)
      void session.send("Target.sendMessageToTarget", { sessionId, message: JSON.stringify({ id, method }) })
    })
  await ask(1, "HeapProfiler.collectGarbage")
  const { usedSize } = await ask(2, "Runtime.getHeapUsage")
  await session.detach()
  return Number(usedSize)
}

/** What every document is given to run: the files that the manifest puts into it. */
async function injectedBytesOf(directory: string): Promise<number> {
  const manifest = JSON.parse(await readFile(join(directory, "manifest.json"), "utf8")) as {
    content_scripts: { js: string[] }[]
  }
  const files = new Set(await readdir(directory))
  const injected = manifest.content_scripts.flatMap(({ js }) => js).filter((file) => files.has(file))
  const sizes = await Promise.all(injected.map(async (file) => (await stat(join(directory, file))).size))
  return sizes.reduce((sum, size) => sum + size, 0)
}
