/** What assets are worth, by feeds on a chain; nobody is told what anybody holds. */
export { openPrices, type PriceReader } from "./prices"
