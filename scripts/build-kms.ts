/**
 * Builds the programs of the KMS, one file each, and measures them: SHA-384 over the bytes that the launcher starts.
 * The same sources give the same bytes in any folder: no path, no time and no order of a file system gets in.
 */
import { createHash } from "node:crypto"
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { build, type Plugin } from "esbuild"

const programs: Record<string, string> = {
  launcher: "kms-server/main.ts",
  policy: "kms-server/policy/program.ts",
  signer: "kms-server/signer/program.ts",
  certifier: "kms-server/certifier/program.ts",
  api: "kms-server/api/program.ts",
}

/** The file of each program, as the launcher looks for it. */
const fileOf = (name: string) => (name === "launcher" ? "kms-server.mjs" : `${name}.mjs`)

/** Libraries in the old module format ask for Node's own modules in the old way; there is nothing else to ask for. */
const BANNER = `import{createRequire as nodeRequire}from"node:module";const require=nodeRequire("file:///kms/");`

export type KmsBuild = { directory: string; measurements: Record<string, string> }

/** `root` holds the sources. */
export async function buildKms(root = ".", directory = join(root, "build", "kms")): Promise<KmsBuild> {
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory, { recursive: true })
  const measurements: Record<string, string> = {}
  for (const [name, entry] of Object.entries(programs)) {
    const bytes = await bundle(resolve(root), entry)
    writeFileSync(join(directory, fileOf(name)), bytes)
    measurements[name] = createHash("sha384").update(bytes).digest("hex")
  }
  writeFileSync(join(directory, "measurements.json"), `${JSON.stringify(measurements, null, 2)}\n`)
  return { directory, measurements }
}

/** Minified, because the names that a bundler gives to old modules otherwise are their paths. */
export async function bundle(root: string, entry: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    tsconfig: "tsconfig.json",
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    platform: "node",
    target: "node20",
    legalComments: "none",
    sourcemap: false,
    banner: { js: BANNER },
    plugins: [embedWasm, embedMigrations],
    logLevel: "error",
  })
  const [output] = outputFiles
  if (output === undefined) throw new Error(`${entry} came out empty`)
  return output.contents
}

/** The curve's WebAssembly as text in the bundle: a signer that may not read files cannot load it. */
const embedWasm: Plugin = {
  name: "embed-wasm",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]tiny-secp256k1[\\/]lib[\\/]wasm_loader\.js$/ }, ({ path }) => {
      const loader = readFileSync(path, "utf8")
      const wasm = readFileSync(path.replace(/wasm_loader\.js$/, "secp256k1.wasm")).toString("base64")
      const contents = loader
        .replace('import { readFileSync } from "fs";', "")
        .replace('import { path } from "./wasm_path.js";', "")
        .replace('readFileSync(path("secp256k1.wasm"))', `Buffer.from("${wasm}", "base64")`)
      if (contents.includes("readFileSync"))
        throw new Error("tiny-secp256k1 loads its code in another way now")
      return { contents, loader: "js" }
    })
  },
}

/** The list of migrations as data, in place of the file that reads it from the folder. */
const embedMigrations: Plugin = {
  name: "embed-migrations",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]store[\\/]migration-list\.ts$/ }, ({ path }) => {
      const folder = path.replace(/migration-list\.ts$/, "migrations")
      const { entries } = JSON.parse(readFileSync(join(folder, "meta", "_journal.json"), "utf8"))
      const list = entries.map(({ tag, when }: { tag: string; when: number }) => ({
        tag,
        at: when,
        text: readFileSync(join(folder, `${tag}.sql`), "utf8"),
      }))
      return { contents: `export const readMigrations = () => (${JSON.stringify(list)})`, loader: "js" }
    })
  },
}
