/**
 * The protocol's schemas as JSON Schema, each under its name: for every method the parameters, the request, the
 * result and the answer. Made from the very schemas that requests are checked against, so the two cannot differ.
 */
import * as z from "zod/mini"
import * as protocol from "~protocol"
import { type Json, refTo } from "./responses"

const { kmsMethods } = protocol

/** Nouns that several methods share, for a document that a person can read. */
const nouns = {
  AccountSelector: protocol.AccountSelector,
  Authenticator: protocol.Authenticator,
  DerivedAccount: protocol.DerivedAccount,
  DeterminingRule: protocol.DeterminingRule,
  Foreseen: protocol.Foreseen,
  Foresight: protocol.Foresight,
  KmsError: protocol.KmsError,
  NewAuthenticator: protocol.NewAuthenticator,
  NewUser: protocol.NewUser,
  OidcStamp: protocol.OidcStamp,
  Organization: protocol.Organization,
  OrganizationToWallet: protocol.OrganizationToWallet,
  OrganizationUser: protocol.OrganizationUser,
  OutlookRequest: protocol.OutlookRequest,
  PkiStamp: protocol.PkiStamp,
  Prepared: protocol.Prepared,
  PrepareRequest: protocol.PrepareRequest,
  RemainingLimit: protocol.RemainingLimit,
  SignedTransaction: protocol.SignedTransaction,
  TypedData: protocol.TypedData,
  UnsignedTransaction: protocol.UnsignedTransaction,
  UserPolicy: protocol.UserPolicy,
  VersionedOrganizationPolicy: protocol.VersionedOrganizationPolicy,
  VersionedTransactionPolicy: protocol.VersionedTransactionPolicy,
  Wallet: protocol.Wallet,
  WalletWithAccounts: protocol.WalletWithAccounts,
} satisfies Record<string, z.ZodMiniType>

export const methods = Object.keys(kmsMethods) as protocol.KmsMethod[]

/** The schemas of the protocol, by name. */
export function methodSchemas(): Record<string, Json> {
  return { ...nounSchemas(), ...Object.fromEntries(methods.flatMap(envelopesOf)) }
}

function nounSchemas(): Record<string, Json> {
  const registry = z.registry<{ id: string }>()
  for (const [id, schema] of Object.entries(nouns)) registry.add(schema, { id })
  for (const method of methods) {
    registry.add(kmsMethods[method].params, { id: `${method}Params` })
    const { result } = kmsMethods[method]
    if (!registry.has(result)) registry.add(result, { id: `${method}Result` })
  }
  const { schemas } = z.toJSONSchema(registry, {
    io: "input",
    unrepresentable: "any",
    uri: (id) => `#/components/schemas/${id}`,
    override: ({ jsonSchema }) => makePortable(jsonSchema),
  })
  for (const schema of Object.values(schemas)) {
    delete schema.$id
    delete schema.$schema
  }
  return { ...schemas, ...sharedResults(registry) }
}

/** JSON Schema's `uri` takes any scheme, the protocol two; and not every validator knows Unicode's categories. */
function makePortable(schema: { format?: unknown; pattern?: unknown }): void {
  if (schema.format === "uri") schema.pattern = "^https?:"
  if (schema.pattern === "^\\P{Cc}*$") schema.pattern = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$"
}

/** Methods that answer with a noun have a name for that, too. */
function sharedResults(registry: { get(schema: z.ZodMiniType): { id: string } | undefined }) {
  return Object.fromEntries(
    methods
      .map((method) => [`${method}Result`, registry.get(kmsMethods[method].result)?.id] as const)
      .filter(([name, id]) => id !== undefined && id !== name)
      .map(([name, id]) => [name, refTo(id ?? "")]),
  )
}

function envelopesOf(method: protocol.KmsMethod): [string, Json][] {
  return [
    [
      `${method}Request`,
      {
        type: "object",
        properties: {
          method: { type: "string", const: method },
          params: refTo(`${method}Params`),
          timestampMs: { type: "integer", description: "Within five minutes of the KMS's time." },
        },
        required: ["method", "params", "timestampMs"],
        additionalProperties: false,
      },
    ],
    [
      `${method}Answer`,
      {
        type: "object",
        properties: {
          result: refTo(`${method}Result`),
          signature: { type: "string", description: "base64url: Ed25519 of the enclave's live key." },
          ...(method === "signTransaction" ? { rpc_submission_result: submissionResult } : {}),
        },
        required: ["result", "signature"],
      },
    ],
  ]
}

/** What a network said of the signed transaction, where it was asked to be handed over and one is configured. */
const submissionResult: Json = {
  type: "object",
  properties: {
    result: {
      type: "string",
      description: "The hash of an Ethereum transaction, or the signature of a Solana one.",
    },
    error: {
      type: "object",
      properties: { code: { type: "integer" }, message: { type: "string" } },
      required: ["code", "message"],
    },
  },
}
