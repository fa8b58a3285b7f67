/** One request and one result of every method, as they look on the wire; both are taken by the protocol's schemas. */
import type { KmsMethod, KmsParams, KmsResult } from "~protocol"

const organizationId = "e5e42136-74b1-49ea-88b8-741c268a6f1a"
const targetOrganizationId = "27e32753-f0c4-419e-b972-b6971102d437"
const walletId = "7f64a1de-9c0b-4e57-8a31-0d5c1b2f3a44"
const authenticatorId = "1efb27e3-7532-4f0c-8419-972b6971102d"
const publicKey = "fC4hCpkYoVrn1KgUXRX5xy89vXUshtGgx5vsaf3KZ3M"
const signature = "WQfPwLzvh_ZBfBpBOTVAvk"

const solana = { derivationPath: "m/44'/501'/0'/0'", curve: "Ed25519", addressFormat: "Solana" } as const
const ethereum = {
  derivationPath: "m/44'/60'/0'/0/0",
  curve: "Secp256k1",
  addressFormat: "Ethereum",
} as const
const address = "0x742d35cc6634c0532925a3b8d0c2a9d3b2a9e18f"
const base58 = "6KKQAnT3fqrEPSH1poYFNXVvcjoSVgttn2HwURUZoWM8"

const rule = {
  expression: 'request.method == "signTransaction"',
  outcome: "ALLOW",
  comment: "signs",
} as const
const constant = { name: "limit", value: 5, comment: "a number" }
const celPolicy = { type: "CEL" as const, rules: [rule], constants: [constant] }
const keypair = { authenticatorKind: "keypair", publicKey, algorithm: "Ed25519" } as const
const oidc = {
  authenticatorKind: "oidc",
  idTokenClaims: { sub: "user-9", iss: "https://issuer.example", aud: ["app-1"] },
  jwksUrl: "https://issuer.example/keys",
} as const
const usdLimit = { usdCentsLimitPerDay: 1000, memoryAccount: base58, memoryId: 0, memoryBump: 255 }
const dappPolicy = { type: "CEL", preset: "DAPP_CONNECTION_USER", walletId, usdLimit } as const

const newUser = {
  username: "ana",
  policy: celPolicy,
  authenticators: [{ authenticatorName: "browser", expiresInMs: 1000, ...keypair }],
  traits: { appId: "app-1" },
  expiresInMs: null,
}

const kept = {
  id: authenticatorId,
  authenticatorName: "browser",
  createdAtMs: "2026-01-01T00:00:00.000Z",
  expiresAtMs: "2027-01-01T00:00:00.000Z",
}
const authenticator = { ...kept, ...keypair }
const organization = {
  organizationId,
  organizationName: "home",
  users: [
    { username: "root", policy: { type: "ROOT" as const }, authenticators: [authenticator], createdAtMs: 1 },
    {
      username: "dapp",
      policy: dappPolicy,
      authenticators: [{ ...kept, ...oidc, idTokenClaims: { sub: "user-9" } }],
    },
    { username: "ana", policy: celPolicy, authenticators: [], traits: { appId: "app-1" }, expiresAtMs: 9 },
  ],
  tags: ["a"],
}
const accounts = [
  { ...solana, address: base58, publicKey: base58 },
  { ...ethereum, address, publicKey: base58 },
]
const wallet = { walletId, walletName: "main", tags: ["countersign"], type: "MNEMONIC" as const }
const withAccounts = { ...wallet, accounts }
const ofOneKey = {
  ...{ walletId, walletName: "one", tags: [], type: "KEYPAIR" as const },
  account: { curve: "K256" as const, addressFormat: "Ethereum" as const, address, publicKey: base58 },
}
const signed = { signature, address, publicKey: base58 }

const scoped = {
  version: "v0",
  scopes: ["signatureTransaction"],
  derivationAllowlist: ["m/44'/60'/0'/0/0"],
} as const
const ruled = {
  version: "v1",
  rootAccess: { type: "AFTER_TIMESTAMP", timestampMs: 5 },
  rules: [rule],
  constants: [],
} as const
const transactionPolicy = {
  version: "v0",
  solana: {
    rules: [
      { rule: "NoAddressLookupTables" },
      { rule: "ComputeBudgetLimit", maxComputeUnits: 200_000 },
      {
        rule: "InstructionAllowlist",
        instructions: [
          {
            programId: "11111111111111111111111111111111",
            discriminator: { In: [2, 3] },
            validate: [{ rule: "SystemInstructionLamportsThreshold", max: 5 }],
          },
        ],
      },
    ],
  },
} as const
const grant = {
  organizationId: targetOrganizationId,
  walletId,
  organizationPolicy: scoped,
  policyName: "trading",
}
const between = { ownerOrganizationId: organizationId, targetOrganizationId, walletId }
const envelope = { envelope: "AAEC", publicKey: "AwQF" }

const typedData = {
  types: { Mail: [{ name: "to", type: "address" }] },
  primaryType: "Mail",
  domain: { name: "Mail", chainId: "1" },
  message: { to: address },
}

