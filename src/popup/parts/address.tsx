/**
 * An address, shortened to the eye only: its full text is always in the document, for copying, for a screen reader
 * and for whoever selects it. Where it says who gets something, it is shown whole.
 */
import { addressPartsOf } from "../addresses"

export function Address({ address, testId }: { address: string; testId?: string }) {
  const { head, middle, tail } = addressPartsOf(address)
  return (
    <code className="address" title={address} data-testid={testId}>
      <span className={middle && "address-cut"}>{head}</span>
      <span className="address-middle">{middle}</span>
      <span>{tail}</span>
    </code>
  )
}

export function WholeAddress({ address }: { address: string }) {
  return <code className="address address-whole">{address}</code>
}
