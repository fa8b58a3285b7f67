/** Methods that other wallets have and this one refuses on purpose: why, and what to use instead. */

const ENCRYPTION =
  "its keys sign and never decrypt; what is encrypted for a page belongs under a key of the page's own"

export const refusedMethods: ReadonlyMap<string, string> = new Map([
  ["eth_sign", "it signs bytes that nobody can read, which may be a transaction; use personal_sign"],
  [
    "eth_signTypedData",
    "its first version binds a signature to no site and no chain; use eth_signTypedData_v4",
  ],
  ["eth_signTypedData_v1", "it binds a signature to no site and no chain; use eth_signTypedData_v4"],
  ["eth_getEncryptionPublicKey", ENCRYPTION],
  ["eth_decrypt", ENCRYPTION],
])
