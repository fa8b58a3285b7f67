/** `kms-server serve`: runs the KMS until a signal or a part that cannot live ends it, and then in order. */
import { dirname, resolve } from "node:path"
import { pino } from "pino"
import { openIdentity, type RunningKms, readBundles, serveKms } from "../launcher"
import { type Environment, readConfig, readCount, readPort } from "./config"
import type { SignerRoom } from "./terms"

export type ServeOptions = {
  port?: string
  host?: string
  data?: string
  policies?: string
  apis?: string
  programs?: string
  sealed?: boolean
  debugEnclaves?: boolean
}

/** In the end something must go, also where a part does not let it. */
const PATIENCE_MS = 45_000

/** Resolves with the exit code. */
export async function serve(
  options: ServeOptions,
  environment: Environment,
  room: SignerRoom,
): Promise<number> {
  const told = readConfig(environment, { sealed: options.sealed ?? false })
  const dataDirectory = options.data === undefined ? told.dataDirectory : resolve(options.data)
  const logger = pino({ name: "kms" })
  const kms = await serveKms({
    ...told,
    dataDirectory,
    host: options.host ?? told.host,
    port: options.port === undefined ? told.port : readPort(options.port),
    policies: options.policies === undefined ? told.policies : readCount(options.policies),
    apis: options.apis === undefined ? told.apis : readCount(options.apis),
    identityKey: told.identityKey ?? openIdentity(dataDirectory),
    bundles: readBundles(options.programs ?? programsFolder()),
    launcherFile: process.argv[1],
    debugEnclaves: options.debugEnclaves ?? false,
    terms: room,
    logger,
  })
  const { sealed } = await kms.operators.status()
  logger.info({ ports: kms.ports, sealed }, "listening")
  return untilTheEnd(kms, logger)
}

function untilTheEnd(kms: RunningKms, logger: pino.Logger): Promise<number> {
  return new Promise((resolve) => {
    let isEnding = false
    const end = (code: number): void => {
      if (isEnding) return
      isEnding = true
      setTimeout(() => resolve(1), PATIENCE_MS).unref()
      void kms.stop().then(
        () => resolve(code),
        () => resolve(1),
      )
    }
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.on(signal, () => {
        logger.info("draining")
        end(0)
      })
    }
    void kms.failed.then((failure) => {
      logger.fatal(failure.message)
      end(1)
    })
  })
}

/** Beside the built command line, or where the build puts them. */
function programsFolder(): string {
  const [, file = ""] = process.argv
  return file.endsWith("kms-server.mjs") ? dirname(file) : resolve("build", "kms")
}
