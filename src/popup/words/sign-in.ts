/** What is wrong with a sign-in, each thing in one sentence that names the part that differs. */
import type * as z from "zod/mini"
import type { SignIn, SignInProblem } from "~protocol"
import { say } from "../language"
import { originPartsOf } from "../origins"
import { bad, careful, type Warning } from "./kind"

/** What an honest site does not ask for; the others it may get wrong. */
const wrong: readonly SignInProblem[] = ["scheme-differs", "host-differs", "address-differs"]

export function signInWarningOf(problem: SignInProblem, origin: string): Warning {
  const scheme = originPartsOf(origin).scheme.replace("://", "")
  const sentence = say(`signIn.problem.${problem}`, { scheme, port: portOf(origin) })
  return wrong.includes(problem) ? bad(sentence) : careful(sentence)
}

/** Whether it is one that an honest site does not ask for. */
export function isWrongSignIn(signIn: z.infer<typeof SignIn>): boolean {
  return signIn.problems.some((problem) => wrong.includes(problem))
}

/** As text: the number of a port has no marks between its digits. */
function portOf(origin: string): string {
  const { scheme, port } = originPartsOf(origin)
  const usual = scheme === "https://" ? "443" : "80"
  return port === "" ? usual : port.slice(1)
}
