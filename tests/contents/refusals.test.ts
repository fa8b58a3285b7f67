import { expect, test } from "vitest"
import { methodUnsupported, paramsInvalid } from "~contents/provider/provider-error"
import { bodyTooLarge, tooManyRequests, userRejected, walletDisconnected } from "~contents/provider/refusals"
import { fault, pageErrorOf } from "~protocol"

test("the messenger's own refusals read like those of the fault table", () => {
  expect(walletDisconnected).toEqual(pageErrorOf(fault("WALLET_DISCONNECTED")))
  expect(userRejected).toEqual(pageErrorOf(fault("USER_REJECTED")))
  expect(methodUnsupported("x")).toEqual(pageErrorOf(fault("METHOD_UNSUPPORTED", { method: "x" })))
  expect(tooManyRequests(3)).toEqual(pageErrorOf(fault("TOO_MANY_REQUESTS", { limit: 3 })))
  expect(bodyTooLarge(9)).toEqual(pageErrorOf(fault("BODY_TOO_LARGE", { limitBytes: 9 })))
  expect(paramsInvalid("x", "y")).toEqual(pageErrorOf(fault("PARAMS_INVALID", { method: "x", where: "y" })))
})
