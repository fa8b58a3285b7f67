CREATE TABLE "accounts" (
	"wallet_id" uuid NOT NULL,
	"derivation_path" text NOT NULL,
	"curve" text NOT NULL,
	"address_format" text NOT NULL,
	"address" text NOT NULL,
	"public_key" text NOT NULL,
	"key_version" bigint NOT NULL,
	"sealed_key" text NOT NULL,
	CONSTRAINT "accounts_wallet_id_derivation_path_address_format_pk" PRIMARY KEY("wallet_id","derivation_path","address_format")
);
--> statement-breakpoint
CREATE TABLE "authenticators" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"username" text NOT NULL,
	"position" integer NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"public_key" text,
	"algorithm" text,
	"oidc" jsonb,
	"created_at" bigint NOT NULL,
	"expires_at" bigint,
	CONSTRAINT "authenticators_organization_id_public_key_unique" UNIQUE("organization_id","public_key")
);
--> statement-breakpoint
CREATE TABLE "founders" (
	"public_key" text PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "grants" (
	"id" uuid PRIMARY KEY NOT NULL,
	"wallet_id" uuid NOT NULL,
	"owner_organization_id" uuid NOT NULL,
	"organization_id" uuid NOT NULL,
	"policy_name" text NOT NULL,
	"organization_policy" jsonb NOT NULL,
	"transaction_policy" jsonb,
	"created_at" bigint NOT NULL,
	"deleted_at" bigint
);
--> statement-breakpoint
CREATE TABLE "installation" (
	"name" text PRIMARY KEY NOT NULL,
	"value" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "log_checkpoints" (
	"size" bigint PRIMARY KEY NOT NULL,
	"at" bigint NOT NULL,
	"text" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "log_entries" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"leaf" text NOT NULL,
	"leaf_hash" "bytea" NOT NULL,
	"decision_id" text NOT NULL,
	"digest" text
);
--> statement-breakpoint
CREATE TABLE "log_evidence" (
	"decision_id" uuid PRIMARY KEY NOT NULL,
	"sealed" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "log_head" (
	"id" integer PRIMARY KEY NOT NULL,
	"size" bigint NOT NULL,
	"edge" jsonb NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "log_nodes" (
	"level" integer NOT NULL,
	"place" bigint NOT NULL,
	"hash" "bytea" NOT NULL,
	CONSTRAINT "log_nodes_level_place_pk" PRIMARY KEY("level","place")
);
--> statement-breakpoint
CREATE TABLE "organizations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"tags" jsonb NOT NULL,
	"created_at" bigint NOT NULL,
	"disabled_at" bigint
);
--> statement-breakpoint
CREATE TABLE "requests" (
	"public_key" text NOT NULL,
	"digest" text NOT NULL,
	"decision_id" uuid NOT NULL,
	"organization_id" text,
	"method" text NOT NULL,
	"state" text NOT NULL,
	"created_at" bigint NOT NULL,
	"lease_until" bigint NOT NULL,
	"result" text,
	CONSTRAINT "requests_public_key_digest_pk" PRIMARY KEY("public_key","digest")
);
--> statement-breakpoint
CREATE TABLE "spend_holders" (
	"holder" text PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE "spend_totals" (
	"holder" text NOT NULL,
	"asset" text NOT NULL,
	"window_ms" bigint NOT NULL,
	"swept_to" bigint NOT NULL,
	"total" numeric(80, 0) NOT NULL,
	CONSTRAINT "spend_totals_holder_asset_window_ms_pk" PRIMARY KEY("holder","asset","window_ms")
);
--> statement-breakpoint
CREATE TABLE "spends" (
	"holder" text NOT NULL,
	"asset" text NOT NULL,
	"at" bigint NOT NULL,
	"decision_id" uuid NOT NULL,
	"amount" numeric(80, 0) NOT NULL,
	CONSTRAINT "spends_holder_asset_decision_id_pk" PRIMARY KEY("holder","asset","decision_id")
);
--> statement-breakpoint
CREATE TABLE "transfers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"wallet_id" uuid NOT NULL,
	"owner_organization_id" uuid NOT NULL,
	"target_organization_id" uuid NOT NULL,
	"retain_policy" jsonb,
	"created_at" bigint NOT NULL,
	"settled_at" bigint
);
--> statement-breakpoint
CREATE TABLE "users" (
	"organization_id" uuid NOT NULL,
	"username" text NOT NULL,
	"position" integer NOT NULL,
	"policy" jsonb NOT NULL,
	"traits" jsonb,
	"created_at" bigint NOT NULL,
	"expires_at" bigint,
	CONSTRAINT "users_organization_id_username_pk" PRIMARY KEY("organization_id","username")
);
--> statement-breakpoint
CREATE TABLE "wallet_tags" (
	"organization_id" uuid NOT NULL,
	"tag" text NOT NULL,
	"wallet_id" uuid NOT NULL,
	CONSTRAINT "wallet_tags_organization_id_tag_pk" PRIMARY KEY("organization_id","tag")
);
--> statement-breakpoint
CREATE TABLE "wallets" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"name" text NOT NULL,
	"tags" jsonb NOT NULL,
	"kind" text NOT NULL,
	"sealed" text NOT NULL,
	"key_version" bigint NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "authenticators" ADD CONSTRAINT "authenticators_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "wallets" ADD CONSTRAINT "wallets_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "accounts_address_index" ON "accounts" USING btree ("address");--> statement-breakpoint
CREATE INDEX "authenticators_organization_id_username_index" ON "authenticators" USING btree ("organization_id","username");--> statement-breakpoint
CREATE UNIQUE INDEX "grants_live" ON "grants" USING btree ("wallet_id","organization_id","policy_name") WHERE "grants"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "grants_organization_id_index" ON "grants" USING btree ("organization_id");--> statement-breakpoint
CREATE INDEX "log_entries_digest_index" ON "log_entries" USING btree ("digest");--> statement-breakpoint
CREATE INDEX "requests_created_at_index" ON "requests" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "requests_begun" ON "requests" USING btree ("lease_until") WHERE state = 'begun';--> statement-breakpoint
CREATE INDEX "spends_holder_asset_at_index" ON "spends" USING btree ("holder","asset","at");--> statement-breakpoint
CREATE INDEX "spends_decision_id_index" ON "spends" USING btree ("decision_id");--> statement-breakpoint
CREATE UNIQUE INDEX "transfers_open" ON "transfers" USING btree ("wallet_id") WHERE "transfers"."settled_at" is null;--> statement-breakpoint
CREATE INDEX "transfers_target_organization_id_index" ON "transfers" USING btree ("target_organization_id");--> statement-breakpoint
CREATE INDEX "wallets_organization_id_created_at_id_index" ON "wallets" USING btree ("organization_id","created_at","id");--> statement-breakpoint
CREATE INDEX "wallets_key_version_index" ON "wallets" USING btree ("key_version");