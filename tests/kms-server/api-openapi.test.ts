import { readFileSync } from "node:fs"
import { Ajv2020 } from "ajv/dist/2020.js"
import addFormats from "ajv-formats"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { type KmsMethod, kmsMethods } from "~protocol"
import { requests, results } from "./examples"
import { appOver } from "./stand-in-policy"
import { inTime } from "./transactions-time"

/** How many times as long the fuzzing is to run. */
const times = Number(process.env.COUNTERSIGN_RUNS ?? 1)

type Node = { [name: string]: unknown }

const { app } = appOver()
const text = await (await app.request("/openapi.json")).text()
const document = JSON.parse(text) as Node & { paths: Node; components: { schemas: Node } }
const methods = Object.keys(kmsMethods) as KmsMethod[]

const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: true })
addFormats.default(ajv)
ajv.addSchema({ $id: "kms", ...document })
/** Compiled once for each name. */
const validate = (name: string, value: unknown) =>
  ajv.getSchema(`kms#/components/schemas/${name}`)?.(value) === true

/** Every object in the document, with where it stands. */
function nodesOf(value: unknown, at = "#"): { at: string; node: Node }[] {
  if (typeof value !== "object" || value === null) return []
  const children = Object.entries(value).flatMap(([name, child]) => nodesOf(child, `${at}/${name}`))
  return Array.isArray(value) ? children : [{ at, node: value as Node }, ...children]
}

describe("the OpenAPI document", () => {
  it("is OpenAPI 3.1 as JSON, the same whenever it is asked for", async () => {
    expect(document).toMatchObject({
      openapi: "3.1.0",
      info: { title: expect.any(String), version: expect.any(String) },
    })
    expect(await (await app.request("/openapi.json")).text()).toBe(text)
  })

  it("leads every reference to something", () => {
    const refs = nodesOf(document).flatMap(({ node }) => (typeof node.$ref === "string" ? [node.$ref] : []))
    expect(refs.length).toBeGreaterThan(100)
    for (const ref of new Set(refs)) {
      const found = ref
        .slice(2)
        .split("/")
        .reduce<unknown>((node, name) => (node as Node)?.[name], document)
      expect(found, ref).toBeTypeOf("object")
    }
  })

  it("describes each operation by the rules of OpenAPI", () => {
    const ids: unknown[] = []
    for (const [path, item] of Object.entries(document.paths)) {
      expect(path).toMatch(/^\//)
      for (const [verb, operation] of Object.entries(item as Node) as [string, Node][]) {
        expect(["get", "post"]).toContain(verb)
        ids.push(operation.operationId)
        for (const [status, response] of Object.entries(operation.responses as Node)) {
          expect(status).toMatch(/^([1-5][0-9]{2}|default)$/)
          expect("$ref" in (response as Node) || typeof (response as Node).description === "string").toBe(
            true,
          )
        }
        for (const parameter of (operation.parameters ?? []) as Node[]) {
          expect(parameter).toMatchObject({
            name: expect.any(String),
            in: "query",
            schema: expect.any(Object),
          })
        }
        if (verb === "post")
          expect(operation.requestBody).toMatchObject({ content: { "application/json": {} } })
      }
    }
    expect(new Set(ids).size).toBe(ids.length)
  })

  it("describes exactly the routes that there are", () => {
    const routes = app.routes
      .filter(({ method, path }) => (method === "GET" || method === "POST") && !path.includes("*"))
      .map(({ method, path }) => `${method} ${path}`)
    const described = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item as Node).map((verb) => `${verb.toUpperCase()} ${path}`),
    )
    expect([...new Set(described)].sort()).toEqual([...new Set(routes)].sort())
  })

  it("asks for a stamp where a stamp is checked, and names its header", () => {
    expect(document.paths["/v1/wallets/kms/rpc"]).toMatchObject({
      post: { security: [{ "x-phantom-stamp": [] }] },
    })
    expect(document.components).toMatchObject({
      securitySchemes: { "x-phantom-stamp": { type: "apiKey", in: "header", name: "X-Phantom-Stamp" } },
    })
  })

  it("has every method, its errors with their statuses, and no field of the schema library's own", () => {
    expect(methods.length).toBe(29)
    const call = document.paths["/v1/wallets/kms/rpc"] as { post: { responses: Node; requestBody: Node } }
    for (const status of ["400", "401", "403", "404", "405", "409", "413", "429", "500", "501", "503"]) {
      expect(call.post.responses[status], status).toBeDefined()
    }
    expect(text).not.toContain('$schema"')
    expect(text).not.toContain("~standard")
  })
})

