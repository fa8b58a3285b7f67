/** A dApp made with Solana's wallet adapter and web3.js: finds wallets by the Wallet Standard, connects again by itself. */
import { ConnectionProvider, useConnection, useWallet, WalletProvider } from "@solana/wallet-adapter-react"
import { PublicKey, SystemProgram, Transaction } from "@solana/web3.js"
import { useEffect } from "react"
import { createRoot } from "react-dom/client"
import { describe, MESSAGE, SOLANA_RECEIVER, show } from "./outlet"

const rpcUrl = new URLSearchParams(location.search).get("rpc") ?? ""

function Dapp() {
  const { connection } = useConnection()
  const { wallets, wallet, select, connect, disconnect, publicKey, signMessage, sendTransaction } =
    useWallet()
  const known = wallets.find(({ adapter }) => adapter.name === "Countersign")
  const run = (work: () => Promise<void>) => () => {
    show("error", "")
    work().catch((thrown: unknown) => show("error", describe(thrown)))
  }
  useEffect(() => {
    if (wallet === null && known !== undefined) select(known.adapter.name)
  }, [wallet, known, select])

  async function sign(): Promise<void> {
    const message = new TextEncoder().encode(MESSAGE)
    const signature = await signMessage?.(message)
    if (!publicKey || !signature) throw new Error("The wallet does not sign messages.")
    const raw = Uint8Array.from(publicKey.toBytes())
    const key = await crypto.subtle.importKey("raw", raw, "Ed25519", false, ["verify"])
    const isOurs = await crypto.subtle.verify("Ed25519", key, Uint8Array.from(signature), message)
    show("signed", isOurs ? "verified" : "wrong")
  }

  async function send(): Promise<void> {
    if (!publicKey) throw new Error("The wallet is not connected.")
    const toPubkey = new PublicKey(SOLANA_RECEIVER)
    const transfer = SystemProgram.transfer({ fromPubkey: publicKey, toPubkey, lamports: 1_000_000 })
    show("sent", await sendTransaction(new Transaction().add(transfer), connection))
  }

  return (
    <>
      <p id="address">{publicKey?.toBase58() ?? ""}</p>
      <button id="connect" type="button" disabled={wallet === null} onClick={run(connect)}>
        Connect
      </button>
      <button id="sign" type="button" onClick={run(sign)}>
        Sign
      </button>
      <button id="send" type="button" onClick={run(send)}>
        Send
      </button>
      <button id="disconnect" type="button" onClick={run(disconnect)}>
        Disconnect
      </button>
    </>
  )
}

const root = document.getElementById("root")
if (root !== null) {
  createRoot(root).render(
    <ConnectionProvider endpoint={rpcUrl}>
      <WalletProvider wallets={[]} autoConnect onError={(thrown) => show("error", describe(thrown))}>
        <Dapp />
      </WalletProvider>
    </ConnectionProvider>,
  )
}
