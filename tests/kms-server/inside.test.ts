/** What a part of the KMS logs of an error that nobody meant. */
import { spawnSync } from "node:child_process"
import { describe, expect, it } from "vitest"
import { nameOf } from "~kms-server/channel/inside"
import { fault } from "~protocol"

const SECRET = "correct horse battery staple"

/** In a process of its own, whose error output is read. */
function logged(thrown: string): { level: number; msg: string; at: string[] } {
  const program = `
    import { logInside } from "./kms-server/channel/inside.ts"
    import { Fault } from "./src/protocol/index.ts"
    logInside(${thrown})`
  const args = ["--import", "tsx", "--input-type=module", "-e", program]
  const { stderr } = spawnSync(process.execPath, args, { encoding: "utf8" })
  expect(stderr).not.toContain(SECRET)
  return JSON.parse(stderr)
}

describe("an error inside", () => {
  it("is logged by its name and where it was thrown, and nothing of what it says", () => {
    const { level, msg, at } = logged(`new RangeError("${SECRET}\\n    at ${SECRET}")`)
    expect({ level, msg }).toEqual({ level: 50, msg: "something went wrong inside: RangeError" })
    expect(at.length).toBeGreaterThan(0)
    for (const frame of at) expect(frame).toMatch(/^at /)
  })

  it("is logged by what lies behind it", () => {
    expect(logged(`new Fault("INTERNAL", {}, new TypeError("${SECRET}"))`).msg).toContain("TypeError")
  })

  it("is logged where it is no error at all", () => {
    expect(logged(`"${SECRET}"`)).toMatchObject({ msg: "something went wrong inside: string", at: [] })
  })

  it("is called by the system's code, too, where it has one", () => {
    expect(nameOf(Object.assign(new Error(SECRET), { code: "EACCES" }))).toBe("Error EACCES")
    expect(nameOf(fault("INTERNAL"))).toBe("Fault INTERNAL")
  })
})
