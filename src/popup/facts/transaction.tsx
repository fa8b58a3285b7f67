/** A transaction, with the one it takes the place of, if there is one. */
import type { Transaction } from "../costs"
import { say } from "../language"
import { Address } from "../parts/address"
import { AccountRow, NetworkRow, Row, Rows } from "../parts/rows"
import type { Seen } from "../use-insight"
import { knownOf } from "../words/known"
import { EthereumFacts } from "./ethereum"
import { SolanaFacts } from "./solana"

export function TransactionFacts({ transaction, seen }: { transaction: Transaction; seen: Seen }) {
  const { account, chain, call, nonce, replaces } = transaction
  return (
    <>
      {call.family === "ethereum" ? (
        <EthereumFacts call={call} sender={transaction} isWhole />
      ) : (
        <SolanaFacts
          call={call}
          sender={transaction}
          level="h2"
          reading={seen.status === "known" ? (seen.insight.readings[0] ?? null) : null}
          about={knownOf(transaction, seen)}
        />
      )}
      <Rows>
        <AccountRow account={account} />
        <NetworkRow chain={chain} />
        {nonce !== undefined && <Row name={say("transaction.nonce")}>{nonce}</Row>}
        {replaces && (
          <Row name={say("transaction.replaces")}>
            <Address address={replaces.hash} />
          </Row>
        )}
      </Rows>
    </>
  )
}
