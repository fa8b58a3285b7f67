/** The OpenAPI 3.1 document of this API: its paths, its errors, and the schemas that requests are checked against. */
import { paths } from "./paths"
import { proofSchemas } from "./proof-schemas"
import { errorResponse, type Json } from "./responses"
import { methodSchemas } from "./schemas"

let text: string | null = null

/** Written once, when it is first asked for. */
export function openApiText(): string {
  text ??= JSON.stringify(openApiDocument())
  return text
}

export function openApiDocument(): Json {
  return {
    openapi: "3.1.0",
    info: {
      title: "Countersign KMS",
      version: "1",
      description: "The wire protocol of the KMS; docs/protocol.md says what a shape cannot.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    jsonSchemaDialect: "https://json-schema.org/draft/2020-12/schema",
    servers: [{ url: "/" }],
    paths,
    components: {
      schemas: { ...methodSchemas(), ...proofSchemas },
      securitySchemes: { "x-phantom-stamp": stampScheme },
      responses: { Error: errorResponse },
    },
  }
}

const stampScheme: Json = {
  type: "apiKey",
  in: "header",
  name: "X-Phantom-Stamp",
  description: "Unpadded base64url of a PkiStamp or an OidcStamp in JSON, over the exact bytes of the body.",
}
