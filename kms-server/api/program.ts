/** The API's process: HTTP in front, the policy engines behind. It holds no secret but those of its links. */
import { pino } from "pino"
import { type ApiBoot, connectRoles, runProgram } from "../channel"
import type { Policy } from "../policy"
import { openApi } from "./app"
import { type Listener, listen } from "./listener"
import { readSettings } from "./settings"

const asked: readonly (keyof Policy)[] = [
  ...(["answer", "prepare", "simulate", "noteRefusal", "attest", "identity"] as const),
  ...(["checkpoint", "inclusion", "consistency", "findEntries", "health", "metrics"] as const),
]

let listener: Listener | null = null
let leave = async (): Promise<void> => undefined

runProgram({
  async start({ policies, settings, host, port }: ApiBoot) {
    const policy = connectRoles<Policy>(policies, asked)
    leave = policy.close
    listener = await listen(
      openApi({ policy: policy.role, logger: pino({ name: "api" }), ...readSettings(settings) }),
      port,
      { host },
    )
    return { port: listener.port }
  },
  async stop() {
    await listener?.close()
    await leave()
  },
})
