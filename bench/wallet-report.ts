/** The wallet's figures as a part of the document, between its heading and the end. */
import type { Quantiles } from "./summary"
import type { WalletFigures } from "./wallet-browser"

const HEADING = "## The wallet in the browser"

type Figures = { none: WalletFigures; floor: WalletFigures; wallet: WalletFigures }

export function sectionOf({ none, floor, wallet }: Figures): string {
  const figures = [none, floor, wallet]
  const row = (what: string, aim: string, of: (figures: WalletFigures) => string) =>
    `| ${what} | ${figures.map(of).join(" | ")} | ${aim} |`
  const time = (quantiles: Quantiles | null | undefined, part: "p50" | "p95" = "p50") =>
    quantiles ? quantiles[part].toFixed(2) : ""
  return [
    HEADING,
    "",
    "Written by `npm run bench:wallet -- --write`: Chromium on the same machine, times in milliseconds, taken inside the",
    "page. The floor is an extension that only announces a provider and answers at once.",
    "",
    "| What | no extension | the floor | Countersign | aim |",
    "|---|---|---|---|---|",
    row("injected into each document, kB", "20", ({ injectedBytes }) => kilobytes(injectedBytes)),
    row("script a document, p50", "1", ({ scriptPerDocument }) => time(scriptPerDocument)),
    row("script a document, p95", "", ({ scriptPerDocument }) => time(scriptPerDocument, "p95")),
    row("heap of an empty page, MB", "", ({ pageHeap }) => megabytes(pageHeap)),
    row("heap of the worker after reads, MB", "4", ({ workerHeap }) => megabytes(workerHeap.reading)),
    row("heap of the worker after all the consents, MB", "", ({ workerHeap }) =>
      megabytes(workerHeap.consenting),
    ),
    ...["eth_chainId", "eth_accounts"].flatMap((method) => [
      row(`${method}, warm, p50`, "2", ({ reads }) => time(reads?.[method]?.warm)),
      row(`${method}, warm, p95`, "", ({ reads }) => time(reads?.[method]?.warm, "p95")),
      row(`${method}, worker dead, p50`, "110", ({ reads }) => time(reads?.[method]?.dead)),
      row(`${method}, worker dead, p95`, "", ({ reads }) => time(reads?.[method]?.dead, "p95")),
    ]),
    row("from a request to a painted window, p50", "160", ({ windowPainted }) => time(windowPainted)),
    ...Object.keys(wallet.consentPainted ?? {}).map((kind) =>
      row(`from a request to its text in the window: ${kind}, p50`, "160", ({ consentPainted }) =>
        time(consentPainted?.[kind]),
      ),
    ),
    row("popup painted, p50", "110", ({ popupPainted }) => time(popupPainted)),
    row("from the press to the answer, without the KMS, p50", "", ({ approvalToAnswer }) =>
      time(approvalToAnswer),
    ),
    "",
  ].join("\n")
}

/** The document with this section in place of the one it has, or at its end. */
/** The wallet's part of the document, with the line before it; nothing where there is none. */
export function sectionIn(document: string): string {
  const start = document.indexOf(HEADING)
  return start < 0 ? "" : `\n${document.slice(start)}`
}

export function withSection(document: string, section: string): string {
  const start = document.indexOf(HEADING)
  const before = start < 0 ? `${document.trimEnd()}\n\n` : document.slice(0, start)
  return `${before}${section}`
}

function kilobytes(bytes: number | null): string {
  return bytes === null ? "" : (bytes / 1000).toFixed(1)
}

function megabytes(bytes: number | null): string {
  return bytes === null ? "" : (bytes / 1_000_000).toFixed(2)
}
