/**
 * The OpenAPI document that Phantom publishes (`@phantom/openapi-wallet-service` 0.1.11), as a judge of our answers:
 * an independent description of the protocol. Where the document itself is wrong, that stands in one list, with why.
 */
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js"
import addFormats from "ajv-formats"
import { parse } from "yaml"
import type { KmsMethod } from "~protocol"

export type KnownMistake = {
  where: string
  /** What the document says, and what is true. */
  says: string
  because: string
  /** What is changed in the document before it judges; nothing, where the mistake does not bear on answers. */
  correct?: (schemas: Schemas) => void
}

type Schema = { [name: string]: unknown }
type Schemas = { [name: string]: Schema }

const base64Url = { type: "string", pattern: "^[A-Za-z0-9_-]*$" }

export const knownMistakes: readonly KnownMistake[] = [
  {
    where: "ExternalKeypairAuthenticator.publicKey",
    says: "an array of byte values; it is base64url text",
    because: "every published client sends text and reads text; no client sends the array",
    correct: (schemas) =>
      propertiesOf(schemas.ExternalKeypairAuthenticator, (one) => ({ ...one, publicKey: base64Url })),
  },
  {
    where: "SignedTransaction, examples 0xSignatureHex and 0xSignedTransactionHex",
    says: "hex for Ethereum; it is base64url for every chain",
    because: "the published client turns base64url into hex by itself, and would mangle hex",
    correct: (schemas) => {
      for (const branch of branchesOf(schemas.SignedTransaction)) {
        propertiesOf(branch, (one) => ({
          ...one,
          transaction: base64Url,
          ...("signature" in one ? { signature: base64Url } : {}),
        }))
      }
    },
  },
  {
    where: "SignedTransaction",
    says: "Solana, Ethereum and Bitcoin; Sui is signed, too",
    because: "the same document takes Sui accounts and base64url transactions, of which Sui's are one kind",
    correct: (schemas) => {
      branchesOf(schemas.SignedTransaction).push({
        type: "object",
        title: "Signed Sui transaction",
        required: ["transaction", "signature", "kind"],
        properties: { kind: { type: "string", enum: ["SUI"] }, signature: base64Url, transaction: base64Url },
      })
    },
  },
  {
    where: "WalletParameters",
    says: "exactly one of its branches; the parameters of a wallet of one key are both",
    because: "nothing is required of a wallet of words, so every object is one; a curve decides instead",
    correct: (schemas) => {
      const { MnemonicWalletParameters: words } = schemas
      if (words) words.not = { required: ["curve"] }
    },
  },
  {
    where: "KmsResult",
    says: "exactly one of its branches; a signed transaction with its signature is two of them",
    because:
      "a signature with a public key has no member that a signed transaction lacks: the method decides instead",
  },
  {
    where: "KmsRpcRequestParams",
    says: "27 methods; there are 29",
    because: "the published OIDC client calls listPendingMigrations and completeWalletTransfer",
  },
  {
    where: "the text of POST /kms/rpc",
    says: "initMnemonicImport and completeMnemonicImport; they are initWalletImport and completeImportWallet",
    because: "the document's own schemas have the new names only",
  },
  {
    where: "KmsResult",
    says: "nothing of what updates, deletions, revocations and transfers answer",
    because:
      "no client reads it; here it is the organization, the authenticator or the grant as it stands after it",
  },
  {
    where: "security: api_key",
    says: "a scheme that the document does not define; the one it defines is x-phantom-stamp",
    because: "every published client sends X-Phantom-Stamp and no key",
  },
  {
    where: "KmsRpcResponseV2, and POST /kms/rpc 200",
    says: "an error may come with 200; here it never does",
    because: "the published wallet client takes every 200 for a result, and breaks on one without",
  },
  {
    where: "the answer of signTransaction",
    says: "nothing of rpc_submission_result, which stands beside result",
    because: "the published client sends submissionConfig and reads that member",
  },
]

