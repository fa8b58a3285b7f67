/** What is wrong with a sign-in, each thing in one sentence that names the part that differs. */
import type * as z from "zod/mini"
import type { SignIn, SignInProblem } from "~protocol"
import { originPartsOf } from "../origins"
import { bad, careful, type Warning } from "./kind"

const problems: Record<SignInProblem, (origin: string) => Warning> = {
  "scheme-differs": (origin) =>
    bad(
      `The message is not for ${originPartsOf(origin).scheme.replace("://", "")}, by which this site was opened.`,
    ),
  "host-differs": () =>
    bad("The message signs you in to another site than the one that asks. Whoever gets it can be you there."),
  "port-differs": (origin) =>
    careful(`The message is for another port of this host. The site that asks is at ${portOf(origin)}.`),
  "address-differs": () => bad("The message names another account than the one that would sign it."),
  "chain-differs": () => careful("The message names another network than the one this site is on."),
  expired: () => careful("The time in which this message signs you in is over."),
  "not-yet-valid": () => careful("The time in which this message signs you in has not begun."),
  malformed: () =>
    careful("The message looks like a sign-in and is not written like one. Read all of it before you sign."),
}

export function signInWarningOf(problem: SignInProblem, origin: string): Warning {
  return problems[problem](origin)
}

/** Whether it is one that an honest site does not ask for. */
export function isWrongSignIn(signIn: z.infer<typeof SignIn>): boolean {
  return signIn.problems.some((problem) => problems[problem]("").tone === "bad")
}

function portOf(origin: string): string {
  const { scheme, port } = originPartsOf(origin)
  const usual = scheme === "https://" ? "443" : "80"
  return port === "" ? `port ${usual}` : `port ${port.slice(1)}`
}
