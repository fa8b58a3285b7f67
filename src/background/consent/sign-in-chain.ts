/** Which of the wallet's own networks a sign-in names. What a site calls a network that it brought is not taken for a name. */
import type { SignIn } from "~protocol"
import { chainIdOf } from "../chains/aliases"
import type { Registry } from "../chains/registry"

export async function withChainName(signIn: SignIn | null, registry: Registry): Promise<SignIn | null> {
  if (signIn === null || signIn.chainId === null) return signIn
  const chain = await registry.find(idOf(signIn.standard, signIn.chainId), null)
  return chain === null || chain.kind === "added" ? signIn : { ...signIn, chainName: chain.name }
}

/** EIP-4361 names a number; its sibling a cluster, with or without the namespace. */
function idOf(standard: SignIn["standard"], chainId: string): string {
  if (standard === "SIWE") return `eip155:${chainId}`
  return chainIdOf(chainId.startsWith("solana:") ? chainId : `solana:${chainId}`)
}