/** The branch of the document's `KmsResult` that each method answers with, by its title; null: not in the document. */
const branches: Readonly<Record<KmsMethod, string | null>> = {
  createOrganization: "Organization",
  getOrganization: "Organization",
  getPhantomOrganization: "Organization",
  getOrCreatePhantomOrganization: "Organization",
  addUserToOrganization: "Organization",
  updateUserInOrganization: "Organization",
  deleteUserFromOrganization: "Organization",
  createAuthenticator: "Authenticator",
  updateAuthenticator: "Authenticator",
  deleteAuthenticator: "Authenticator",
  createWallet: "Kms Wallet with Derived Accounts",
  getOrCreateWalletWithTag: "Kms Wallet with Derived Accounts",
  getWalletWithTag: "Kms Wallet with Derived Accounts",
  completeImportWallet: "Kms Wallet with Derived Accounts",
  getOrganizationWallets: "Organization Wallets",
  getAccounts: "Derived Accounts",
  signRawPayload: "Signature with Public Key",
  signUtf8Message: "Signature with Public Key",
  ethereumSignMessage: "Signature with Public Key",
  ethereumSignTypedData: "Signature with Public Key",
  signTransaction: "Signed transaction with Public Key",
  initWalletImport: "Import Envelope",
  exportWallet: "Encrypted Bundle (either mnemonic entropy or keypair)",
  grantOrganizationAccess: "Organization to Wallet",
  revokeOrganizationAccess: "Organization to Wallet",
  transferOrganizationWallet: "Organization to Wallet",
  completeWalletTransfer: "Organization to Wallet",
  getWalletAccessGrantsRequest: "Wallet Access Grants",
  listPendingMigrations: null,
}

/** What the published client reads of the one answer that the document does not know. */
const offDocument: Schema = {
  type: "object",
  required: ["pendingMigrations"],
  properties: {
    pendingMigrations: {
      type: "array",
      items: { type: "object", required: ["migrationId"], properties: { migrationId: { type: "string" } } },
    },
  },
}

const ajv = new Ajv2020({ strict: false, allErrors: true })
addFormats.default(ajv)
const kms = openDocument("kms_api.yml")
const wallet = openDocument("wallet_api.yaml")
for (const { correct } of knownMistakes) correct?.(kms.schemas)
ajv.addSchema({ $id: "published", components: kms })
ajv.addSchema({ $id: "wallet", components: wallet })

/** Throws, naming the places, where a result is not what the published document says this method answers with. */
export function assertAnswerMatchesSpec(method: KmsMethod, result: unknown): void {
  const branch = branches[method]
  const schema = branch === null ? offDocument : branchOf(branch)
  // A member that the document does not know is a mistake as well: some client will come to depend on it.
  const strict = isArray(schema) ? schema : { allOf: [schema], unevaluatedProperties: false }
  assertMatches(method, validatorOf(`result of ${method}`, strict), result)
}

/** Throws where an error lacks what the published document says that every error has. */
export function assertErrorMatchesSpec(body: unknown): void {
  assertMatches(
    "an error",
    validatorOf("error", { $ref: "published#/components/schemas/ErrorResponse" }),
    body,
  )
}

/** Throws where an answer of `POST /simulations` is not what the published document says. */
export function assertSimulationMatchesSpec(body: unknown): void {
  assertMatches(
    "a simulation",
    validatorOf("simulation", { $ref: "wallet#/components/schemas/SimulationResult" }),
    body,
  )
}

/** Throws where a whole request is not what the published document says its clients may send. */
export function assertRequestMatchesSpec(request: unknown): void {
  assertMatches(
    "a request",
    validatorOf("request", { $ref: "published#/components/schemas/KmsRpcRequest" }),
    request,
  )
}

const compiled = new Map<string, ValidateFunction>()

function validatorOf(name: string, schema: Schema): ValidateFunction {
  const known = compiled.get(name) ?? ajv.compile(schema)
  compiled.set(name, known)
  return known
}

function assertMatches(what: string, validate: ValidateFunction, value: unknown): void {
  if (validate(value)) return
  const places = (validate.errors ?? []).map(
    ({ instancePath, message }) => `${instancePath || "/"} ${message}`,
  )
  throw new Error(`${what} is not as the published document says: ${[...new Set(places)].join("; ")}`)
}

function branchOf(title: string): Schema {
  const index = branchesOf(kms.schemas.KmsResult).findIndex((one) => one.title === title)
  if (index < 0) throw new Error(`the published document has no result named ${title}`)
  const branch = branchesOf(kms.schemas.KmsResult)[index]
  return isArray(branch)
    ? { ...branch, ...absolute(branch) }
    : { $ref: `published#/components/schemas/KmsResult/oneOf/${index}` }
}

/** An array's schema stands by itself, with its references led into the document. */
function absolute(schema: Schema | undefined): Schema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"published#/'))
}

function isArray(schema: Schema | undefined): boolean {
  return schema?.type === "array"
}

function branchesOf(schema: Schema | undefined): Schema[] {
  return (schema?.oneOf ?? []) as Schema[]
}

function propertiesOf(schema: Schema | undefined, change: (properties: Schema) => Schema): void {
  if (schema) schema.properties = change((schema.properties ?? {}) as Schema)
}

function openDocument(name: string): { schemas: Schemas } {
  const path = createRequire(import.meta.url).resolve(`@phantom/openapi-wallet-service/${name}`)
  return parse(readFileSync(path, "utf8")).components
}
