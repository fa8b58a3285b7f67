/** The consent as a screen reader gets it, and at twice the size: what is there, in which order, and what speaks up. */
import { type Browser, chromium, type Page } from "playwright-core"
import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest"
import { openStage, type ServedStage, type Stage, serveStage } from "~scripts"

let browser: Browser
let served: ServedStage
let page: Page
let stage: Stage

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: inject("world").chromiumPath, chromiumSandbox: false })
  served = await serveStage()
})
afterAll(() => Promise.all([browser.close(), served.close()]))
beforeEach(async () => {
  page = await (await browser.newContext({ viewport: { width: 400, height: 640 } })).newPage()
  stage = await openStage(page, served)
})

const TOLD = [
  "main",
  "heading",
  "alert",
  "status",
  "button",
  "checkbox",
  "combobox",
  "textbox",
  "group",
  "DisclosureTriangle",
]

type AxNode = {
  nodeId: string
  childIds?: string[]
  ignored: boolean
  role?: { value: string }
  name?: { value: string }
}

/** What a screen reader comes by, in its order; what speaks up by itself with all that it says. */
async function treeOf(scene: string): Promise<string[]> {
  await stage.show({ name: scene, path: null })
  await page.waitForTimeout(900)
  const session = await page.context().newCDPSession(page)
  const { nodes } = (await session.send("Accessibility.getFullAXTree")) as { nodes: AxNode[] }
  const byId = new Map(nodes.map((node) => [node.nodeId, node]))
  const below = (node: AxNode): AxNode[] =>
    (node.childIds ?? []).flatMap((id) => {
      const child = byId.get(id)
      return child ? [child, ...below(child)] : []
    })
  const textIn = (node: AxNode) =>
    below(node)
      .filter(({ role }) => role?.value === "StaticText")
      .map(({ name }) => name?.value.trim())
      .join(" ")
  const [root] = nodes
  return (root ? below(root) : [])
    .filter(({ ignored, role }) => !ignored && TOLD.includes(role?.value ?? ""))
    .map((node) => `${node.role?.value} ${node.name?.value || (isLive(node) ? textIn(node) : "")}`.trim())
}

function isLive({ role }: AxNode): boolean {
  return role?.value === "alert" || role?.value === "status"
}

test("a grave request is read as question, danger, what it does, and the ways out before the one in", async () => {
  expect(await treeOf("insight-unlimited")).toMatchInlineSnapshot(`
    [
      "main Allow 0x3fC91A…2b7FAD to take any amount of USDC?",
      "heading Allow 0x3fC91A…2b7FAD to take any amount of USDC?",
      "alert Danger:  0x3fC91A…2b7FAD could take any amount of your USDC, now and later, without asking again.",
      "heading What it does",
      "group",
      "DisclosureTriangle Allow less",
      "group",
      "DisclosureTriangle Details",
      "heading Your balance afterwards",
      "status Good to know: You have not sent anything to 0x3fC91A…2b7FAD before.",
      "group",
      "DisclosureTriangle Call data, 68 bytes",
      "textbox Hold the button for a moment, or type APPROVE:",
      "status",
      "button Reject",
      "button Sign and send",
    ]
  `)
})

test("a connection is read with its choices and what of them is chosen", async () => {
  expect(await treeOf("connect-choose")).toMatchInlineSnapshot(`
    [
      "main Connect this site?",
      "heading Connect this site?",
      "group Accounts this site will see",
      "checkbox 0x7E5F45…52091A69125d5DfCb7b8C2659029395Bdf",
      "checkbox 0x2B5AD5…c4795c026514f8317c7a215E218DcCD6cF",
      "checkbox 0x3fC91A…3afd70395Cd496C647d5a6CC9D4B2b7FAD",
      "checkbox 9aE476…sH92Vz7DMPyq5WLPkrKWivxeuTKEFKd2sZZcde",
      "group Networks it may ask on",
      "checkbox Ethereum (needed)",
      "checkbox Base",
      "checkbox Polygon",
      "checkbox Solana",
      "combobox For how long",
      "group It may spend without asking",
      "combobox Limit on Ethereum",
      "combobox Limit on Base",
      "combobox Limit on Solana",
      "heading Allowed",
      "heading Not allowed",
      "button Reject",
      "button Connect",
    ]
  `)
})

