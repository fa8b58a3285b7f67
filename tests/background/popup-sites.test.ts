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
const plain = { autoConfirm: null, scopes: [] }

function openSites() {
  const store = openStore(randomUUID())
  const permissions = openPermissions(store, () => 1)
  const registry = openRegistry(store, knownChains)
  return { permissions, registry, sites: () => connectedSites(permissions, registry, 1_000) }
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
