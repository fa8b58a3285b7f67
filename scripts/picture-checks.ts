/** What is wrong with a page as it stands: what axe finds, what sticks out to the side, and buttons out of sight. */
import { readFileSync } from "node:fs"
import type { Surface } from "./surface"

type Page = Pick<Surface, "evaluate">
type Violation = { id: string; help: string; nodes: { target: unknown[] }[] }

const axe = readFileSync("node_modules/axe-core/axe.min.js", "utf8")

/** In words, none where there is nothing to complain about. */
export async function complaintsOf(page: Page): Promise<string[]> {
  return [...(await violationsOf(page, {})), ...(await layoutFaultsOf(page))]
}

/** Another theme has colours of its own, and nothing else. */
export async function colourFaultsOf(page: Page): Promise<string[]> {
  return violationsOf(page, { runOnly: ["color-contrast", "link-in-text-block"] })
}

export async function layoutFaultsOf(page: Page): Promise<string[]> {
  return (await page.evaluate(`(${layoutFaults})()`)) as string[]
}

async function violationsOf(page: Page, options: object): Promise<string[]> {
  if ((await page.evaluate("typeof axe")) === "undefined") await page.evaluate(axe)
  const run = `axe.run({ ...${JSON.stringify(options)}, resultTypes: ["violations"] })`
  const violations = (await page.evaluate(`${run}.then(({ violations }) => violations)`)) as Violation[]
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ target }) => target).join("; ")})`,
  )
}

/** Runs in the page. */
function layoutFaults(): string[] {
  const faults: string[] = []
  if (document.documentElement.scrollWidth > innerWidth) faults.push("the page scrolls to the side")
  for (const element of document.querySelectorAll(".screen-body, .card, .rows, .row, .notice")) {
    if (element.scrollWidth > element.clientWidth + 1)
      faults.push(`${element.className} is cut off at the side`)
  }
  for (const button of document.querySelectorAll(".choices .button")) {
    const { bottom, right, height } = button.getBoundingClientRect()
    if (bottom > innerHeight || right > innerWidth || height < 40) faults.push("a choice is out of sight")
  }
  return faults
}
