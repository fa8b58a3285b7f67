/** Who owns a contract, and who has roles in it, as OpenZeppelin and those who follow it write it. */
import { justCall } from "../reading"
import { type Mean, type Shape, shapesAt } from "../shape"

const ownerBecomes =
  (name: string): Mean =>
  (args, { to }) => ({ action: { type: "transfer-ownership", of: to, to: args.text(name) } })

const just: Mean = () => justCall

export function ownershipShapes(): Shape[] {
  return shapesAt(null, {
    "transferOwnership(address newOwner)": ownerBecomes("newOwner"),
    "setOwner(address newOwner)": ownerBecomes("newOwner"),
    "changeAdmin(address newAdmin)": ownerBecomes("newAdmin"),
    "renounceOwnership()": (_, { to }) => ({ action: { type: "transfer-ownership", of: to, to: null } }),
    "acceptOwnership()": just,
    "grantRole(bytes32 role,address account)": just,
    "revokeRole(bytes32 role,address account)": just,
    "renounceRole(bytes32 role,address account)": just,
    "upgradeTo(address newImplementation)": just,
    "upgradeToAndCall(address newImplementation,bytes data)": just,
  })
}
