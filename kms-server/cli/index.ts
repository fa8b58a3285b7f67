/**
 * The operators' command line. Exit codes: 0 it was done, 1 it was not and a sentence says why, 2 it was asked in a
 * way that means nothing. A secret is never an argument.
 */
import { resolve } from "node:path"
import { Command, CommanderError } from "commander"
import { Fault } from "~protocol"
import { type Environment, readConfig } from "./config"
import { status, unseal } from "./operate"
import { disable, list, show } from "./organizations"
import { type Output, openOutput, type Streams } from "./output"
import { ourSignerRoom, type SignerRoom } from "./terms"

export { readConfig, readPort, type ServerConfig } from "./config"

type Common = { json?: boolean; data?: string; keyFile?: string }

type Run = { environment: Environment; streams: Streams; room: SignerRoom; finish: (code: number) => void }

const USAGE = 2

export async function runCli(
  args: readonly string[],
  environment: Environment = process.env,
  streams: Streams = { out: (text) => process.stdout.write(text), err: (text) => process.stderr.write(text) },
  room: SignerRoom = ourSignerRoom,
): Promise<number> {
  let code = 0
  const run: Run = {
    ...{ environment, streams, room },
    finish: (outcome) => {
      code = outcome
    },
  }
  try {
    await commandLine(run).parseAsync(args, { from: "user" })
    return code
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : USAGE
    openOutput(args.includes("--json"), streams).fail(sentenceOf(thrown))
    return 1
  }
}

function commandLine(run: Run): Command {
  const program = new Command("kms-server")
    .description("The KMS of Countersign: serves it, and everything that its operators do.")
    .exitOverride()
    .configureOutput({ writeOut: run.streams.out, writeErr: run.streams.err })
    .showHelpAfterError()
  addServing(program, run)
  addData(program, run)
  addOrganizations(program, run)
  return program
}

function addServing(program: Command, run: Run): void {
  common(program.command("serve"), "run the KMS until it is stopped; settings: see docs/operating.md")
    .option("--port <n>", "where the first API listens (KMS_PORT, 8411); the next ones follow")
    .option("--host <address>", "the address it listens on (KMS_HOST, 127.0.0.1)")
    .option("--policies <n>", "processes of the policy engine (KMS_POLICIES, 1)")
    .option("--apis <n>", "processes of the API (KMS_APIS, 1)")
    .option("--programs <folder>", "the built programs (build/kms)")
    .option("--sealed", "start without the master key, and wait for `kms-server unseal`")
    .option("--debug-enclaves", "attest zeros in place of measurements, which every client refuses")
    .action(async (options) =>
      run.finish(await (await import("./serve")).serve(options, run.environment, run.room)),
    )
  common(program.command("status"), "what the running KMS is doing").action(
    wired(run, ({ dataDirectory }, output) => status(dataDirectory, output)),
  )
  withKeys(common(program.command("unseal"), "give the running KMS its master key")).action(
    wired(run, ({ dataDirectory }, output, { keyFile }) =>
      unseal(dataDirectory, keyFile, run.environment, output),
    ),
  )
  withKeys(
    common(program.command("rotate-master-key"), "seal every wallet anew under the first of the master keys"),
  ).action(
    wired(run, async (place, output, { keyFile }) =>
      (await import("./rotate")).rotate(place, keyFile, run.environment, output, run.room),
    ),
  )
}

function addData(program: Command, run: Run): void {
  common(program.command("migrate"), "bring the tables up to date").action(
    wired(run, async (place, output) => (await import("./data")).migrate(place, output)),
  )
  common(program.command("backup <file>"), "write everything as of this moment into one new file").action(
    (file: string, options: Common) =>
      wired(run, async (place, output) => (await import("./data")).backup(place, file, output))(options),
  )
  common(program.command("restore <file>"), "fill an empty database from a backup").action(
    (file: string, options: Common) =>
      wired(run, async (place, output) => (await import("./data")).restore(place, file, output))(options),
  )
  common(program.command("verify-log"), "check the audit log: its tree, its stamps, its limits").action(
    wired(run, async (place, output) => (await import("./verify")).verify(place, output)),
  )
}

function addOrganizations(program: Command, run: Run): void {
  const org = program.command("org").description("organizations")
  common(org.command("list"), "all of them, the oldest first")
    .option("--limit <n>", "how many", "100")
    .option("--offset <n>", "after how many", "0")
    .action((options: Common & { limit: string; offset: string }) =>
      wired(run, (place, output) =>
        list(place, wholeNumber(options.limit), wholeNumber(options.offset), output),
      )(options),
    )
  common(org.command("show <id>"), "one, with its users").action((id: string, options: Common) =>
    wired(run, (place, output) => show(place, id, output))(options),
  )
  common(org.command("disable <id>"), "refuse every request of one from now on").action(
    (id: string, options: Common) => wired(run, (place, output) => disable(place, id, true, output))(options),
  )
  common(org.command("enable <id>"), "accept the requests of one again").action(
    (id: string, options: Common) =>
      wired(run, (place, output) => disable(place, id, false, output))(options),
  )
}

function common(command: Command, description: string): Command {
  return command
    .description(description)
    .option("--data <folder>", "the data directory (KMS_DATA_DIR)")
    .option("--json", "one line of JSON in place of sentences")
}

function withKeys(command: Command): Command {
  return command.option(
    "--key-file <file>",
    "master keys in hex, one a line, the first seals (KMS_MASTER_KEY, KMS_MASTER_KEY_FILE, or standard input)",
  )
}

type Settings = { databaseUrl: string | null; dataDirectory: string; identityKey: Uint8Array | null }

/** Gives a command where things are and how to speak. */
function wired(
  { environment, streams, finish }: Run,
  act: (place: Settings, output: Output, options: Common) => Promise<number>,
): (options: Common) => Promise<void> {
  return async (options) => {
    const told = readConfig(environment, { sealed: true })
    const dataDirectory = options.data === undefined ? told.dataDirectory : resolve(options.data)
    finish(await act({ ...told, dataDirectory }, openOutput(options.json ?? false, streams), options))
  }
}

function wholeNumber(text: string): number {
  if (!/^[0-9]{1,9}$/.test(text)) throw new Error("A number of organizations is a whole number.")
  return Number(text)
}

/** For a person: what went wrong, in one sentence, with the system's own word for it where it has one. */
function sentenceOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return "It failed, and did not say why."
  const cause = thrown.cause instanceof Error ? thrown.cause : null
  // Of an error inside a part only the name gets here; it is all there is to look for.
  if (thrown instanceof Fault && thrown.code === "INTERNAL" && cause)
    return `${thrown.message} (${cause.name})`
  return thrown.message.startsWith("Failed query") && cause
    ? `The database refused: ${cause.message}`
    : thrown.message
}
