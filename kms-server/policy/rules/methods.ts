/**
 * What kinds of methods there are. Administration changes who may do what, or lets a key out of or into the KMS: a
 * preset never allows it, and a rule only where its text names the method.
 */
import type { KmsMethod } from "~protocol"

/** `open`: before there is an organization. `make`: a wallet. `sign`: something leaves with a wallet's signature. */
export type Kind = "open" | "read" | "make" | "account" | "sign" | "administer"

/** The kind of each method: leave one out and it does not compile. */
export const kindOf: Readonly<Record<KmsMethod, Kind>> = {
  createOrganization: "open",
  getPhantomOrganization: "open",
  getOrCreatePhantomOrganization: "open",
  getOrganization: "read",
  getOrganizationWallets: "read",
  getWalletAccessGrantsRequest: "read",
  listPendingMigrations: "read",
  getWalletWithTag: "account",
  getAccounts: "account",
  createWallet: "make",
  getOrCreateWalletWithTag: "make",
  signRawPayload: "sign",
  signUtf8Message: "sign",
  ethereumSignMessage: "sign",
  ethereumSignTypedData: "sign",
  signTransaction: "sign",
  addUserToOrganization: "administer",
  updateUserInOrganization: "administer",
  deleteUserFromOrganization: "administer",
  createAuthenticator: "administer",
  updateAuthenticator: "administer",
  deleteAuthenticator: "administer",
  grantOrganizationAccess: "administer",
  revokeOrganizationAccess: "administer",
  transferOrganizationWallet: "administer",
  completeWalletTransfer: "administer",
  initWalletImport: "administer",
  completeImportWallet: "administer",
  exportWallet: "administer",
}

/** A method that is not in the table is not known here, whatever its type says. */
export function kindIn(method: KmsMethod): Kind | null {
  return Object.hasOwn(kindOf, method) ? kindOf[method] : null
}
