/**
 * Collects what a reader finds, in the order in which it finds it, and makes the facts of it. It adds amounts up and
 * keeps names once; it leaves nothing out but amounts of nothing.
 */
import type { Action, Asset, Danger, Facts, SignIn, SolanaFacts } from "../facts"

export type Found = Partial<Action> & Pick<Action, "type">

export type Findings = {
  act(found: Found): void
  spend(asset: Asset, amount: bigint): void
  warn(danger: Danger): void
  /** A contract or program is used. */
  use(program: string): void
  /** The fee is a spend as well. */
  pay(asset: Asset, fee: bigint): void
  facts(more?: More): Facts
}

type More = {
  typedData?: Facts["typedData"]
  message?: { bytes: number; text: string; signIn: SignIn | null }
  solana?: SolanaFacts
}

export function openFindings(of: Pick<Facts, "kind" | "chain"> & { chainId?: string }): Findings {
  const actions: Action[] = []
  const spent = new Map<Asset, bigint>()
  const dangers = new Set<Danger>()
  const programs = new Set<string>()
  let fee: Facts["fee"] = null

  function spend(asset: Asset, amount: bigint) {
    if (amount > 0n) spent.set(asset, (spent.get(asset) ?? 0n) + amount)
  }

  return {
    act: (found) => {
      actions.push({ program: "", method: "", asset: "", amount: 0n, from: "", to: "", ...found })
    },
    spend,
    warn: (danger) => {
      dangers.add(danger)
    },
    use: (program) => {
      programs.add(program)
    },
    pay(asset, amount) {
      fee = { asset, amount }
      spend(asset, amount)
    },
    facts: (more = {}) => ({
      kind: of.kind,
      chain: of.chain,
      chainId: of.chainId ?? "",
      actions,
      spends: [...spent].map(([asset, amount]) => ({ asset, amount })),
      fee,
      dangers: [...dangers],
      programs: [...programs],
      typedData: more.typedData ?? { primaryType: "", domainName: "", verifyingContract: "" },
      message: more.message ?? { bytes: 0, text: "", signIn: null },
      solana: more.solana ?? null,
    }),
  }
}