test("what comes later is said by itself: the reading, the outcome and the risks", async () => {
  await stage.show({ name: "insight-swap", path: null })
  const live = await page.$$eval("[aria-live], [role=alert], [role=status]", (regions) =>
    regions.map((region) => region.textContent ?? ""),
  )
  expect(live.join(" ")).toContain("Swap 1 ETH for at least 2,310 USDC")
  await page.waitForTimeout(900)
  expect(await page.textContent(".changes [aria-live]")).toContain("2,318.44 USDC")
})

const button = '[data-testid="approve"]'
const isAnswered = async () => (await page.$('[data-testid="consent"]')) === null

test("what is grave is not agreed to by a short press", async () => {
  await stage.show({ name: "insight-unlimited", path: null })
  await page.waitForSelector(`${button}[data-held="true"]:not([aria-disabled="true"])`)
  await page.click(button)
  for (const key of ["Enter", "Space"]) {
    await page.focus(button)
    await page.keyboard.press(key, { delay: 700 })
  }
  expect(await isAnswered()).toBe(false)
})

test.each(["Enter", "Space"])("what is grave is agreed to by holding %s", async (key) => {
  await stage.show({ name: "insight-unlimited", path: null })
  await page.waitForSelector(`${button}[data-held="true"]:not([aria-disabled="true"])`)
  await page.focus(button)
  await page.keyboard.press(key, { delay: 1_400 })
  await page.waitForTimeout(100)
  expect(await isAnswered()).toBe(true)
})

test("what is grave is agreed to by holding the pointer, and not where it slips off", async () => {
  await stage.show({ name: "insight-unlimited", path: null })
  await page.waitForSelector(`${button}[data-held="true"]:not([aria-disabled="true"])`)
  await page.hover(button)
  await page.mouse.down()
  await page.mouse.move(200, 200)
  await page.waitForTimeout(1_400)
  await page.mouse.up()
  expect(await isAnswered()).toBe(false)
  await page.click(button, { delay: 1_400 })
  await page.waitForTimeout(100)
  expect(await isAnswered()).toBe(true)
})

test("whoever cannot hold types the word, and then presses", async () => {
  await stage.show({ name: "insight-unlimited", path: null })
  await page.waitForSelector(`${button}[data-held="true"]:not([aria-disabled="true"])`)
  await page.focus('[data-testid="typed-word"]')
  await page.keyboard.type("approve")
  await page.keyboard.press("Enter")
  expect(await isAnswered()).toBe(false)
  // The guard begins anew with the other way in.
  await page.waitForTimeout(700)
  await page.waitForSelector(`${button}[data-held="false"]:not([aria-disabled="true"])`)
  await page.focus(button)
  await page.keyboard.press("Enter")
  await page.waitForTimeout(100)
  expect(await isAnswered()).toBe(true)
})

test("a script of the page cannot press either button's way in", async () => {
  await stage.show({ name: "insight-swap", path: null })
  await page.waitForSelector(`${button}:not([aria-disabled="true"])`)
  await page.$eval(button, (element) => (element as HTMLElement).click())
  await page.waitForTimeout(100)
  expect(await isAnswered()).toBe(false)
})

test("what cannot be agreed to has the way out alone", async () => {
  await stage.show({ name: "insight-blocked", path: null })
  await page.waitForSelector('[data-severity="block"]')
  expect(await page.$(button)).toBeNull()
  await page.click('[data-testid="reject"]')
  await page.waitForTimeout(100)
  expect(await isAnswered()).toBe(true)
})

test.each(["insight-unlimited", "insight-batch", "connect-choose", "typed-data"])(
  "%s is readable at twice the size, its buttons in sight and nothing beside the window",
  async (scene) => {
    // A browser that shows everything twice as large gives the page half the room.
    await page.setViewportSize({ width: 200, height: 320 })
    await stage.show({ name: scene, path: null })
    await page.waitForTimeout(600)
    const seen = await page.evaluate(() => {
      const boxes = [...document.querySelectorAll(".choices .button")].map((each) =>
        each.getBoundingClientRect(),
      )
      return {
        width: document.documentElement.scrollWidth,
        inSight: boxes.every(
          ({ left, right, top, bottom }) =>
            left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight,
        ),
        body: document.querySelector(".screen-body")?.clientHeight ?? 0,
      }
    })
    expect(seen.inSight).toBe(true)
    expect(seen.width).toBeLessThanOrEqual(200)
    expect(seen.body).toBeGreaterThan(80)
  },
)
