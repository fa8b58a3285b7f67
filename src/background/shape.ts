/** Checks what was asked against the message table, and says where it does not fit. */
import type * as z from "zod/mini"
import { fault } from "~protocol"

/** More than any transaction or message that can be signed takes, as JSON. */
export const ASK_LIMIT = 512 * 1024

export function parseShape<Schema extends z.ZodMiniType>(
  method: string,
  schema: Schema,
  asked: unknown,
): z.infer<Schema> {
  if ((JSON.stringify(asked)?.length ?? 0) > ASK_LIMIT) {
    throw fault("PARAMS_INVALID", { method, where: `more than ${ASK_LIMIT} characters` })
  }
  const parsed = schema.safeParse(asked)
  if (parsed.success) return parsed.data
  const path = parsed.error.issues[0]?.path.map(String).join(".") ?? ""
  throw fault("PARAMS_INVALID", { method, where: path === "" ? "params" : `params.${path}` })
}