describe("the page about the protocol", () => {
  const page = readFileSync("docs/protocol.md", "utf8")

  it("has a row for every method, with each of its parameters", () => {
    for (const method of methods) {
      const row = page.split("\n").find((line) => line.startsWith(`| \`${method}\` |`)) ?? ""
      expect(row, method).not.toBe("")
      const { required = [] } = document.components.schemas[`${method}Params`] as { required?: string[] }
      for (const name of required) expect(row, method).toContain(`\`${name}\``)
    }
  })

  it("has every endpoint, and every kind of error under its status", () => {
    for (const path of Object.keys(document.paths)) {
      expect(page).toContain(path.startsWith("/v1/wallets") ? path.replace("/v1/wallets", "{base}") : path)
    }
    const call = document.paths["/v1/wallets/kms/rpc"] as { post: { responses: Record<string, Node> } }
    for (const [status, { description }] of Object.entries(call.post.responses)) {
      if (status === "200") continue
      const row = page.split("\n").find((line) => line.startsWith(`| ${status} |`)) ?? ""
      for (const type of String(description).split(", ")) expect(row).toContain(type)
    }
  })
})

describe("the schemas of the OpenAPI document", () => {
  it.each(methods)("take the example of %s", (method) => {
    const envelope = { method, params: requests[method], timestampMs: 1_795_332_104_801 }
    expect(kmsMethods[method].params.safeParse(requests[method]).success).toBe(true)
    expect(kmsMethods[method].result.safeParse(results[method]).success).toBe(true)
    expect(validate(`${method}Request`, envelope)).toBe(true)
    expect(validate(`${method}Answer`, { result: results[method], signature: "AA" })).toBe(true)
    expect(validate(`${method}Answer`, { result: results[method] })).toBe(false)
    expect(validate(`${method}Request`, { ...envelope, jsonrpc: "2.0" })).toBe(false)
  })

  it("tell one method's request from every other's", () => {
    for (const method of methods) {
      const envelope = { method, params: requests[method], timestampMs: 1 }
      expect(methods.filter((one) => validate(`${one}Request`, envelope))).toEqual([method])
    }
  })

  it(
    "accept and refuse as the KMS does, whatever is changed in a request or a result",
    () => {
      const seen = { taken: 0, refused: 0 }
      const changed = fc.constantFrom(...methods).chain((method) =>
        fc.constantFrom("params", "result").chain((part) =>
          fc.record({
            method: fc.constant(method),
            part: fc.constant(part),
            value: mutated(exampleOf(method, part)),
          }),
        ),
      )
      void fc.assert(
        fc.property(changed, ({ method, part, value }) => {
          const taken = inTime(() => kmsMethods[method][part as "params"].safeParse(value).success)
          const name = `${method}${part === "params" ? "Params" : "Result"}`
          expect(validate(name, value), JSON.stringify({ method, part, value })).toBe(taken)
          seen[taken ? "taken" : "refused"] += 1
        }),
        { numRuns: 1500 * times },
      )
      expect(seen.taken).toBeGreaterThan(100)
      expect(seen.refused).toBeGreaterThan(100)
    },
    30_000 * times,
  )
})

function exampleOf(method: KmsMethod, part: string): unknown {
  return part === "params" ? requests[method] : results[method]
}

/** ASCII, because JSON Schema counts a text's characters and the protocol its UTF-16 units. */
const scrap = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string({ unit: fc.constantFrom(..."aZ09-_/+='mx{}\u0001 "), maxLength: 70 }),
  fc.constantFrom(
    "ROOT",
    "CEL",
    "v0",
    "v1",
    "0x",
    "m/44'",
    "https://a.example",
    "Ed25519",
    "x".repeat(65),
    [],
    {},
  ),
  fc.array(fc.integer({ min: -1, max: 256 }), { maxLength: 70 }),
)

/** The example with one place of it replaced, removed, or joined by a stranger. */
function mutated(example: unknown): fc.Arbitrary<unknown> {
  const places = pathsOf(example)
  return fc
    .record({ place: fc.constantFrom(...places), how: fc.nat(3), scrap })
    .map(({ place, how, scrap }) => {
      if (how === 3) return example
      return changeAt(structuredClone(example), place, (parent, name) => {
        if (how === 0) parent[name] = scrap
        if (how === 1) delete parent[name]
        if (how === 2) parent[`${name}x`] = scrap
      })
    })
}

function pathsOf(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return path.length > 0 ? [path] : [["stranger"]]
  const deeper = Object.entries(value).flatMap(([name, child]) => pathsOf(child, [...path, name]))
  return path.length > 0 ? [path, ...deeper] : deeper.length > 0 ? deeper : [["stranger"]]
}

function changeAt(value: unknown, path: string[], change: (parent: Node, name: string) => void): unknown {
  const [last = ""] = path.slice(-1)
  const parent = path.slice(0, -1).reduce<unknown>((node, name) => (node as Node)[name], value)
  if (!Array.isArray(parent)) change(parent as Node, last)
  else if (parent.length > 0) parent.splice(Number(last), 1)
  return value
}
