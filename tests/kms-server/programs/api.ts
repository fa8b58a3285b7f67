/** An API for the launcher's tests: `POST /<function>` asks the policy engine, in turn where there are several. */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { type ApiBoot, connectRoles, runProgram } from "~kms-server/channel"
import { faultOf, faults } from "~protocol"

const functions = ["liveKey", "pid", "sign", "forge", "state", "reach", "vouched", "wait", "die"] as const

type Asked = Record<(typeof functions)[number], (given: unknown) => Promise<unknown>>

let close = async (): Promise<void> => undefined

function plain(_name: string, value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value
}

runProgram({
  async start({ policies, port, host }: ApiBoot) {
    const policy = connectRoles<Asked>(policies, functions)
    const server = createServer(async (request, response) => {
      try {
        let body = ""
        for await (const chunk of request) body += chunk
        const name = functions.find((one) => request.url === `/${one}`)
        const answer = name ? await policy.role[name](JSON.parse(body)) : null
        response.end(JSON.stringify(answer, plain))
      } catch (thrown) {
        const { code } = faultOf(thrown)
        response.writeHead(faults[code].http).end(JSON.stringify({ code }))
      }
    })
    await new Promise<void>((resolve) => server.listen(port, host, resolve))
    close = async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      await closed
      await policy.close()
    }
    return { port: (server.address() as AddressInfo).port }
  },
  stop: () => close(),
})
