/**
 * Whether the code of a new contract can destroy it. The bytes are walked as the EVM would, with what is pushed left
 * out: from the start, and from wherever the code that stays may begin. Code that makes other code is beyond this.
 */

const CODECOPY = 0x39
const JUMP = 0x56
const JUMPDEST = 0x5b
const PUSH0 = 0x5f
const PUSH1 = 0x60
const PUSH32 = 0x7f
const DUP1 = 0x80
const DUP_COUNT = 16
const INVALID = 0xfe
const SELFDESTRUCT = 0xff
/** STOP, JUMP, RETURN, REVERT, INVALID: what comes after is only reached by a jump. */
const ENDS = new Set([0x00, JUMP, 0xf3, 0xfd, INVALID])
/** CBOR of one or two entries whose first key is `ipfs`, `bzzr0` or `bzzr1`: what a compiler says of its sources. */
const METADATA = [
  [0x64, 0x69, 0x70, 0x66, 0x73],
  [0x65, 0x62, 0x7a, 0x7a, 0x72],
]
const MOST_STARTS = 16

export function destroysItself(code: Uint8Array): boolean {
  return [0, ...startsIn(code)].some((start) => reachesDestruction(code, start))
}

/**
 * Where code is copied from, as far as that is a number on the stack: one of the places is where the lasting code
 * begins.
 */
function startsIn(code: Uint8Array): number[] {
  const starts = new Set<number>()
  let stack: (number | null)[] = []
  for (let at = 0; at < code.length && starts.size < MOST_STARTS; at += 1 + pushedAt(code, at)) {
    const byte = code[at] ?? 0
    if (byte === CODECOPY) {
      const start = stack.at(-2) ?? 0
      if (start > 0 && start < code.length) starts.add(start)
    }
    stack = stackAfter(stack, code, at)
  }
  return [...starts]
}

/** What is neither pushed nor doubled is not known. */
function stackAfter(stack: readonly (number | null)[], code: Uint8Array, at: number): (number | null)[] {
  const byte = code[at] ?? 0
  const known = stack.slice(-DUP_COUNT)
  if (byte >= PUSH0 && byte <= PUSH32) {
    const pushed = code.subarray(at + 1, at + 1 + pushedAt(code, at))
    return [...known, pushed.length > 3 ? null : pushed.reduce((sum, next) => sum * 256 + next, 0)]
  }
  if (byte >= DUP1 && byte < DUP1 + DUP_COUNT) return [...known, stack.at(DUP1 - byte - 1) ?? null]
  return []
}

function reachesDestruction(code: Uint8Array, start: number): boolean {
  let isLive = true
  for (let at = start; at < code.length; at += 1 + pushedAt(code, at)) {
    const byte = code[at] ?? 0
    if (byte === JUMPDEST) isLive = true
    if (!isLive) continue
    if (byte === SELFDESTRUCT) return true
    // After an invalid instruction, compilers put the code that stays, or what they have to say of it.
    if (ENDS.has(byte)) isLive = byte === INVALID && !isMetadata(code, at + 1)
  }
  return false
}

function isMetadata(code: Uint8Array, at: number): boolean {
  const isMap = ((code[at] ?? 0) & 0xf0) === 0xa0
  return isMap && METADATA.some((key) => key.every((byte, place) => code[at + 1 + place] === byte))
}

function pushedAt(code: Uint8Array, at: number): number {
  const byte = code[at] ?? 0
  return byte >= PUSH1 && byte <= PUSH32 ? byte - PUSH1 + 1 : 0
}
