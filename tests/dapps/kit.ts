/** A dApp made with @solana/kit and the Wallet Standard alone; after a reload it connects in silence. */
import {
  address,
  appendTransactionMessageInstruction,
  compileTransaction,
  createNoopSigner,
  createSolanaRpc,
  createTransactionMessage,
  getBase58Decoder,
  getPublicKeyFromAddress,
  getTransactionEncoder,
  pipe,
  type SignatureBytes,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
  verifySignature,
} from "@solana/kit"
import type {
  SolanaSignAndSendTransactionFeature,
  SolanaSignMessageFeature,
} from "@solana/wallet-standard-features"
import { getTransferSolInstruction } from "@solana-program/system"
import { getWallets } from "@wallet-standard/app"
import type { Wallet, WalletAccount } from "@wallet-standard/base"
import type { StandardConnectFeature, StandardDisconnectFeature } from "@wallet-standard/features"
import { MESSAGE, onPress, SOLANA_RECEIVER, show } from "./outlet"

type Features = StandardConnectFeature &
  StandardDisconnectFeature &
  SolanaSignMessageFeature &
  SolanaSignAndSendTransactionFeature

const REMEMBERED = "connected"
const rpc = createSolanaRpc(new URLSearchParams(location.search).get("rpc") ?? "")
let account: WalletAccount | null = null

function features(): Features {
  const wallet: Wallet | undefined = getWallets()
    .get()
    .find(({ name }) => name === "Countersign")
  if (wallet === undefined) throw new Error("There is no wallet.")
  return wallet.features as Features
}

function connectedAccount(): WalletAccount {
  if (account === null) throw new Error("The wallet is not connected.")
  return account
}

async function connect(silent: boolean): Promise<void> {
  const { accounts } = await features()["standard:connect"].connect({ silent })
  account = accounts[0] ?? null
  if (account !== null) localStorage.setItem(REMEMBERED, "yes")
  show("address", account?.address ?? "")
}

onPress("connect", () => connect(false))

onPress("sign", async () => {
  const signer = connectedAccount()
  const message = new TextEncoder().encode(MESSAGE)
  const [output] = await features()["solana:signMessage"].signMessage({ account: signer, message })
  const key = await getPublicKeyFromAddress(address(signer.address))
  const isOurs = output && (await verifySignature(key, output.signature as SignatureBytes, message))
  show("signed", isOurs ? "verified" : "wrong")
})

onPress("send", async () => {
  const signer = connectedAccount()
  const source = createNoopSigner(address(signer.address))
  const { value: blockhash } = await rpc.getLatestBlockhash().send()
  const transfer = getTransferSolInstruction({
    ...{ source, destination: address(SOLANA_RECEIVER), amount: 1_000_000n },
  })
  const message = pipe(
    createTransactionMessage({ version: 0 }),
    (m) => setTransactionMessageFeePayer(source.address, m),
    (m) => setTransactionMessageLifetimeUsingBlockhash(blockhash, m),
    (m) => appendTransactionMessageInstruction(transfer, m),
  )
  const transaction = Uint8Array.from(getTransactionEncoder().encode(compileTransaction(message)))
  const { signAndSendTransaction } = features()["solana:signAndSendTransaction"]
  const [output] = await signAndSendTransaction({ account: signer, transaction, chain: "solana:localnet" })
  show("sent", output ? getBase58Decoder().decode(output.signature) : "")
})

onPress("disconnect", async () => {
  await features()["standard:disconnect"].disconnect()
  localStorage.removeItem(REMEMBERED)
  account = null
  show("address", "")
})

if (localStorage.getItem(REMEMBERED) !== null) void connect(true)
