/** The app provider. */
import type { appMethods } from "~protocol"
import { appGetUser } from "./app-get-user"
import { appLogin } from "./app-login"
import {
  autoConfirmDisable,
  autoConfirmEnable,
  autoConfirmStatus,
  autoConfirmSupportedChains,
} from "./auto-confirm"
import type { RoutesOf } from "./route"
import type { RouteHands } from "./routes"

export function appRoutes(hands: RouteHands): RoutesOf<typeof appMethods> {
  const [enable, disable] = [autoConfirmEnable(hands), autoConfirmDisable(hands)]
  return {
    app_login: appLogin(hands.wallets, hands.now),
    app_getUser: appGetUser(hands.logins),
    countersign_auto_confirm_enable: enable,
    countersign_auto_confirm_disable: disable,
    countersign_auto_confirm_status: autoConfirmStatus(hands, "countersign_auto_confirm_status"),
    countersign_auto_confirm_supported_chains: autoConfirmSupportedChains(
      hands,
      "countersign_auto_confirm_supported_chains",
    ),
    phantom_auto_confirm_enable: enable,
    phantom_auto_confirm_disable: disable,
    phantom_auto_confirm_status: autoConfirmStatus(hands, "phantom_auto_confirm_status"),
    phantom_auto_confirm_supported_chains: autoConfirmSupportedChains(
      hands,
      "phantom_auto_confirm_supported_chains",
    ),
  }
}
