/** EIP-2255: what a site may do, asked for, looked at and given back. */
import * as z from "zod/mini"
import { EthereumAddress, NoParams } from "./shapes"

/** By the name of the permission; which names there are is for the method to say. */
const PermissionNames = z.record(z.string().check(z.maxLength(64)), z.unknown())

export const AccountCaveats = z.strictObject({
  restrictReturnedAccounts: z.optional(z.array(EthereumAddress).check(z.minLength(1), z.maxLength(64))),
})

export const GrantedPermission = z.strictObject({
  invoker: z.string(),
  parentCapability: z.enum(["eth_accounts", "endowment:permitted-chains"]),
  caveats: z.array(z.strictObject({ type: z.string(), value: z.array(z.string()) })),
})
export type GrantedPermission = z.infer<typeof GrantedPermission>

export const permissionMethods = {
  wallet_requestPermissions: { asked: z.tuple([PermissionNames]), answered: z.array(GrantedPermission) },
  wallet_getPermissions: { asked: NoParams, answered: z.array(GrantedPermission) },
  wallet_revokePermissions: { asked: z.tuple([PermissionNames]), answered: z.null() },
} as const
