/** The command line with the stand-ins' signer, in a process of its own. */
import { runCli } from "~kms-server/cli"
import { standInRoom } from "../stand-ins"

process.exit(await runCli(process.argv.slice(2), process.env, undefined, standInRoom))
