/** The tree of a rule's text, as the engine parsed it, and the little that reading it needs. */

/** `type` is known where the engine has checked it. */
export type Node = { op: string; args: unknown; start: number; checkedType?: { name: string } }

export const comprehensions: ReadonlySet<string> = new Set(["all", "exists", "exists_one", "filter", "map"])

export type Call = { name: string; receiver: Node | null; given: Node[] }

export function callOf({ op, args }: Node): Call | null {
  if (op === "call") {
    const [name, given] = args as [string, Node[]]
    return { name, receiver: null, given }
  }
  if (op !== "rcall") return null
  const [name, receiver, given] = args as [string, Node, Node[]]
  return { name, receiver, given }
}

/** The operands of an operator, or of anything else that is not a call. */
export function operandsOf({ op, args }: Node): Node[] {
  switch (op) {
    case "value":
    case "id":
      return []
    case ".":
      return (args as Node[]).slice(0, 1)
    case "map":
      return (args as Node[][]).flat()
    case "!_":
    case "-_":
      return [args as Node]
    default:
      return args as Node[]
  }
}

/** The terms that must all be true for the whole to be. */
export function conjunctsOf(node: Node): Node[] {
  return node.op === "&&" ? operandsOf(node).flatMap(conjunctsOf) : [node]
}

/** Whether this is `name.member`. */
export function isMember(node: Node, name: string, member: string): boolean {
  if (node.op !== ".") return false
  const [of, read] = node.args as [Node, string]
  return of.op === "id" && of.args === name && read === member
}

export type Constants = Readonly<Record<string, unknown>>

/** What a node says whatever the request: a literal, a list of them, or `constants.name`; else undefined. */
export function saidBy(node: Node | undefined, constants: Constants): unknown {
  if (node?.op === "value") return node.args
  if (node?.op === "list") return (node.args as Node[]).map((element) => saidBy(element, constants))
  if (node?.op !== ".") return undefined
  const [of, name] = node.args as [Node, string]
  if (of.op !== "id" || of.args !== "constants" || !Object.hasOwn(constants, name)) return undefined
  return constants[name]
}
