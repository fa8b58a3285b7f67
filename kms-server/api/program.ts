/** The API's process: HTTP in front, the policy engines behind. It holds no secret but those of its links. */
import { pino } from "pino"
import { type ApiBoot, connectRoles, logFatal, runProgram } from "../channel"
import type { Policy } from "../policy"
import { openApi } from "./app"
import { type Listener, listen } from "./listener"
import { type ApiSettings, readSettings } from "./settings"

const asked: readonly (keyof Policy)[] = [
  ...(["answer", "prepare", "outlook", "simulate", "noteRefusal", "attest", "identity"] as const),
  ...(["checkpoint", "inclusion", "consistency", "findEntries", "health", "metrics"] as const),
]

const logger = pino({ name: "api" })
let listener: Listener | null = null
let leave = async (): Promise<void> => undefined

/** An error loses its sentence on its way to the launcher, and this one is for the operator. */
function settingsIn(text: string | null): ApiSettings {
  try {
    return readSettings(text)
  } catch (thrown) {
    logFatal(thrown instanceof Error ? thrown.message : "the settings cannot be read")
    throw thrown
  }
}

runProgram({
  async start({ policies, settings, host, port }: ApiBoot) {
    const policy = connectRoles<Policy>(policies, asked)
    leave = policy.close
    const app = openApi({ policy: policy.role, logger, ...settingsIn(settings) })
    listener = await listen(app, port, { host })
    return { port: listener.port }
  },
  async stop() {
    await listener?.close()
    await leave()
  },
})
