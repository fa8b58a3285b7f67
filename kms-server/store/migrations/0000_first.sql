CREATE TABLE "audit_entries" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"at" bigint NOT NULL,
	"kind" text NOT NULL,
	"decision_id" text NOT NULL,
	"organization_id" text,
	"authenticator" text,
	"method" text,
	"digest" text,
	"outcome" text NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_head" (
	"id" integer PRIMARY KEY NOT NULL,
	"seq" bigint NOT NULL,
	"hash" text NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "authenticators" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"username" text NOT NULL,
	"position" integer NOT NULL,
	"name" text NOT NULL,
	"public_key" text NOT NULL,
	"algorithm" text NOT NULL,
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
CREATE TABLE "organizations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"tags" jsonb NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "requests" (
	"public_key" text NOT NULL,
	"digest" text NOT NULL,
	"decision_id" uuid NOT NULL,
	"organization_id" text,
	"method" text NOT NULL,
	"created_at" bigint NOT NULL,
	"result" text,
	"settled" boolean NOT NULL,
	CONSTRAINT "requests_public_key_digest_pk" PRIMARY KEY("public_key","digest")
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
	"sealed_seed" text NOT NULL,
	"key_version" integer NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "authenticators" ADD CONSTRAINT "authenticators_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "wallets" ADD CONSTRAINT "wallets_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "requests_created_at_index" ON "requests" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "wallets_organization_id_created_at_id_index" ON "wallets" USING btree ("organization_id","created_at","id");