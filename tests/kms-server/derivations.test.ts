/** Paths: one spelling for each key, and no path that leads to the key of another chain. */
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { canonicalPath, derivationFor } from "~kms-server/policy/derivations"
import { DerivationPath, isFault } from "~protocol"

const RUNS = 500 * Number(process.env.COUNTERSIGN_RUNS ?? 1)

describe("a path", () => {
  it.each([
    ["m/44'/501'/0'/0'", "Ed25519", "Solana"],
    ["m/44'/60'/0'/0/7", "Secp256k1", "Ethereum"],
    ["m/84'/0'/0'/0", "Secp256k1", "BitcoinSegwit"],
    ["m/86'/0'/0'/0/0", "Secp256k1", "BitcoinTaproot"],
    ["m/44'/784'/0'/0'/0'", "Ed25519", "Sui"],
  ])("%s is of %s and %s", (derivationPath, curve, addressFormat) => {
    expect(derivationFor(derivationPath)).toEqual({ derivationPath, curve, addressFormat })
  })

  it("has one spelling, whatever zeros are before its indexes", () => {
    expect(derivationFor("m/044'/060'/00'/0/007").derivationPath).toBe("m/44'/60'/0'/0/7")
    const info = { derivationPath: "m/0044'/501'/0'/0'", curve: "Ed25519", addressFormat: "Solana" } as const
    expect(derivationFor(info).derivationPath).toBe("m/44'/501'/0'/0'")
  })

  it.each([
    ["that ends before its coin type", "m/44'"],
    ["of another purpose", "m/49'/0'/0'/0"],
    ["of another coin", "m/44'/1'/0'/0'"],
    ["of Ethereum's coin that is not hardened", "m/44'/60/0'/0/0"],
    ["of Solana with an index that is not hardened", "m/44'/501'/0'/0"],
    ["with an index of 2^31", "m/44'/60'/0'/0/2147483648"],
    ["with an index beyond a double", "m/44'/60'/0'/0/9999999999"],
  ])("%s is refused", (_name, path) => {
    expect(() => derivationFor(path)).toThrow("The request cannot be read")
  })

  it("is refused with the curve or the format of another chain", () => {
    const info = { derivationPath: "m/44'/501'/0'/0'", curve: "Ed25519", addressFormat: "Sui" } as const
    expect(() => derivationFor(info)).toThrow("are not those of the path")
    const curve = { derivationPath: "m/44'/60'/0'/0/0", curve: "Ed25519", addressFormat: "Ethereum" } as const
    expect(() => derivationFor(curve)).toThrow("are not those of the path")
  })

  it("of whatever text is refused or canonical, and canonical for ever", () => {
    const step = fc
      .tuple(fc.stringMatching(/^[0-9]{1,10}$/), fc.constantFrom("", "'"))
      .map((both) => both.join(""))
    const some = fc.array(step, { minLength: 1, maxLength: 10 }).map((steps) => ["m", ...steps].join("/"))
    const near = fc
      .constantFrom("m/44'/60'", "m/44'/501'", "m/84'/0'")
      .chain((start) => fc.array(step, { maxLength: 5 }).map((steps) => [start, ...steps].join("/")))
    void fc.assert(
      fc.property(fc.oneof(some, near), (path) => {
        expect(DerivationPath.safeParse(path).success).toBe(true)
        try {
          const { derivationPath } = derivationFor(path)
          expect(canonicalPath(derivationPath)).toBe(derivationPath)
          expect(derivationFor(derivationPath).derivationPath).toBe(derivationPath)
        } catch (thrown) {
          expect(isFault(thrown, "BODY_MALFORMED")).toBe(true)
        }
      }),
      { numRuns: RUNS },
    )
  })
})
