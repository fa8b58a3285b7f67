/** The entry of the command line: `kms-server serve` and its siblings (see cli/index.ts). */
import { runCli } from "./cli"

void runCli(process.argv.slice(2)).then((code) => process.exit(code))
