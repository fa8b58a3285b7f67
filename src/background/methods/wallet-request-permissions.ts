/**
 * EIP-2255: asks the person to connect the site, also where it is connected already. A site may restrict the answer
 * only to accounts that it sees: else it could find out which accounts there are.
 */
import { AccountCaveats, type ChainId, fault } from "~protocol"
import type { Wallets } from "../accounts/wallets"
import type { Draft } from "../consent/desk"
import { connectedAccount } from "./accounts"
import { accountsIn, connectDraft } from "./connect"
import { ACCOUNTS, checkPermissionNames } from "./granted-permissions"
import type { Route } from "./route"

const METHOD = "wallet_requestPermissions"
const checkNames = checkPermissionNames(METHOD)

export function walletRequestPermissions(wallets: Wallets): Route<typeof METHOD> {
  return {
    connected: false,
    run: async ([asked], { addresses, ethereum }) => {
      checkNames(Object.keys(asked), [ACCOUNTS])
      const only = restrictionOf(asked[ACCOUNTS])?.map((each) =>
        connectedAccount("ethereum", each, addresses),
      )
      const { chain } = await ethereum()
      return { consent: () => draft(wallets, chain.id, { seen: addresses, only: only ?? null }) }
    },
  }
}

function restrictionOf(caveats: unknown): string[] | undefined {
  const parsed = AccountCaveats.safeParse(caveats)
  if (!parsed.success) throw fault("PARAMS_INVALID", { method: METHOD, where: `params.0.${ACCOUNTS}` })
  return parsed.data.restrictReturnedAccounts
}

type Restriction = { seen: string[]; only: string[] | null }

/** The site stays on the chain on which it was connected. */
async function draft(wallets: Wallets, chain: ChainId, { seen, only }: Restriction): Promise<Draft> {
  const wallet = await wallets.stored()
  if (wallet === null) return null
  const { accounts } = accountsIn(["ethereum"], wallet)
  const offered = accounts.filter(({ address }) => only === null || only.includes(address))
  const { subject, payload } = connectDraft(offered, { ethereum: only ?? seen })
  return { subject, payload: { ...payload, chain } }
}
