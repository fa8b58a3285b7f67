/**
 * Starts the KMS: measures the programs, gives each its secrets and no other's, and keeps them running.
 *
 *   client ──HTTP──▶ api ──▶ policy engine ──▶ signer        the order key is the last arrow's alone
 *                                    ├──────▶ certifier      vouches for the live key that came over the
 *                                    └──────▶ PostgreSQL     policy engine's own control line
 *
 * The launcher reads no request and no transaction. While it runs it holds what a dead part needs to begin again.
 */
import { randomBytes } from "node:crypto"
import { join } from "node:path"
import type { Logger } from "pino"
import { type Bundles, measureLauncher, measurementOf } from "./bundles"
import { evidenceKeyOf } from "./identity"
import { clearSockets, type Links, makeLinks } from "./links"
import { type Endurance, openPart, type Part, type PartStatus } from "./part"
import {
  type ApiProgram,
  apiNames,
  type CertifierProgram,
  certifierNames,
  type PolicyProgram,
  policyNames,
  type SignerProgram,
  signerNames,
} from "./programs"
import { closedCommand, openCommand } from "./sandbox"

export type LaunchConfig = {
  bundles: Bundles
  /** The file that this program was started from. */
  launcherFile: string | undefined
  databaseUrl: string
  dataDirectory: string
  /** The one that seals first; none to start sealed. */
  masterKeys: readonly Uint8Array[]
  identityKey: Uint8Array
  host: string
  /** Of the first API; the next ones follow. 0 is any free one. */
  port: number
  policies: number
  apis: number
  /** Attestations say so, and every client refuses them. */
  debugEnclaves: boolean
  settings: string | null
  logger: Logger
  endurance?: Endurance
}

export type Launched = {
  ports: number[]
  measurements: Measured
  signer: Part<SignerProgram>
  /** What signs orders; the operator's rotation makes some of its own. */
  orderKey: Uint8Array
  /** Gives the signer these master keys, now and whenever it begins again. */
  setMasterKeys(masterKeys: readonly Uint8Array[]): Promise<void>
  parts(): PartStatus[]
  /** Resolves, with the reason, when a part cannot live. */
  failed: Promise<Error>
  /** Takes no more requests, finishes those under way, and ends every part. */
  stop(): Promise<void>
}

type Kept = Pick<Part<SignerProgram>, "status" | "stop">

type Measured = Record<"launcher" | "policy" | "signer" | "certifier" | "api", Uint8Array>

const ENDURANCE: Endurance = { deaths: 5, withinMs: 60_000 }

/** What Prometheus' default metrics read of the process itself. */
const OWN_FIGURES = ["/proc/self/status", "/proc/self/stat", "/proc/self/fd", "/proc/self/limits"]

export async function launch(config: LaunchConfig): Promise<Launched> {
  const links = makeLinks(join(config.dataDirectory, "run"), config.policies, config.apis)
  const bench = openBench(config, links)
  const opened: Kept[] = []
  const keep = <P extends Kept>(part: P): P => {
    opened.push(part)
    return part
  }
  const stopAll = async (): Promise<void> => {
    for (const part of [...opened].reverse()) await part.stop()
    links.remove()
    for (const key of [...bench.masterKeys, bench.orderKey]) key.fill(0)
  }
  try {
    const signer = keep(await openSignerPart(bench))
    const certifier = keep(await openCertifierPart(bench))
    for (let n = 0; n < config.policies; n++) keep(await openPolicyPart(bench, certifier, n))
    for (let m = 0; m < config.apis; m++) keep(await openApiPart(bench, m))
    return {
      ...{ signer, ports: bench.ports, measurements: bench.measurements, orderKey: bench.orderKey },
      failed: bench.failed,
      parts: () => opened.map((part) => part.status()),
      stop: stopAll,
      async setMasterKeys(masterKeys) {
        const given = masterKeys.map((key) => Uint8Array.from(key))
        // What the signer did not take must not be what the next one begins with.
        await (await signer.role()).unseal({ masterKeys: given })
        for (const key of bench.masterKeys) key.fill(0)
        bench.masterKeys = given
      },
    }
  } catch (thrown) {
    await stopAll()
    throw thrown
  }
}

