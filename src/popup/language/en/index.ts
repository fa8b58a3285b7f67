/** All that the face says in English, from which the keys and their values are derived. */
import { accounts } from "./accounts"
import { activity } from "./activity"
import { asset } from "./asset"
import { autoConfirm } from "./auto-confirm"
import { batch } from "./batch"
import { calls } from "./calls"
import { chain } from "./chain"
import { choose } from "./choose"
import { common } from "./common"
import { connect } from "./connect"
import { consent } from "./consent"
import { developer } from "./developer"
import { does } from "./does"
import { fault } from "./fault"
import { firstRun } from "./first-run"
import { home } from "./home"
import { insight } from "./insight"
import { kms } from "./kms"
import { lock } from "./lock"
import { login } from "./login"
import { message } from "./message"
import { networks } from "./networks"
import { risk } from "./risk"
import { send } from "./send"
import { settings } from "./settings"
import { shortcuts } from "./shortcuts"
import { signIn } from "./sign-in"
import { site } from "./site"
import { slowed } from "./slowed"
import { tabs } from "./tabs"
import { transaction } from "./transaction"
import { typedData } from "./typed-data"
import { worth } from "./worth"

export const en = {
  accounts,
  activity,
  asset,
  autoConfirm,
  batch,
  calls,
  chain,
  choose,
  common,
  connect,
  does,
  consent,
  fault,
  firstRun,
  home,
  insight,
  login,
  developer,
  kms,
  lock,
  networks,
  shortcuts,
  site,
  message,
  risk,
  send,
  settings,
  signIn,
  slowed,
  tabs,
  transaction,
  typedData,
  worth,
} as const
