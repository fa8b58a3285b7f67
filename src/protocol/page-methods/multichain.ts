/**
 * CAIP-25 sessions: several chains of several families in one permission. A session lets a site ask on its chains; what
 * it asks is consented to like anything else.
 */
import * as z from "zod/mini"

const Scope = z.string().check(z.regex(/^[-a-z0-9]{3,8}(:[-_a-zA-Z0-9]{1,32})?$/))
const Names = z.array(z.string().check(z.maxLength(64))).check(z.maxLength(128))

/** CAIP-217. The accounts are the person's to choose, so those that a site names are not read. */
const ScopeObject = z.strictObject({
  chains: z.optional(z.array(z.string().check(z.maxLength(41))).check(z.maxLength(32))),
  references: z.optional(z.array(z.string().check(z.maxLength(32))).check(z.maxLength(32))),
  methods: z.optional(Names),
  notifications: z.optional(Names),
  accounts: z.optional(z.array(z.string().check(z.maxLength(256))).check(z.maxLength(64))),
  rpcDocuments: z.optional(z.array(z.string().check(z.maxLength(256))).check(z.maxLength(16))),
  rpcEndpoints: z.optional(z.array(z.string().check(z.maxLength(256))).check(z.maxLength(16))),
})
export type ScopeObject = z.infer<typeof ScopeObject>

const MAX_SCOPES = 32
const Scopes = z
  .record(Scope, ScopeObject)
  .check(z.refine((scopes) => Object.keys(scopes).length <= MAX_SCOPES, "too many scopes"))

/** `scopes` is the newer word for what a site would like. Of the properties the wallet knows none. */
const SessionRequest = z.strictObject({
  requiredScopes: z.optional(Scopes),
  optionalScopes: z.optional(Scopes),
  scopes: z.optional(Scopes),
  scopedProperties: z.optional(z.unknown()),
  sessionProperties: z.optional(z.unknown()),
  properties: z.optional(z.unknown()),
})
export type SessionRequest = z.infer<typeof SessionRequest>

/** The accounts as CAIP-10. */
const GrantedScope = z.strictObject({
  accounts: z.array(z.string()),
  methods: z.array(z.string()),
  notifications: z.array(z.string()),
})
export const SessionScopes = z.record(z.string(), GrantedScope)
export type SessionScopes = z.infer<typeof SessionScopes>

const SessionAnswer = z.strictObject({ sessionScopes: SessionScopes })

/** There is one session of an origin, so none needs an id; clients may name one all the same. */
const sessionId = z.optional(z.string().check(z.maxLength(128)))

export const multichainMethods = {
  wallet_createSession: { asked: SessionRequest, answered: SessionAnswer },
  /** No scopes where there is no session. */
  wallet_getSession: {
    asked: z.nullish(z.union([z.tuple([]), z.strictObject({ sessionId })])),
    answered: SessionAnswer,
  },
  /** All of it, or the scopes that are named. */
  wallet_revokeSession: {
    asked: z.nullish(
      z.union([
        z.tuple([]),
        z.strictObject({ sessionId, scopes: z.optional(z.array(Scope).check(z.maxLength(MAX_SCOPES))) }),
      ]),
    ),
    answered: z.literal(true),
  },
  /** Answers whatever the method answers. */
  wallet_invokeMethod: {
    asked: z.strictObject({
      sessionId,
      scope: Scope,
      request: z.strictObject({
        method: z.string().check(z.maxLength(64)),
        params: z.optional(z.unknown()),
      }),
    }),
    answered: z.unknown(),
  },
} as const
