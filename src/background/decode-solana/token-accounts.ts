/**
 * What a transaction itself proves of the token accounts in it: their mint, because the token program refuses it
 * otherwise, and whose they are, where the address follows from owner and mint. Nothing is looked up, and what is said
 * in two ways is not believed.
 */
import { base58 } from "@scure/base"
import { ASSOCIATED_TOKEN } from "./associated-token"
import { openDeriver } from "./derived-address"
import type { Instruction, TokenAccount } from "./instruction"
import { TOKEN, TOKEN_2022 } from "./token"

type Claim = { account: string; mint: string; owner: string | null; program: string }

/** Each takes a hundred microseconds, sometimes several times as many. */
const MOST_DERIVED = 32

/** `account`: ours, whose own token accounts are known again. */
export function tokenAccountsOf(
  instructions: readonly Instruction[],
  account: string,
): (address: string) => TokenAccount {
  const derive = openDeriver(MOST_DERIVED)
  const associated = (owner: string, program: string, mint: string) =>
    derive([owner, program, mint], ASSOCIATED_TOKEN)
  const given = new Set(instructions.flatMap(givenAway))
  const claims = instructions.flatMap((instruction) => [
    ...mintClaims(instruction),
    ...creationClaims(instruction).filter(
      (claim) => claim.owner !== null && associated(claim.owner, claim.program, claim.mint) === claim.account,
    ),
  ])
  const kinds = new Map(claims.map(({ program, mint }) => [`${program} ${mint}`, { program, mint }]))
  const own = [...kinds.values()].flatMap(({ program, mint }) => {
    const address = associated(account, program, mint)
    return address === null ? [] : [{ account: address, mint, owner: account, program }]
  })
  const all = [...claims, ...own]
  return (address) => {
    const about = all.filter((claim) => claim.account === address)
    const owners = about.flatMap(({ owner }) => owner ?? [])
    return {
      mint: onlyOne(about.map(({ mint }) => mint)),
      owner: given.has(address) ? null : onlyOne(owners),
    }
  }
}

function onlyOne(said: readonly string[]): string | null {
  const [first = null] = said
  return said.every((one) => one === first) ? first : null
}

/** Instructions of the token programs that name the mint of an account: number → place of the account, of the mint. */
const PLACES: Readonly<Record<number, readonly [account: number, mint: number][]>> = {
  1: [[0, 1]],
  7: [[1, 0]],
  8: [[0, 1]],
  10: [[0, 1]],
  11: [[0, 1]],
  12: [
    [0, 1],
    [2, 1],
  ],
  13: [[0, 1]],
  14: [[1, 0]],
  15: [[0, 1]],
  16: [[0, 1]],
  18: [[0, 1]],
}

function mintClaims({ program, accounts, data }: Instruction): Claim[] {
  if (program !== TOKEN && program !== TOKEN_2022) return []
  const [tag = -1] = data
  return (PLACES[tag] ?? []).flatMap(([accountAt, mintAt]) => {
    const account = accounts[accountAt]?.address
    const mint = accounts[mintAt]?.address
    if (account === undefined || mint === undefined) return []
    return [{ account, mint, program, owner: ownerSaid(tag, accounts[2]?.address ?? null, data) }]
  })
}

/** Of an account that begins here. */
function ownerSaid(tag: number, third: string | null, data: Uint8Array): string | null {
  if (tag === 1) return third
  return (tag === 16 || tag === 18) && data.length === 33 ? base58.encode(data.subarray(1)) : null
}

/** The address is a claim until it is derived. */
function creationClaims({ program, accounts, data }: Instruction): Claim[] {
  const [, account, owner, mint, , tokens] = accounts
  if (program !== ASSOCIATED_TOKEN || (data[0] ?? 0) > 1) return []
  if (!account || !owner || !mint || !tokens) return []
  return [{ account: account.address, owner: owner.address, mint: mint.address, program: tokens.address }]
}

/** An account that gets another owner in this very transaction. */
function givenAway({ program, accounts, data }: Instruction): string[] {
  const isGiven = (program === TOKEN || program === TOKEN_2022) && data[0] === 6 && data[1] === 2
  const address = accounts[0]?.address
  return isGiven && address !== undefined ? [address] : []
}
