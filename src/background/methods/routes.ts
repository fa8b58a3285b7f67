/** Every method a page may call, put together from the tables of each family. */
import type { Choices } from "../accounts/choices"
import type { Wallets } from "../accounts/wallets"
import type { Networks } from "../chains/networks"
import type { Registry } from "../chains/registry"
import type { Subscriptions } from "../chains/subscriptions"
import type { Watches } from "../chains/watches"
import type { Book } from "../consent/book"
import type { Disconnect } from "../origins/disconnect"
import type { Logins } from "../origins/logins"
import type { Permissions } from "../origins/permissions"
import type { Pages } from "../pages"
import type { Submissions } from "../submissions/submissions"
import { appRoutes } from "./app-routes"
import { chainRoutes } from "./chain-routes"
import { ethereumReadRoutes } from "./ethereum-read-routes"
import { ethereumRoutes } from "./ethereum-routes"
import { multichainRoutes } from "./multichain-routes"
import { permissionRoutes } from "./permission-routes"
import type { Routes } from "./route"
import { solanaRoutes } from "./solana-routes"

export type RouteHands = {
  wallets: Wallets
  choices: Choices
  networks: Networks
  registry: Registry
  permissions: Permissions
  logins: Logins
  submissions: Submissions
  book: Book
  pages: Pages
  disconnect: Disconnect
  watches: Watches
  subscriptions: Subscriptions
  now: () => number
}

export function openRoutes(hands: RouteHands): Routes {
  return {
    ...ethereumRoutes(hands),
    ...ethereumReadRoutes(hands),
    ...chainRoutes(hands),
    ...permissionRoutes(hands),
    ...solanaRoutes(hands),
    ...appRoutes(hands),
    ...multichainRoutes(hands),
  }
}
