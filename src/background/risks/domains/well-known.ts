/**
 * Sites that are worth imitating: wallets, exchanges, markets and explorers, by their registrable domain. `distinctive`
 * names are nobody else's, whatever stands behind the dot; the others are words of the language, and only the whole
 * domain is theirs. It says of no site that it is good.
 */

const DISTINCTIVE = `
uniswap.org opensea.io metamask.io metamask.github.io pancakeswap.finance sushiswap.fi etherscan.io
basescan.org polygonscan.com arbiscan.io bscscan.com solscan.io myetherwallet.com coinbase.com kraken.com
trustwallet.com walletconnect.com walletconnect.org walletconnect.network solflare.com raydium.io magiceden.io
magiceden.us looksrare.org rarible.com cryptokitties.co makerdao.com pendle.finance eigenlayer.xyz
eigenfoundation.org hyperliquid.xyz hyperfoundation.org polymarket.com starknet.io layerzero.network
layerzero.foundation convexfinance.com debank.com zerion.io coingecko.com coinmarketcap.com defillama.com
dexscreener.com dextools.io paraswap.io kyberswap.com quickswap.exchange traderjoexyz.com aerodrome.finance
velodrome.finance instadapp.io etherfi.app sommelier.finance arbitrum.io zksync.io bitfinex.com bybit.com
keepkey.com
`
const WORDS = `
aave.com curve.finance curve.fi 1inch.io lido.fi compound.finance balancer.fi yearn.fi dydx.exchange gmx.io
blur.io base.org ens.domains safe.global rabby.io rainbow.me backpack.app tensor.trade marinade.finance
jito.network kamino.finance drift.trade meteora.ag solana.com zapper.xyz snapshot.org cow.fi matcha.xyz
across.to hop.exchange zora.co morpho.org spark.fi sky.money frax.finance ether.fi rocketpool.net galxe.com
phantom.app phantom.com sushi.com orca.so pump.fun jup.ag optimism.io ledger.com gemini.com blockchain.com
polygon.technology synthetix.io trezor.io stargate.finance okx.com mycrypto.com ethereum.org binance.com
linea.build scroll.io blast.io
`

export type WellKnown = { domain: string; isDistinctive: boolean }

export function wellKnownSites(): WellKnown[] {
  const read = (text: string, isDistinctive: boolean) =>
    text
      .trim()
      .split(/\s+/)
      .map((domain) => ({ domain, isDistinctive }))
  return [...read(DISTINCTIVE, true), ...read(WORDS, false)]
}
