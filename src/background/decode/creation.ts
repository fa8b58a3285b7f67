/**
 * Whether the code of a new contract can destroy it. The bytes are walked as the EVM would, with what is pushed left
 * out: from the start, and from wherever the code that stays may begin. Code that makes other code is beyond this.
 */

const CODECOPY = 0x39
const JUMP = 0x56
const JUMPDEST = 0x5b
const PUSH1 = 0x60
const PUSH3 = 0x62
const PUSH32 = 0x7f
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

/** Numbers that are pushed ahead of a CODECOPY: one of them is where the lasting code begins. */
function startsIn(code: Uint8Array): number[] {
  const starts = new Set<number>()
  let pushed: number[] = []
  for (let at = 0; at < code.length && starts.size < MOST_STARTS; at += 1 + pushedAt(code, at)) {
    const byte = code[at] ?? 0
    if (byte >= PUSH1 && byte <= PUSH3) {
      const number = code.subarray(at + 1, at + 2 + byte - PUSH1).reduce((sum, next) => sum * 256 + next, 0)
      pushed = [...pushed.slice(-7), number]
    }
    if (byte !== CODECOPY) continue
    for (const number of pushed) if (number > 0 && number < code.length) starts.add(number)
  }
  return [...starts]
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
