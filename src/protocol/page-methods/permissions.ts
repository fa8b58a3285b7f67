/** EIP-2255: what a site may do, asked for, looked at and given back. */

export const permissionMethods = {} as const
