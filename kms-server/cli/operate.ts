/** Commands to the KMS that is running: what it is doing, and the keys that it waits for. */

import { findRunning, type KmsStatus, type OperatorRole } from "../launcher"
import type { Environment } from "./config"
import { takeMasterKeys } from "./keys"
import type { Output } from "./output"

export async function status(dataDirectory: string, output: Output): Promise<number> {
  const told = await withRunning(dataDirectory, (role) => role.status())
  output.tell(told, () => sentencesOn(told))
  return 0
}

export async function unseal(
  dataDirectory: string,
  keyFile: string | undefined,
  environment: Environment,
  output: Output,
): Promise<number> {
  return withRunning(dataDirectory, async (role) => {
    const masterKeys = await takeMasterKeys(keyFile, environment)
    const answer = await role.unseal({ masterKeys })
    for (const key of masterKeys) key.fill(0)
    if (!answer.ok) throw new Error(answer.why)
    const { keyVersions } = await role.status()
    output.tell({ sealed: false, keyVersions }, () => `The KMS is unsealed (key ${keyVersions.join(", ")}).`)
    return 0
  })
}

export async function withRunning<T>(
  dataDirectory: string,
  use: (role: OperatorRole) => Promise<T>,
): Promise<T> {
  const running = await findRunning(dataDirectory)
  if (running === null) {
    throw new Error(
      `No KMS is running on ${dataDirectory}. Start one with \`kms-server serve\`, or name its directory with --data.`,
    )
  }
  try {
    return await use(running.role)
  } finally {
    await running.close()
  }
}

function sentencesOn(told: KmsStatus): string[] {
  const { pid, sealed, keyVersions, ports, database, parts, measurements, debugEnclaves } = told
  return [
    `Process ${pid}, listening on ${ports.join(", ")}, database ${database}.`,
    sealedSentence(sealed, keyVersions),
    ...(debugEnclaves ? ["Enclaves in debug mode: every client refuses them."] : []),
    ...parts.map(
      ({ name, state, pid: process, restarts, isolation }) =>
        `${name.padEnd(10)} ${state}, process ${process ?? "-"}, ${restarts} restarts, closed in by ${isolation}`,
    ),
    ...Object.entries(measurements).map(([name, hex]) => `${name.padEnd(10)} ${hex}`),
  ]
}

function sealedSentence(sealed: boolean | null, keyVersions: number[]): string {
  if (sealed === null) return "The signer does not answer."
  return sealed ? "Sealed: it waits for the master key." : `Unsealed (key ${keyVersions.join(", ")}).`
}
