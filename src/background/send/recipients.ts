/** To whom a person may want to send: what was written, held against what the wallet knows; and whom it sent to before. */
import type { Asked, Family, RecentRecipient, RecipientRead } from "~protocol"
import type { Wallets } from "../accounts/wallets"
import { checksumAddress } from "../chains/ethereum-address"
import type { Networks } from "../chains/networks"
import { ownersOf } from "../chains/owners"
import { tokenPrograms } from "../holdings"
import type { Store } from "../store"
import { openRecipients } from "../submissions/recipients"
import { readRecipientText } from "./recipient"

type Hands = { wallets: Wallets; store: Store; networks: Networks }

const MOST_RECENT = 6
const LOOKED_UP = 24

export async function readRecipient(
  { text, family, from, chain }: Asked<"popup", "readRecipient">,
  { wallets, store }: Pick<Hands, "wallets" | "store">,
): Promise<RecipientRead> {
  const read = readRecipientText(text, family)
  if ("problem" in read) return { status: "wrong", problem: read.problem }
  if (read.address === from) return { status: "wrong", problem: "own-address" }
  if (read.chain !== null && read.chain !== chain) return { status: "wrong", problem: "other-chain" }
  const [wallet, sent] = await Promise.all([wallets.stored(), openRecipients(store).list()])
  const key = family === "ethereum" ? read.address.toLowerCase() : read.address
  return {
    status: "good",
    ...read,
    isOwn: wallet?.accounts.some(({ address }) => address === read.address) ?? false,
    count: sent.find((one) => one.family === family && one.address === key)?.count ?? 0,
  }
}

/** Without those that are the wallet's own, and without what is nobody's address. */
export async function recentRecipients(
  { family, chain }: Asked<"popup", "recentRecipients">,
  { wallets, store, networks }: Hands,
): Promise<RecentRecipient[]> {
  const [wallet, sent] = await Promise.all([wallets.stored(), openRecipients(store).list()])
  const own = new Set(wallet?.accounts.map(({ address }) => address))
  const known = sent
    .filter((one) => one.family === family)
    .map(({ address, count, lastAt }) => ({ address: spelled(family, address), count, lastAt }))
    .filter(({ address }) => !own.has(address))
  return (await people(known, family, chain, networks)).slice(0, MOST_RECENT)
}

/** Tokens go to accounts that belong to somebody, and are remembered under those; they are no address to write to. */
async function people(
  known: RecentRecipient[],
  family: Family,
  chain: string,
  networks: Networks,
): Promise<RecentRecipient[]> {
  if (family === "ethereum" || known.length === 0) return known
  const looked = known.slice(0, LOOKED_UP)
  const addresses = looked.map(({ address }) => address)
  const owners = await ownersOf(await networks.solana(chain), addresses).catch(() => null)
  const programs: readonly (string | null)[] = tokenPrograms
  return owners === null ? [] : looked.filter((_, at) => !programs.includes(owners[at] ?? null))
}

function spelled(family: Family, address: string): string {
  return family === "ethereum" ? checksumAddress(address) : address
}
