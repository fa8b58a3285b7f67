/** Labels of domains as they are read: what begins with `xn--` is decoded (RFC 3492). What cannot be, stays as it is. */

const [BASE, T_MIN, T_MAX, SKEW, DAMP, BIAS, FIRST] = [36, 1, 26, 38, 700, 72, 128]
const MOST_CODE_POINT = 0x10ffff

export function readableLabel(label: string): string {
  if (!label.startsWith("xn--")) return label
  return decode(label.slice(4)) || label
}

function decode(encoded: string): string | null {
  const cut = encoded.lastIndexOf("-")
  const output = cut > 0 ? Array.from(encoded.slice(0, cut), (char) => char.codePointAt(0) ?? 0) : []
  let [at, code, bias, index] = [cut > 0 ? cut + 1 : 0, FIRST, BIAS, 0]
  while (at < encoded.length) {
    const before = index
    for (let weight = 1, step = BASE; ; step += BASE) {
      const digit = digitOf(encoded.charCodeAt(at))
      at += 1
      if (digit === null) return null
      index += digit * weight
      const threshold = Math.min(Math.max(step - bias, T_MIN), T_MAX)
      if (digit < threshold) break
      weight *= BASE - threshold
    }
    const length = output.length + 1
    bias = adapt(index - before, length, before === 0)
    code += Math.floor(index / length)
    index %= length
    // Weights grow past all numbers: what is none is no letter either.
    if (!(code <= MOST_CODE_POINT)) return null
    output.splice(index, 0, code)
    index += 1
  }
  return String.fromCodePoint(...output)
}

/** Letters are nought to 25, figures are 26 to 35. Null for anything else, also for the end. */
function digitOf(char: number): number | null {
  if (char >= 0x61 && char <= 0x7a) return char - 0x61
  if (char >= 0x41 && char <= 0x5a) return char - 0x41
  return char >= 0x30 && char <= 0x39 ? char - 0x30 + 26 : null
}

function adapt(delta: number, length: number, isFirst: boolean): number {
  let rest = Math.floor(delta / (isFirst ? DAMP : 2))
  rest += Math.floor(rest / length)
  let bias = 0
  for (; rest > ((BASE - T_MIN) * T_MAX) / 2; bias += BASE) rest = Math.floor(rest / (BASE - T_MIN))
  return bias + Math.floor(((BASE - T_MIN + 1) * rest) / (rest + SKEW))
}
