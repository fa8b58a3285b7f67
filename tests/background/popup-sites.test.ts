/** What the face is told of connected sites, over the real store. */
import "fake-indexeddb/auto"
import { randomUUID } from "node:crypto"
import { expect, test } from "vitest"
import { knownChains } from "~background/chains/known"
import { openRegistry } from "~background/chains/registry"
import { connectedSites } from "~background/methods/popup-sites"
import { openPermissions } from "~background/origins/permissions"
import { openStore } from "~background/store"
import { ConnectedSite, localEthereum } from "~protocol"

const added = { ...localEthereum, id: "eip155:7777777", name: "Zora", kind: "added" } as const

/** Of a site that is connected and no more. */
const plain = { autoConfirm: null, scopes: [], ends: [], appUntil: null }

function openSites() {
  const store = openStore(randomUUID())
  const permissions = openPermissions(store, () => 1)
  const registry = openRegistry(store, knownChains)
  const logins = { endOf: async (origin: string) => (origin === "https://app.example" ? 77 : null) }
  return { permissions, registry, sites: () => connectedSites({ permissions, registry, logins }, 1_000) }
}

test("a site is listed with the chain it is on, when it was connected, and when it last asked", async () => {
  const { permissions, registry, sites } = openSites()
  await registry.add(added, "https://a.example")
  await permissions.grant(
    "https://a.example",
    { addresses: { ethereum: ["0x1"] }, until: null, chain: added.id },
    10,
  )
  await permissions.change("https://a.example", { lastUsedAt: 25 })
  await permissions.grant(
    "https://b.example",
    { addresses: { ethereum: ["0x1"], solana: ["s"] }, until: null },
    20,
  )
  await permissions.grant("https://c.example", { addresses: { solana: ["s"] }, until: null }, 30)
  const listed = await sites()
  expect(listed).toEqual([
    {
      origin: "https://c.example",
      connectedAt: 30,
      lastUsedAt: 30,
      families: ["solana"],
      chainName: null,
      ...plain,
      accounts: [{ family: "solana", address: "s" }],
    },
    {
      origin: "https://a.example",
      connectedAt: 10,
      lastUsedAt: 25,
      families: ["ethereum"],
      chainName: "Zora",
      ...plain,
      accounts: [{ family: "ethereum", address: "0x1" }],
    },
    {
      origin: "https://b.example",
      connectedAt: 20,
      lastUsedAt: 20,
      families: ["ethereum", "solana"],
      chainName: localEthereum.name,
      ...plain,
      accounts: [
        { family: "ethereum", address: "0x1" },
        { family: "solana", address: "s" },
      ],
    },
  ])
  for (const site of listed) expect(ConnectedSite.parse(site)).toEqual(site)
})

test("a chain that was added for another site lends this one no name", async () => {
  const { permissions, registry, sites } = openSites()
  await registry.add(added, "https://a.example")
  await permissions.grant(
    "https://b.example",
    { addresses: { ethereum: ["0x1"] }, until: null, chain: added.id },
    1,
  )
  expect(await sites()).toMatchObject([{ chainName: null }])
})

test("a site says when its connection ends by itself, and until when its app has a key of its own", async () => {
  const { permissions, sites } = openSites()
  const [ethereum, solana] = [{ addresses: { ethereum: ["0x1"] } }, { addresses: { solana: ["s"] } }]
  await permissions.grant("https://app.example", { ...ethereum, until: 5_000 }, 1)
  await permissions.grant("https://app.example", { ...solana, until: null }, 1)
  expect(await sites()).toMatchObject([{ ends: [{ family: "ethereum", at: 5_000 }], appUntil: 77 }])
})
