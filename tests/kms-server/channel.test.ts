/** The channel between the KMS's processes: what crosses it, what breaks it, and what a stranger gets from it. */
import { randomBytes } from "node:crypto"
import { chmodSync, mkdtempSync, statSync } from "node:fs"
import { createConnection, createServer, type Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { encode } from "cborg"
import fc from "fast-check"
import { afterEach, describe, expect, it } from "vitest"
import { connectRole, type Link, type Patience, type ServedRole, serveRole } from "~kms-server/channel"
import { Fault, fault } from "~protocol"

const RUNS = 100 * Number(process.env.COUNTERSIGN_RUNS ?? 1)

const served: ServedRole[] = []
const remotes: { close(): Promise<void> }[] = []

afterEach(async () => {
  for (const remote of remotes.splice(0)) await remote.close()
  for (const one of served.splice(0)) await one.close()
})

function newLink(): Link {
  const folder = mkdtempSync(join(tmpdir(), "channel-"))
  chmodSync(folder, 0o700)
  return { path: join(folder, "role"), secret: randomBytes(32) }
}

type Echo = {
  echo(given: unknown): Promise<unknown>
  refuse(given: unknown): Promise<never>
  crash(given: string): Promise<never>
  wait(ms: number): Promise<number>
  nothing(): Promise<void>
}

const echo: Echo = {
  echo: async (given) => given,
  refuse: async () => {
    throw fault("ORDER_REFUSED", { why: "it was used" })
  },
  crash: async (given) => {
    throw new RangeError(`could not read ${given}`)
  },
  wait: (ms) => new Promise((resolve) => setTimeout(() => resolve(ms), ms)),
  nothing: async () => undefined,
}
const names = ["echo", "refuse", "crash", "wait", "nothing"] as const

async function serve(link: Link, role: Echo = echo): Promise<ServedRole> {
  const one = await serveRole(link, role)
  served.push(one)
  return one
}

function connect(link: Link, patience: Patience = {}): Echo {
  const remote = connectRole<Echo>(link, names, patience)
  remotes.push(remote)
  return remote.role
}

/** Sends raw bytes and tells how the connection ended and what came back before. */
function send(path: string, bytes: Uint8Array): Promise<Buffer> {
  return new Promise((resolve) => {
    const heard: Buffer[] = []
    const socket = createConnection(path, () => socket.write(bytes))
    socket.on("data", (chunk) => heard.push(chunk))
    socket.on("error", () => undefined)
    socket.once("close", () => resolve(Buffer.concat(heard)))
  })
}

function framed(message: unknown): Buffer {
  const payload = encode(message)
  const header = Buffer.alloc(4)
  header.writeUInt32BE(payload.length)
  return Buffer.concat([header, payload])
}

describe("a call", () => {
  it("carries any data there and back unchanged", async () => {
    const link = newLink()
    await serve(link)
    const remote = connect(link)
    const data = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        fc.string({ unit: "binary" }),
        fc.maxSafeInteger(),
        fc.double({ noNaN: true }).filter((n) => !Object.is(n, -0)),
        fc.boolean(),
        fc.constant(null),
        fc.uint8Array(),
        fc.array(tie("any"), { maxLength: 5 }),
        fc.dictionary(fc.string(), tie("any"), { maxKeys: 5 }),
      ),
    })).any
    await fc.assert(
      fc.asyncProperty(data, async (given) => {
        const copy = structuredClone(given)
        expect(await remote.echo(given)).toEqual(copy)
      }),
      { numRuns: RUNS },
    )
  })

  it("brings bytes out as plain bytes, and leaves out members that are undefined", async () => {
    const link = newLink()
    await serve(link)
    const remote = connect(link)
    const came = (await remote.echo({ bytes: Buffer.from("abc"), absent: undefined })) as {
      bytes: Uint8Array
    }
    expect(Object.keys(came)).toEqual(["bytes"])
    expect(came.bytes.constructor).toBe(Uint8Array)
    expect(await remote.nothing()).toBeUndefined()
  })

  it("may be as large as a frame and no larger", async () => {
    const link = newLink()
    await serve(link)
    const remote = connect(link)
    const large = randomBytes(12 * 1024 * 1024)
    expect(Buffer.compare((await remote.echo(large)) as Uint8Array, large)).toBe(0)
    await expect(remote.echo(new Uint8Array(17 * 1024 * 1024))).rejects.toThrow("longer than a frame")
    expect(await remote.echo("still here")).toBe("still here")
  })

  it("overtakes a slower one that was made before it", async () => {
    const link = newLink()
    await serve(link)
    const remote = connect(link)
    const order: number[] = []
    await Promise.all([60, 30, 1].map(async (ms) => order.push(await remote.wait(ms))))
    expect(order).toEqual([1, 30, 60])
  })
})

