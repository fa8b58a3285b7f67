/** The KMS with known seeds, a throw-away database and faults on demand, in a process of its own. */
import { localPorts } from "~protocol"
import { type Program, startProgram, typescriptPlan } from "./program"

export type KmsMockProcess = Program & { url: string }

export async function startKmsMockProcess(port: number = localPorts.kms): Promise<KmsMockProcess> {
  const args = ["--port", String(port)]
  const program = await startProgram(typescriptPlan("kms-mock", "kms-mock/main.ts", args, /^listening on /))
  return { ...program, url: `http://127.0.0.1:${port}` }
}