/** What the parts are started with. */
type Bench = {
  config: LaunchConfig
  links: Links
  orderKey: Uint8Array
  masterKeys: Uint8Array[]
  measurements: Measured
  ports: number[]
  /** By the path of the link over which each policy engine asks to be vouched for. */
  liveKeys: Map<string, Uint8Array>
  failed: Promise<Error>
  common: { endurance: Endurance; logger: Logger; fail: (failure: Error) => void }
}

function openBench(config: LaunchConfig, links: Links): Bench {
  const { bundles, logger, endurance = ENDURANCE } = config
  let fail: (failure: Error) => void = () => undefined
  const failed = new Promise<Error>((resolve) => {
    fail = resolve
  })
  return {
    ...{ config, links, failed, ports: [], liveKeys: new Map() },
    orderKey: Uint8Array.from(randomBytes(32)),
    masterKeys: config.masterKeys.map((key) => Uint8Array.from(key)),
    measurements: {
      launcher: measureLauncher(config.launcherFile),
      policy: measurementOf(bundles.policy),
      signer: measurementOf(bundles.signer),
      certifier: measurementOf(bundles.certifier),
      api: measurementOf(bundles.api),
    },
    common: { endurance, logger, fail },
  }
}

function openSignerPart(bench: Bench): Promise<Part<SignerProgram>> {
  const { links, orderKey } = bench
  return openPart<SignerProgram>({
    ...bench.common,
    name: "signer",
    command: closedCommand(links.folderOf("signer")),
    bytes: bench.config.bundles.signer,
    names: signerNames,
    clear: () => clearSockets(links.signer),
    begin: (role) => role.start({ masterKeys: bench.masterKeys, orderKey, links: links.signer }),
  })
}

function openCertifierPart(bench: Bench): Promise<Part<CertifierProgram>> {
  const { config, links, liveKeys } = bench
  const measurements = config.debugEnclaves ? null : bench.measurements
  return openPart<CertifierProgram>({
    ...bench.common,
    name: "certifier",
    command: closedCommand(links.folderOf("certifier")),
    bytes: config.bundles.certifier,
    names: certifierNames,
    clear: () => clearSockets(links.certifier),
    async begin(role) {
      await role.start({ identityKey: config.identityKey, measurements, links: links.certifier })
      for (const [path, liveKey] of liveKeys) await role.vouch({ path, liveKey })
    },
  })
}

function openPolicyPart(
  bench: Bench,
  certifier: Part<CertifierProgram>,
  n: number,
): Promise<Part<PolicyProgram>> {
  const { config, links, liveKeys, orderKey } = bench
  const { databaseUrl, settings } = config
  const [toSigner, toCertifier, served] = [links.signer[n], links.certifier[n], links.policies[n]]
  if (!toSigner || !toCertifier || !served) throw new Error("a policy engine without links")
  return openPart<PolicyProgram>({
    ...bench.common,
    name: `policy-${n}`,
    command: openCommand(OWN_FIGURES),
    bytes: config.bundles.policy,
    names: policyNames,
    clear: () => clearSockets(served),
    async begin(role) {
      const liveKey = await role.liveKey()
      liveKeys.set(toCertifier.path, liveKey)
      await (await certifier.role()).vouch({ path: toCertifier.path, liveKey })
      const evidenceKey = evidenceKeyOf(config.identityKey)
      await role.start({
        ...{ databaseUrl, settings, orderKey, evidenceKey, links: served },
        ...{ signer: toSigner, certifier: toCertifier },
      })
      evidenceKey.fill(0)
    },
  })
}

function openApiPart(bench: Bench, m: number): Promise<Part<ApiProgram>> {
  const { config, links, ports } = bench
  const policies = links.policies.flatMap((served) => served[m] ?? [])
  return openPart<ApiProgram>({
    ...bench.common,
    name: `api-${m}`,
    command: openCommand(OWN_FIGURES),
    bytes: config.bundles.api,
    names: apiNames,
    clear: () => undefined,
    async begin(role) {
      const wanted = ports[m] ?? (config.port === 0 ? 0 : config.port + m)
      ports[m] = (
        await role.start({ policies, settings: config.settings, host: config.host, port: wanted })
      ).port
    },
  })
}
