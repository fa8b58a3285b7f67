/** CAIP-25 sessions: several chains of several families in one permission. */

export const multichainMethods = {} as const
