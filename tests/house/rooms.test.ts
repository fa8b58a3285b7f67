/** The floor plan: who may import whom. What a room cannot import, it cannot do. */
import { existsSync, statSync } from "node:fs"
import { dirname, join, normalize } from "node:path"
import { describe, expect, test } from "vitest"
import { type Import, imports, sourceFiles } from "./imports"

/** A room and the doors it may knock at. `tests` may go anywhere. */
const doors: Record<string, readonly string[]> = {
  "src/protocol": [],
  "src/kms": ["~protocol"],
  "src/contents": ["~protocol"],
  "src/popup": ["~protocol"],
  "src/background": ["~protocol", "~kms"],
  "kms-server": ["~protocol"],
  "kms-mock": ["~protocol", "~kms-server"],
  demo: ["~protocol"],
  scripts: ["~protocol", "~demo"],
}

/** The rooms inside the KMS: neighbours meet at their doors, and the signer knows none of them. */
const kmsRooms = ["api", "audit", "certifier", "channel", "cli", "launcher", "policy", "signer", "store"]

const roomOf = (path: string) => Object.keys(doors).find((room) => path.startsWith(`${room}/`)) ?? "tests"
const complaint = ({ file, specifier }: Import) => `${file} imports ${specifier}`
const outside = imports.filter(({ file }) => roomOf(file) !== "tests")

describe("the floor plan", () => {
  test("knows every room there is", () => {
    const strangers = sourceFiles.filter((file) => roomOf(file) === "tests" && !file.startsWith("tests/"))
    expect(strangers).toEqual([])
    expect(imports.length).toBeGreaterThan(300)
  })

  test("lets a room knock only at the doors that are meant for it", () => {
    const wrong = outside.filter(
      ({ file, specifier }) =>
        specifier.startsWith("~") &&
        !doors[roomOf(file)]?.includes(specifier) &&
        !isPlasmosEntry(file, specifier),
    )
    expect(wrong.map(complaint)).toEqual([])
  })

  test("lets nobody out of a room through the window", () => {
    const wrong = imports.filter(
      ({ file, specifier }) =>
        specifier.startsWith(".") && roomOf(targetOf(file, specifier)) !== roomOf(file),
    )
    expect(wrong.map(complaint)).toEqual([])
  })

  test("gives the protocol nothing but the schema library", () => {
    const wrong = imports.filter(
      ({ file, specifier }) => roomOf(file) === "src/protocol" && !/^(\.\.?\/|zod\/mini$)/.test(specifier),
    )
    expect(wrong.map(complaint)).toEqual([])
  })

  test("gives content scripts only types from the protocol, so that no schema library reaches a page", () => {
    const wrong = imports.filter(
      ({ file, specifier, isTypeOnly }) =>
        roomOf(file) === "src/contents" && !specifier.startsWith("./") && !isTypeOnly,
    )
    expect(wrong.map(complaint)).toEqual([])
  })

  test("lets the rooms of the KMS meet only at their doors", () => {
    const wrong = imports.filter(({ file, specifier }) => {
      const [from, to] = [kmsRoomOf(file), kmsRoomOf(targetOf(file, specifier))]
      return (
        from !== null && specifier.startsWith("..") && from !== to && !isKmsDoor(targetOf(file, specifier))
      )
    })
    expect(wrong.map(complaint)).toEqual([])
  })

  test("keeps the signer alone: it imports no policy, no api, no store and no audit", () => {
    const wrong = imports.filter(
      ({ file, specifier }) =>
        kmsRoomOf(file) === "signer" && specifier.startsWith("..") && specifier !== "../channel",
    )
    expect(wrong.map(complaint)).toEqual([])
  })

  test("has no import cycle (types, which vanish, aside)", () => {
    expect(firstCycle()).toEqual([])
  })
})

function targetOf(file: string, specifier: string): string {
  return normalize(join(dirname(file), specifier))
}

/** Plasmo makes this file a program's part of its own; what it hands on, it hands to the room's door. */
function isPlasmosEntry(file: string, specifier: string): boolean {
  return file === "src/background/messages/say.ts" && specifier === "~background"
}

function isKmsDoor(path: string): boolean {
  return kmsRooms.some((room) => path === `kms-server/${room}`)
}

function kmsRoomOf(path: string): string | null {
  const [top, room = ""] = path.split("/")
  return top === "kms-server" && kmsRooms.includes(room) ? room : null
}

const aliases: Record<string, string> = {
  "~kms-server": "kms-server",
  "~kms-mock": "kms-mock",
  "~demo": "demo",
  "~scripts": "scripts",
}

/** The file that an import leads to, or null where it leads out of the repository. */
function resolved({ file, specifier }: Import): string | null {
  const base = specifier.startsWith("~")
    ? (aliases[specifier] ?? `src/${specifier.slice(1)}`)
    : specifier.startsWith(".")
      ? targetOf(file, specifier)
      : null
  if (base === null) return null
  const candidates = [base, `${base}.ts`, `${base}.tsx`, `${base}/index.ts`]
  return candidates.find((path) => existsSync(path) && statSync(path).isFile()) ?? null
}

function firstCycle(): string[] {
  const edges = new Map<string, string[]>()
  for (const one of imports.filter(({ isTypeOnly }) => !isTypeOnly)) {
    const to = resolved(one)
    if (to !== null) edges.set(one.file, [...(edges.get(one.file) ?? []), to])
  }
  const done = new Set<string>()
  const walk = (file: string, path: string[]): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (done.has(file)) return []
    for (const next of edges.get(file) ?? []) {
      const cycle = walk(next, [...path, file])
      if (cycle.length > 0) return cycle
    }
    done.add(file)
    return []
  }
  for (const file of edges.keys()) {
    const cycle = walk(file, [])
    if (cycle.length > 0) return cycle
  }
  return []
}