type Mutable<T> = T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T
/** The examples are constants, and the protocol's types are not. */
const free = <T>(value: T) => value as Mutable<T>

export const requests: { [M in KmsMethod]: KmsParams<M> } = {
  createOrganization: { organizationName: "home", users: [free(newUser)], tags: ["a"] },
  getOrganization: { organizationId },
  getPhantomOrganization: {},
  getOrCreatePhantomOrganization: { publicKey },
  addUserToOrganization: { organizationId, user: free(newUser), replaceExpirable: true },
  updateUserInOrganization: {
    organizationId,
    username: "ana",
    newPolicy: dappPolicy,
    addTraits: { a: "b" },
    removeTraits: ["c"],
  },
  deleteUserFromOrganization: { organizationId, username: "ana" },
  createAuthenticator: {
    ...{ organizationId, username: "ana", replaceExpirable: null },
    authenticator: free({ authenticatorName: "login", ...oidc }),
    authenticatorName: "login",
  },
  updateAuthenticator: {
    organizationId,
    username: "ana",
    authenticatorId,
    authenticator: { expiresInMs: 5 },
  },
  deleteAuthenticator: { organizationId, username: "ana", authenticatorId },
  createWallet: {
    organizationId,
    walletName: "main",
    tags: null,
    accounts: [solana, "m/44'/60'/0'/0/0"],
    mnemonicLength: 24,
  },
  getOrCreateWalletWithTag: { organizationId, walletName: "main", tag: "countersign", accounts: [ethereum] },
  getWalletWithTag: { organizationId, tag: "countersign", derivationPaths: ["m/44'/60'/0'/0/0"] },
  getOrganizationWallets: { organizationId, limit: 20, offset: 0 },
  getAccounts: { organizationId, walletId, accounts: [solana], policyName: null },
  signRawPayload: { organizationId, walletId, payload: "AAEC", algorithm: "Ed25519", derivationInfo: solana },
  signUtf8Message: {
    organizationId,
    walletId,
    message: "hello",
    algorithm: "Ed25519",
    derivationInfo: solana,
  },
  ethereumSignMessage: { organizationId, walletId, message: "aGVsbG8", policyName: "trading" },
  ethereumSignTypedData: { organizationId, walletId, typedData, derivationInfo: null },
  signTransaction: {
    ...{
      organizationId,
      walletId,
      transaction: { kind: "RLP_ENCODED" as const, bytes: "0x02c0" },
      derivationInfo: ethereum,
    },
    submissionConfig: { chain: "ethereum", network: "sepolia" },
    simulationConfig: { account: address },
  },
  initWalletImport: { organizationId },
  completeImportWallet: {
    organizationId,
    walletName: "brought",
    importEnvelope: envelope,
    encryptedSecret: "AAEC",
    curve: "K256",
  },
  exportWallet: { organizationId, walletId, publicKey: "AAEC" },
  grantOrganizationAccess: {
    ...between,
    policy: free(scoped),
    transactionPolicy: free(transactionPolicy),
    policyName: "trading",
  },
  revokeOrganizationAccess: { ...between, targetPolicyName: "trading" },
  transferOrganizationWallet: { ...between, retainPolicy: free(ruled) },
  getWalletAccessGrantsRequest: { ...between, limit: 5 },
  listPendingMigrations: { organizationId },
  completeWalletTransfer: { organizationId, migrationId: authenticatorId },
}

export const results: { [M in KmsMethod]: KmsResult<M> } = {
  createOrganization: free(organization),
  getOrganization: free(organization),
  getPhantomOrganization: free(organization),
  getOrCreatePhantomOrganization: free(organization),
  addUserToOrganization: free(organization),
  updateUserInOrganization: free(organization),
  deleteUserFromOrganization: free(organization),
  createAuthenticator: authenticator,
  updateAuthenticator: free({ ...kept, ...oidc }),
  deleteAuthenticator: authenticator,
  createWallet: withAccounts,
  getOrCreateWalletWithTag: withAccounts,
  getWalletWithTag: ofOneKey,
  getOrganizationWallets: { wallets: [wallet], totalCount: 1, limit: 20, offset: 0 },
  getAccounts: accounts,
  signRawPayload: signed,
  signUtf8Message: signed,
  ethereumSignMessage: signed,
  ethereumSignTypedData: signed,
  signTransaction: { kind: "ETHEREUM", transaction: "AvhyAQ", ...signed },
  initWalletImport: envelope,
  completeImportWallet: ofOneKey,
  exportWallet: { encryptedBundle: "AAEC" },
  grantOrganizationAccess: free({ ...grant, transactionPolicy }),
  revokeOrganizationAccess: free({ ...grant, deletedAtMs: 7 }),
  transferOrganizationWallet: free({ ...grant, organizationPolicy: ruled, policyName: null }),
  getWalletAccessGrantsRequest: { grants: [free(grant)], totalCount: 1, limit: 20, offset: 0 },
  listPendingMigrations: { pendingMigrations: [{ migrationId: authenticatorId }] },
  completeWalletTransfer: free(grant),
}