describe("what goes wrong there", () => {
  it("is the same fault here, with its code and context", async () => {
    const link = newLink()
    await serve(link)
    const thrown = await connect(link)
      .refuse(1)
      .catch((refused: unknown) => refused)
    expect(thrown).toBeInstanceOf(Fault)
    expect(thrown).toMatchObject({ code: "ORDER_REFUSED", context: { why: "it was used" } })
  })

  it("is an error inside when it is no fault, and its message stays there", async () => {
    const link = newLink()
    await serve(link)
    const thrown = await connect(link)
      .crash("a secret")
      .catch((refused: unknown) => refused)
    expect(thrown).toMatchObject({ code: "INTERNAL", context: {}, cause: { name: "RangeError" } })
    expect(
      JSON.stringify([thrown, String(thrown), (thrown as Fault).cause, (thrown as Error).stack]),
    ).not.toContain("a secret")
  })

  it("is an error inside when the function is not of the role, even one that every object has", async () => {
    const link = newLink()
    await serve(link)
    for (const name of ["constructor", "toString", "__proto__", "other"]) {
      const remote = connectRole<Record<string, () => Promise<unknown>>>(link, [name])
      remotes.push(remote)
      await expect(
        Reflect.get(remote.role, name)?.() ?? Promise.reject(fault("INTERNAL")),
      ).rejects.toMatchObject({
        code: "INTERNAL",
      })
    }
  })
})

describe("a stranger", () => {
  it("finds a socket that only its owner may open (rule 21)", async () => {
    const link = newLink()
    await serve(link)
    expect(statSync(link.path).mode & 0o777).toBe(0o600)
  })

  it("is cut off without an answer when the secret is wrong, short, long or missing", async () => {
    const link = newLink()
    let calls = 0
    await serve(link, { ...echo, echo: async () => ++calls })
    const call = framed([1, "echo", 1])
    const wrong = [
      randomBytes(32),
      link.secret.subarray(1),
      randomBytes(40),
      new Uint8Array(),
      "text",
      null,
      {},
    ]
    for (const secret of wrong)
      expect((await send(link.path, Buffer.concat([framed(secret), call]))).length).toBe(0)
    expect((await send(link.path, call)).length).toBe(0)
    const impostor = connect({ ...link, secret: randomBytes(32) })
    await expect(impostor.echo(1)).rejects.toMatchObject({ code: "UNAVAILABLE" })
    expect(calls).toBe(0)
  })

  it("cannot make the role keep more than a few bytes before it is known", async () => {
    const link = newLink()
    await serve(link)
    const announced = Buffer.alloc(4)
    announced.writeUInt32BE(8 * 1024 * 1024)
    expect((await send(link.path, announced)).length).toBe(0)
  })

  it("is cut off when it stays silent", async () => {
    const link = newLink()
    await serve(link)
    const began = performance.now()
    expect((await send(link.path, new Uint8Array())).length).toBe(0)
    expect(performance.now() - began).toBeLessThan(5000)
  })

  it("breaks nothing with garbage, whatever it is", async () => {
    const link = newLink()
    await serve(link)
    const greeting = framed(Uint8Array.from(link.secret))
    const deep = Buffer.concat([Buffer.alloc(100_000, 0x81), Buffer.from([0x00])])
    const fixed = [
      deep,
      Buffer.from("a2616101616102", "hex"),
      Buffer.from("9f01ff", "hex"),
      encode([1]),
      encode(["x", "echo"]),
    ].map((bytes) => {
      const header = Buffer.alloc(4)
      header.writeUInt32BE(bytes.length)
      return Buffer.concat([header, bytes])
    })
    for (const bytes of fixed)
      expect((await send(link.path, Buffer.concat([greeting, bytes]))).length).toBe(0)
    const sockets: Socket[] = []
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.boolean(), async (garbage, isKnown) => {
        const socket = createConnection(link.path)
        socket.on("error", () => undefined)
        socket.write(isKnown ? Buffer.concat([greeting, garbage]) : garbage)
        sockets.push(socket)
        if (sockets.length > 50) sockets.shift()?.destroy()
      }),
      { numRuns: RUNS },
    )
    for (const socket of sockets) socket.destroy()
    expect(await connect(link).echo("still here")).toBe("still here")
  })
})

