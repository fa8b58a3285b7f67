/** Where a command takes master keys from: a file, the environment, standard input. Never from an argument. */

import { createInterface } from "node:readline"
import { Writable } from "node:stream"
import { type Environment, parseKeys, readKeyFile, readMasterKeys } from "./config"

export async function takeMasterKeys(
  file: string | undefined,
  environment: Environment,
  input: NodeJS.ReadStream = process.stdin,
): Promise<Uint8Array[]> {
  if (file !== undefined) return parseKeys(readKeyFile(file))
  if (environment.KMS_MASTER_KEY ?? environment.KMS_MASTER_KEY_FILE) return readMasterKeys(environment)
  return parseKeys(input.isTTY ? await askUnseen(input) : await readAll(input))
}

async function readAll(input: NodeJS.ReadStream): Promise<string> {
  let text = ""
  for await (const chunk of input.setEncoding("utf8")) text += chunk
  return text
}

/** One line from a terminal, without showing it. */
function askUnseen(input: NodeJS.ReadStream): Promise<string> {
  process.stderr.write("Master key in hex (not shown; several with spaces between, the first seals): ")
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() })
  const asking = createInterface({ input, output: unseen, terminal: true })
  return new Promise((resolve) => {
    asking.question("", (line) => {
      asking.close()
      process.stderr.write("\n")
      resolve(line)
    })
  })
}
