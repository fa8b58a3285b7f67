/**
 * The local chains: anvil for Ethereum, surfpool for Solana, each in a process of its own on its fixed port, or on one
 * that a test names. Both are empty, have no value, and are gone with their process.
 */
import { createRequire } from "node:module"
import { localEthereum, localPorts } from "~protocol"
import { type Program, type ProgramPlan, startProgram, typescriptPlan } from "./program"

/** The process ids are for tests that hold a chain still. */
export type Chains = {
  ethereumUrl: string
  solanaUrl: string
  processIds: readonly number[]
  stop: () => Promise<void>
}

const require = createRequire(import.meta.url)

type Ports = { ethereum: number; solana: number }

export async function startChains(ports: Ports = localPorts): Promise<Chains> {
  const plans = [ethereumPlan(ports.ethereum), solanaPlan(ports.solana)]
  const started = await Promise.allSettled(plans.map(startProgram))
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
  const urlOf = (port: number) => `http://127.0.0.1:${port}`
  return { ethereumUrl: urlOf(ports.ethereum), solanaUrl: urlOf(ports.solana), processIds, stop }
}

/** The local Ethereum chain alone. */
export function startEthereum(): Promise<Program> {
  return startProgram(ethereumPlan(localPorts.ethereum))
}

function ethereumPlan(port: number): ProgramPlan {
  const [, chainId = ""] = localEthereum.id.split(":")
  const args = ["--host", "127.0.0.1", "--port", String(port), "--chain-id", chainId]
  return { name: "anvil", command: anvilBinary(), args, ready: /^Listening on / }
}

function solanaPlan(port: number): ProgramPlan {
  const args = ["--port", String(port)]
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
