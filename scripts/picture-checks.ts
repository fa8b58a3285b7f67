/** What is wrong with a page as it stands: what axe finds, what sticks out to the side, and buttons out of sight. */
import { readFileSync } from "node:fs"
import type { Page } from "playwright-core"

const axe = readFileSync("node_modules/axe-core/axe.min.js", "utf8")

type Violation = { id: string; help: string; nodes: { target: unknown[] }[] }

/** `where` begins each complaint. */
export async function complaintsOf(page: Page, where: string): Promise<string[]> {
  const found = [...(await violationsOf(page)), ...(await page.evaluate(layoutFaults))]
  return found.map((complaint) => `${where}: ${complaint}`)
}

async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const violations = (await page.evaluate("axe.run().then(({ violations }) => violations)")) as Violation[]
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
