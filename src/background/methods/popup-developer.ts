/** What a developer looks up in the wallet: the methods, those refused and why, every reason code, and a few counts. */
import { type Developer, type FaultCode, faults, pageMethods } from "~protocol"
import type { Registry } from "../chains/registry"
import type { Book } from "../consent/book"
import type { Permissions } from "../origins/permissions"
import type { Submissions } from "../submissions/submissions"
import { refusedMethods } from "./refused"

type Hands = { book: Book; permissions: Permissions; registry: Registry; submissions: Submissions }

export async function developerPage(hands: Hands): Promise<Developer> {
  const [sites, requests, waiting, chains] = await Promise.all([
    hands.permissions.list(),
    hands.book.unsettled(),
    hands.submissions.open(),
    hands.registry.list(),
  ])
  return {
    methods: Object.keys(pageMethods).sort(),
    refused: [...refusedMethods].map(([method, why]) => ({ method, why })),
    reasons: (Object.keys(faults) as FaultCode[]).map((code) => ({
      code,
      page: faults[code].page,
      sentence: sentenceOf(code),
    })),
    counts: {
      sites: sites.length,
      requests: requests.length,
      waiting: waiting.length,
      added: chains.filter(({ kind }) => kind === "added").length,
    },
  }
}

const GAP = "…"
/** Whatever circumstance a sentence asks for, it is not known here. */
const anything: Record<string, string> = new Proxy({}, { get: () => GAP })

function sentenceOf(code: FaultCode): string {
  const { sentence } = faults[code] as { sentence: (context: typeof anything) => string | undefined }
  return (sentence(anything) ?? GAP).replaceAll("NaN", GAP)
}
