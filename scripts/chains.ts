/**
 * The local chains: anvil for Ethereum, surfpool for Solana, each in a process of its own on its fixed port. Both
 * are empty, have no value, and are gone with their process.
 */
import { createRequire } from "node:module"
import { localEthereum, localPorts, localRpcUrls } from "~protocol"
import { type Program, type ProgramPlan, startProgram, typescriptPlan } from "./program"

/** The process ids are for tests that hold a chain still. */
export type Chains = {
  ethereumUrl: string
  solanaUrl: string
  processIds: readonly number[]
  stop: () => Promise<void>
}

const require = createRequire(import.meta.url)

export async function startChains(): Promise<Chains> {
  const started = await Promise.allSettled([ethereumPlan(), solanaPlan()].map(startProgram))
  const programs = started.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []))
  const stop = async () => {
    await Promise.all(programs.map((program: Program) => program.stop()))
  }
  const failed = started.find((one) => one.status === "rejected")
  if (failed !== undefined) {
    await stop()
    throw failed.reason
  }
  const processIds = programs.map(({ pid }) => pid)
  return { ethereumUrl: localRpcUrls.ethereum, solanaUrl: localRpcUrls.solana, processIds, stop }
}

/** The local Ethereum chain alone. */
export function startEthereum(): Promise<Program> {
  return startProgram(ethereumPlan())
}

function ethereumPlan(): ProgramPlan {
  const [, chainId = ""] = localEthereum.id.split(":")
  const args = ["--host", "127.0.0.1", "--port", String(localPorts.ethereum), "--chain-id", chainId]
  return { name: "anvil", command: anvilBinary(), args, ready: /^Listening on / }
}

function solanaPlan(): ProgramPlan {
  const args = ["--port", String(localPorts.solana)]
  return typescriptPlan("surfpool", "scripts/solana-chain.ts", args, /^listening on /)
}

/** The package's own starter stays in between and does not pass signals on, so the binary is started directly. */
function anvilBinary(): string {
  const architecture = process.arch === "x64" ? "amd64" : process.arch
  const file = process.platform === "win32" ? "anvil.exe" : "anvil"
  const wanted = `@foundry-rs/anvil-${process.platform}-${architecture}/bin/${file}`
  try {
    return require.resolve(wanted)
  } catch {
    throw new Error(`There is no local Ethereum chain (anvil) for ${process.platform}-${process.arch}.`)
  }
}
