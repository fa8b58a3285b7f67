/** What a site gets by connecting: the addresses, on these networks, and nothing that signs. */
import { say } from "../language"
import { Chips } from "../parts/chips"
import { Permissions } from "../parts/permissions"
import { AccountRow, Rows } from "../parts/rows"
import { connectedMayNot, connectedMayOf } from "../words/connect"
import type { SubjectOf } from "../words/kind"

export function ConnectFacts({ subject }: { subject: SubjectOf<"connect"> }) {
  const { accounts, chains } = subject
  return (
    <>
      <Rows>
        {accounts.map((account) => (
          <AccountRow key={`${account.family} ${account.address}`} account={account} />
        ))}
      </Rows>
      {chains.length > 0 && (
        <Chips
          label={say("connect.networks", { count: chains.length })}
          names={chains.map(({ name }) => name)}
        />
      )}
      <Permissions may={connectedMayOf(subject)} mayNot={connectedMayNot()} />
    </>
  )
}
