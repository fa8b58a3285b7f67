/**
 * `npm run bench:wallet`: what the extension costs the pages it is in, and how long a person waits for it, timed
 * inside the page; beside it, in the same run, a browser without any extension, and one whose extension only announces
 * a provider (bench/floor-extension). Machines are noisy: read the ratios.
 */
import { readFile, writeFile } from "node:fs/promises"
import { resolve } from "node:path"
import { parseArgs } from "node:util"
import { buildExtension, findChromium, startChains, startKmsMockProcess } from "~scripts"
import { measureBrowser, type WalletFigures } from "./wallet-browser"
import { servePage } from "./wallet-page"
import { sectionOf, withSection } from "./wallet-report"

const HELP = `npm run bench:wallet [-- --quick] [--write] [--json]

  --quick   a fifth of the repetitions
  --write   writes the wallet's part of docs/benchmarks.md
  --json    prints figures as JSON`

const DOCUMENT = "docs/benchmarks.md"

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      ...{ quick: { type: "boolean" }, write: { type: "boolean" } },
      ...{ json: { type: "boolean" }, help: { type: "boolean" } },
    },
  })
  if (values.help) {
    console.log(HELP)
    return
  }
  const chromium = findChromium()
  if (!chromium?.loadsExtensions)
    throw new Error("There is no Chromium that loads extensions. `npm test` gets one.")
  const extension = await buildExtension("chrome-mv3")
  const [kms, chains, page] = await Promise.all([startKmsMockProcess(), startChains(), servePage()])
  const size = values.quick ? 0.2 : 1
  const measure = (name: string, directory: string | null): Promise<WalletFigures> => {
    const tell = (step: string) => {
      if (!values.json) console.error(`${name}: ${step}…`)
    }
    const [executablePath, url, kmsUrl] = [chromium.path, page.url, kms.url]
    return measureBrowser({ executablePath, directory, url, kmsUrl, size, tell })
  }
  try {
    const none = await measure("no extension", null)
    const floor = await measure("the floor", resolve("bench/floor-extension"))
    const wallet = await measure("Countersign", extension)
    const figures = { none, floor, wallet }
    const section = sectionOf(figures)
    if (values.write) await writeFile(DOCUMENT, withSection(await readFile(DOCUMENT, "utf8"), section))
    console.log(values.json ? JSON.stringify(figures) : section)
  } finally {
    await Promise.all([kms.stop(), chains.stop(), page.stop()])
  }
}

await run()
process.exit(0)
