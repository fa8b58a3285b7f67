/** A dApp made with wagmi: finds wallets by EIP-6963, connects again by itself after a reload. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query"
import { createRoot } from "react-dom/client"
import { parseEther, verifyMessage } from "viem"
import { foundry } from "viem/chains"
import {
  createConfig,
  http,
  useConnect,
  useConnection,
  useConnectors,
  useDisconnect,
  useSendTransaction,
  useSignMessage,
  WagmiProvider,
} from "wagmi"
import { describe, ETHEREUM_RECEIVER, MESSAGE, show } from "./outlet"

const rpcUrl = new URLSearchParams(location.search).get("rpc") ?? ""
const config = createConfig({ chains: [foundry], transports: { [foundry.id]: http(rpcUrl) } })

function Dapp() {
  const { address, isConnected } = useConnection()
  const connectors = useConnectors()
  const connect = useConnect()
  const disconnect = useDisconnect()
  const sign = useSignMessage()
  const send = useSendTransaction()
  const wallet = connectors.find(({ name }) => name === "Countersign")
  const run = (work: () => Promise<void>) => () => {
    show("error", "")
    work().catch((thrown: unknown) => show("error", describe(thrown)))
  }

  return (
    <>
      <p id="address">{isConnected ? address : ""}</p>
      <button
        id="connect"
        type="button"
        disabled={wallet === undefined}
        onClick={run(async () => {
          if (wallet) await connect.mutateAsync({ connector: wallet, chainId: foundry.id })
        })}
      >
        Connect
      </button>
      <button
        id="sign"
        type="button"
        onClick={run(async () => {
          const signature = await sign.mutateAsync({ message: MESSAGE })
          const isOurs = address && (await verifyMessage({ address, message: MESSAGE, signature }))
          show("signed", isOurs ? "verified" : "wrong")
        })}
      >
        Sign
      </button>
      <button
        id="send"
        type="button"
        onClick={run(async () =>
          show("sent", await send.mutateAsync({ to: ETHEREUM_RECEIVER, value: parseEther("0.01") })),
        )}
      >
        Send
      </button>
      <button id="disconnect" type="button" onClick={run(async () => disconnect.mutateAsync())}>
        Disconnect
      </button>
    </>
  )
}

const root = document.getElementById("root")
if (root !== null) {
  createRoot(root).render(
    <WagmiProvider config={config}>
      <QueryClientProvider client={new QueryClient()}>
        <Dapp />
      </QueryClientProvider>
    </WagmiProvider>,
  )
}
