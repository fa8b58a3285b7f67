/**
 * The Solana half of the dApp: @solana/kit over whatever wallet registers by the Wallet Standard and offers this
 * chain. Knows no wallet by name.
 */

import {
  address,
  appendTransactionMessageInstruction,
  compileTransaction,
  createNoopSigner,
  createSolanaRpc,
  createTransactionMessage,
  getBase58Decoder,
  getPublicKeyFromAddress,
  getTransactionDecoder,
  getTransactionEncoder,
  pipe,
  type Signature,
  type SignatureBytes,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
  type Transaction,
  verifySignature,
} from "@solana/kit"
import type {
  SolanaSignAndSendTransactionFeature,
  SolanaSignMessageFeature,
  SolanaSignTransactionFeature,
} from "@solana/wallet-standard-features"
import { getTransferSolInstruction } from "@solana-program/system"
import { getWallets } from "@wallet-standard/app"
import type { Wallet, WalletAccount } from "@wallet-standard/base"
import type { StandardConnectFeature } from "@wallet-standard/features"
import { formatUnits, parseUnits } from "viem"
import type { Verdict } from "./verdict"

const CHAIN = "solana:localnet"

type Features = StandardConnectFeature &
  SolanaSignMessageFeature &
  SolanaSignTransactionFeature &
  SolanaSignAndSendTransactionFeature
export type SolanaWallet = Wallet & { features: Features }

export function findSolanaWallets(found: (wallet: SolanaWallet) => void): void {
  const { get, on } = getWallets()
  const consider = (...wallets: readonly Wallet[]) => wallets.filter(isSolanaWallet).forEach(found)
  consider(...get())
  on("register", consider)
}

function isSolanaWallet(wallet: Wallet): wallet is SolanaWallet {
  const wanted = ["standard:connect", "solana:signMessage", "solana:signAndSendTransaction"]
  return wallet.chains.includes(CHAIN) && wanted.every((feature) => feature in wallet.features)
}

export function openSolana(rpcUrl: string) {
  const rpc = createSolanaRpc(rpcUrl)

  async function connect(wallet: SolanaWallet): Promise<WalletAccount> {
    const [account] = (await wallet.features["standard:connect"].connect()).accounts
    if (account === undefined) throw new Error("The wallet connected no account.")
    return account
  }

  async function balance(account: WalletAccount): Promise<string> {
    const { value } = await rpc.getBalance(address(account.address)).send()
    return `${formatUnits(value, 9)} SOL`
  }

  async function sign(wallet: SolanaWallet, account: WalletAccount, text: string): Promise<Verdict> {
    const message = new TextEncoder().encode(text)
    const [output] = await wallet.features["solana:signMessage"].signMessage({ account, message })
    if (output === undefined) throw new Error("The wallet answered with nothing.")
    const holds = await isSignedBy(account, output.signature, message)
    return { holds, ...signedOrNot(holds), value: base58(output.signature) }
  }

  async function transfer(account: WalletAccount, to: string, sol: string): Promise<Transaction> {
    const payer = createNoopSigner(address(account.address))
    const amount = parseUnits(sol, 9)
    const { value: blockhash } = await rpc.getLatestBlockhash().send()
    const message = pipe(
      createTransactionMessage({ version: 0 }),
      (m) => setTransactionMessageFeePayer(payer.address, m),
      (m) => setTransactionMessageLifetimeUsingBlockhash(blockhash, m),
      (m) =>
        appendTransactionMessageInstruction(
          getTransferSolInstruction({ source: payer, destination: address(to), amount }),
          m,
        ),
    )
    return compileTransaction(message)
  }

  async function send(
    wallet: SolanaWallet,
    account: WalletAccount,
    to: string,
    sol: string,
  ): Promise<Verdict> {
    const unsigned = await transfer(account, to, sol)
    const transaction = bytesOf(unsigned)
    const feature = wallet.features["solana:signAndSendTransaction"]
    const [output] = await feature.signAndSendTransaction({ account, transaction, chain: CHAIN })
    if (output === undefined) throw new Error("The wallet answered with nothing.")
    const value = base58(output.signature)
    const signed = await isSignedBy(account, output.signature, unsigned.messageBytes)
    if (!signed) return { holds: false, ...signedOrNot(false), value }
    const slot = await landed(value as Signature)
    return { holds: slot !== null, sentence: slot === null ? "It did not land." : `In slot ${slot}.`, value }
  }

  async function signOnly(
    wallet: SolanaWallet,
    account: WalletAccount,
    to: string,
    sol: string,
  ): Promise<Verdict> {
    const unsigned = await transfer(account, to, sol)
    const transaction = bytesOf(unsigned)
    const feature = wallet.features["solana:signTransaction"]
    const [output] = await feature.signTransaction({ account, transaction, chain: CHAIN })
    if (output === undefined) throw new Error("The wallet answered with nothing.")
    const signature = getTransactionDecoder().decode(output.signedTransaction).signatures[
      address(account.address)
    ]
    const holds = signature ? await isSignedBy(account, signature, unsigned.messageBytes) : false
    return { holds, ...signedOrNot(holds), value: signature ? base58(signature) : "" }
  }

  async function landed(signature: Signature): Promise<bigint | null> {
    for (let attempt = 0; attempt < 80; attempt += 1) {
      const { value } = await rpc.getSignatureStatuses([signature]).send()
      const [status] = value
      if (status?.err) return null
      if (status?.confirmationStatus && status.confirmationStatus !== "processed") return status.slot
      await new Promise((wake) => setTimeout(wake, 250))
    }
    return null
  }

  return { connect, balance, sign, send, signOnly }
}

function bytesOf(transaction: Transaction): Uint8Array {
  return new Uint8Array(getTransactionEncoder().encode(transaction))
}

async function isSignedBy(account: WalletAccount, signature: ArrayLike<number>, bytes: ArrayLike<number>) {
  const key = await getPublicKeyFromAddress(address(account.address))
  return verifySignature(key, Uint8Array.from(signature) as unknown as SignatureBytes, Uint8Array.from(bytes))
}

function signedOrNot(holds: boolean): { sentence: string } {
  return { sentence: holds ? "Signed by this account." : "Not signed by this account." }
}

function base58(bytes: ArrayLike<number>): string {
  return getBase58Decoder().decode(Uint8Array.from(bytes))
}