describe("a link that breaks", () => {
  it("fails what was under way as unavailable, and is open again for the next call", async () => {
    const link = newLink()
    const accepted: Socket[] = []
    const broken = createServer((socket) => accepted.push(socket))
    await new Promise<void>((resolve) => broken.listen(link.path, resolve))
    const remote = connect(link)
    const lost = Promise.allSettled([remote.echo(1), remote.echo(2)])
    while (accepted.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    for (const socket of accepted) socket.destroy()
    for (const one of await lost)
      expect(one).toMatchObject({ status: "rejected", reason: { code: "UNAVAILABLE" } })
    await new Promise((resolve) => broken.close(resolve))
    await serve(link)
    expect(await remote.echo(3)).toBe(3)
  })

  it("is tried for as long as it takes to start a process again", async () => {
    const link = newLink()
    const early = connect(link).echo("early")
    await new Promise((resolve) => setTimeout(resolve, 200))
    await serve(link)
    expect(await early).toBe("early")
  })

  it("is a refusal in bounded time where nobody is there, and not a hang", async () => {
    const began = performance.now()
    const calls = Array.from({ length: 20 }, () => connect(newLink(), { connectMs: 300 }).echo(1))
    const settled = await Promise.allSettled(calls)
    for (const one of settled) expect(one).toMatchObject({ reason: { code: "UNAVAILABLE" } })
    expect(performance.now() - began).toBeLessThan(1500)
  })

  it("counts as broken when answers stop coming", async () => {
    const link = newLink()
    await serve(link)
    const remote = connect(link, { answerMs: 200 })
    await expect(remote.wait(5000)).rejects.toMatchObject({ code: "UNAVAILABLE" })
    expect(await remote.echo("again")).toBe("again")
  }, 10_000)
})

describe("a role that is closed", () => {
  it("answers what is under way and takes no more", async () => {
    const link = newLink()
    const one = await serveRole(link, echo)
    const remote = connect(link, { connectMs: 100 })
    const underWay = remote.wait(150)
    await remote.echo("arrived")
    await one.close()
    expect(await underWay).toBe(150)
    await expect(remote.echo("late")).rejects.toMatchObject({ code: "UNAVAILABLE" })
  })

  it("can be served again at the same place", async () => {
    const link = newLink()
    await (await serveRole(link, echo)).close()
    await serve(link)
    expect(await connect(link).echo(1)).toBe(1)
  })
})

describe("many calls at once", () => {
  it("are all answered, each with its own answer, also when they are larger than a socket holds", async () => {
    const link = newLink()
    await serve(link)
    const remote = connect(link)
    const sent = Array.from({ length: 3000 }, (_, i) => ({ i, bytes: new Uint8Array(10_000).fill(i) }))
    const came = await Promise.all(sent.map((one) => remote.echo(one)))
    for (const [i, one] of came.entries()) expect((one as { i: number }).i).toBe(i)
  })
})
