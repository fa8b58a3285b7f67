/**
 * What could go wrong with a consent, as codes with their terms. Pure and synchronous: it looks nothing up, and decides
 * nothing; the face says it, and the desk refuses what is blocked.
 */
export { type Asked, type Known, riskOf } from "./appraisal"
export { appraise } from "./appraise"
export type { PhishingVerdict } from "./phishing/detector"
export { noVerdict } from "./phishing/detector"
