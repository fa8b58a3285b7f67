/** The door of the scripts: what the tests share with `npm start`. */
export { findChromium, findFirefox } from "./browsers"
export { buildExtension, type Target, targets } from "./build-extension"
export { buildKms, bundle, type KmsBuild } from "./build-kms"
export { type Chains, startChains, startEthereum } from "./chains"
export { extensionArgs, openChromium } from "./chromium"
export {
  approve,
  type OpenConsent,
  openConsents,
  reject,
  type Surfaces,
  untilLive,
  waitForConsent,
} from "./consent-window"
export { filesUnder } from "./file-list"
export { placeProvider } from "./finish-build"
export { hangsAmong } from "./hangs"
export { writeDrawings } from "./icons"
export { type KmsMockProcess, startKmsMockProcess } from "./kms-mock-process"
export { colourFaultsOf, complaintsOf, layoutFaultsOf } from "./picture-checks"
export {
  openStage,
  type ServedStage,
  type Stage,
  type StageScene,
  type StageWindow,
  serveStage,
} from "./picture-stage"
export { descendantsOf } from "./process-tree"
export { type Program, type ProgramPlan, startProgram } from "./program"
export { rpc } from "./rpc"
export { licences, phishingList, tokenList } from "./shipped-lists"
export { look, type Surface, until } from "./surface"
export { slowIn, sumBySubject, type Tally } from "./tallies"
export * from "./verify"
