/** A box of stand-ins in a process of its own: says the process ids of its parts, and lives until it is killed. */
import { serveBox } from "../stand-ins"

const [databaseUrl = "", dataDirectory = ""] = process.argv.slice(2)
const { operators } = await serveBox(databaseUrl, { dataDirectory })
const { parts } = await operators.status()
console.log(JSON.stringify(parts.map(({ pid }) => pid)))
