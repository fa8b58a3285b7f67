/**
 * Every transaction that this wallet has given to a network, from before it was sent until it has come to its end.
 * What is written here was approved and signed; it holds no authority to sign again.
 */
import type { SignedConsent } from "../consent/machine"

export type Submissions = {
  /** Writes down what this consent is about to send. Written twice, it is there once. */
  record(consent: SignedConsent): Promise<void>
}

export function openSubmissions(): Submissions {
  return { record: async () => {} }
}
