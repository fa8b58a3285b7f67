/** The Ethereum half of the dApp: viem over whatever wallet announces itself by EIP-6963. Knows no wallet by name. */
import {
  type Address,
  createPublicClient,
  createWalletClient,
  custom,
  defineChain,
  type EIP1193Provider,
  formatEther,
  http,
  parseEther,
  verifyMessage,
} from "viem"
import type { Verdict } from "./verdict"

const localChain = (rpcUrl: string) =>
  defineChain({
    id: 31337,
    name: "Local Ethereum",
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  })

export type EthereumWallet = { name: string; provider: EIP1193Provider }

type Announcement = CustomEvent<{ info: { uuid: string; name: string }; provider: EIP1193Provider }>

export function findEthereumWallets(found: (id: string, wallet: EthereumWallet) => void): void {
  window.addEventListener("eip6963:announceProvider", (event) => {
    const { info, provider } = (event as Announcement).detail
    found(info.uuid, { name: info.name, provider })
  })
  window.dispatchEvent(new Event("eip6963:requestProvider"))
}

export function openEthereum(rpcUrl: string) {
  const network = localChain(rpcUrl)
  const chain = createPublicClient({ chain: network, transport: http(rpcUrl), pollingInterval: 250 })
  const clientOf = ({ provider }: EthereumWallet) =>
    createWalletClient({ chain: network, transport: custom(provider) })

  async function connect(wallet: EthereumWallet): Promise<Address> {
    const [address] = await clientOf(wallet).requestAddresses()
    if (address === undefined) throw new Error("The wallet connected no account.")
    return address
  }

  async function balance(address: Address): Promise<string> {
    return `${formatEther(await chain.getBalance({ address }))} ETH`
  }

  async function sign(wallet: EthereumWallet, account: Address, message: string): Promise<Verdict> {
    const signature = await clientOf(wallet).signMessage({ account, message })
    const holds = await verifyMessage({ address: account, message, signature })
    return {
      holds,
      sentence: holds ? "Signed by this account." : "Not signed by this account.",
      value: signature,
    }
  }

  async function send(
    wallet: EthereumWallet,
    account: Address,
    to: Address,
    ether: string,
  ): Promise<Verdict> {
    const hash = await clientOf(wallet).sendTransaction({ account, to, value: parseEther(ether) })
    const receipt = await chain.waitForTransactionReceipt({ hash, timeout: 20_000 })
    const holds = receipt.status === "success" && receipt.from.toLowerCase() === account.toLowerCase()
    return {
      holds,
      sentence: holds ? `In block ${receipt.blockNumber}.` : "The chain reverted it.",
      value: hash,
    }
  }

  return { connect, balance, sign, send }
}
