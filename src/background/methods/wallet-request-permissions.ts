/**
 * EIP-2255: asks the person to connect the site, also where it is connected already. A site may restrict the answer
 * only to accounts that it sees: else it could find out which accounts there are.
 */
import { AccountCaveats, type Chain, fault } from "~protocol"
import type { Draft } from "../consent/desk"
import { connectedAccount } from "./accounts"
import { type Connecting, draftConnection } from "./connect"
import { ACCOUNTS, checkPermissionNames } from "./granted-permissions"
import type { Route } from "./route"

const METHOD = "wallet_requestPermissions"
const checkNames = checkPermissionNames(METHOD)

export function walletRequestPermissions(hands: Connecting): Route<typeof METHOD> {
  return {
    connected: false,
    run: async ([asked], { addresses, ethereum }) => {
      checkNames(Object.keys(asked), [ACCOUNTS])
      const only = restrictionOf(asked[ACCOUNTS])?.map((each) =>
        connectedAccount("ethereum", each, addresses),
      )
      const { chain } = await ethereum()
      return { consent: () => draft(hands, chain, { seen: addresses, only }) }
    },
  }
}

function restrictionOf(caveats: unknown): string[] | undefined {
  const parsed = AccountCaveats.safeParse(caveats)
  if (!parsed.success) throw fault("PARAMS_INVALID", { method: METHOD, where: `params.0.${ACCOUNTS}` })
  return parsed.data.restrictReturnedAccounts
}

type Restriction = { seen: string[]; only: string[] | undefined }

/** The site stays on the chain on which it was connected. */
async function draft(hands: Connecting, chain: Chain, { seen, only }: Restriction): Promise<Draft> {
  const wish = { families: ["ethereum"], chains: [chain], seen: { ethereum: only ?? seen } } as const
  const connection = await draftConnection(only === undefined ? wish : { ...wish, only }, hands)
  if (connection === null) return null
  const { subject, payload } = connection
  return { subject, payload: { ...payload, chain: chain.id } }
}
