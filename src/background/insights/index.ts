/**
 * What the background can say of an open consent beyond its subject. The consent is shown, answered and signed without
 * any of it: what comes late, or never, holds up nothing.
 */
export { type AssetList, type Listed, type ListedToken, openAssetList } from "./asset-list"
export { type Insights, openInsights } from "./insights"
export type { ReaderHands } from "./readers"
