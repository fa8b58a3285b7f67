/** Calls of known protocols whose terms a person does not need translated: lending, staking and names. */
import { amountOf, assetOf, justCall } from "../reading"
import { type Mean, type Shape, shapesAt } from "../shape"

const just: Mean = () => justCall

const stake: Mean = (_, { chain, wei, to }) => ({
  action: { type: "stake", ...amountOf(assetOf(chain, null), wei), with: to },
})

const all = (texts: readonly string[]) => Object.fromEntries(texts.map((text) => [text, just]))

const aave = [
  "supply(address asset,uint256 amount,address onBehalfOf,uint16 referralCode)",
  "deposit(address asset,uint256 amount,address onBehalfOf,uint16 referralCode)",
  "withdraw(address asset,uint256 amount,address to)",
  "borrow(address asset,uint256 amount,uint256 interestRateMode,uint16 referralCode,address onBehalfOf)",
  "repay(address asset,uint256 amount,uint256 rateMode,address onBehalfOf)",
  "repayWithATokens(address asset,uint256 amount,uint256 interestRateMode)",
  "supplyWithPermit(address asset,uint256 amount,address onBehalfOf,uint16 referralCode,uint256 deadline,uint8 permitV,bytes32 permitR,bytes32 permitS)",
  "repayWithPermit(address asset,uint256 amount,uint256 interestRateMode,address onBehalfOf,uint256 deadline,uint8 permitV,bytes32 permitR,bytes32 permitS)",
  "setUserUseReserveAsCollateral(address asset,bool useAsCollateral)",
  "swapBorrowRateMode(address asset,uint256 rateMode)",
  "setUserEMode(uint8 categoryId)",
]

const gateway = [
  "depositETH(address pool,address onBehalfOf,uint16 referralCode)",
  "withdrawETH(address pool,uint256 amount,address to)",
  "borrowETH(address pool,uint256 amount,uint16 referralCode)",
  "repayETH(address pool,uint256 amount,address onBehalfOf)",
]

const queue = [
  "requestWithdrawals(uint256[] amounts,address owner)",
  "requestWithdrawalsWstETH(uint256[] amounts,address owner)",
  "requestWithdrawalsWithPermit(uint256[] amounts,address owner,(uint256 value,uint256 deadline,uint8 v,bytes32 r,bytes32 s) permit)",
  "requestWithdrawalsWstETHWithPermit(uint256[] amounts,address owner,(uint256 value,uint256 deadline,uint8 v,bytes32 r,bytes32 s) permit)",
  "claimWithdrawal(uint256 requestId)",
  "claimWithdrawals(uint256[] requestIds,uint256[] hints)",
]

const names = [
  "setAddr(bytes32 node,address a)",
  "setAddr(bytes32 node,uint256 coinType,bytes a)",
  "setText(bytes32 node,string key,string value)",
  "setContenthash(bytes32 node,bytes hash)",
  "setName(string name)",
  "setName(bytes32 node,string newName)",
  "setOwner(bytes32 node,address owner)",
  "setResolver(bytes32 node,address resolver)",
  "setTTL(bytes32 node,uint64 ttl)",
  "setRecord(bytes32 node,address owner,address resolver,uint64 ttl)",
  "setSubnodeOwner(bytes32 node,bytes32 label,address owner)",
  "setSubnodeRecord(bytes32 node,bytes32 label,address owner,address resolver,uint64 ttl)",
  "commit(bytes32 commitment)",
  "renew(string name,uint256 duration)",
  "register(string name,address owner,uint256 duration,bytes32 secret,address resolver,bytes[] data,bool reverseRecord,uint16 ownerControlledFuses)",
]

export function lendingShapes(): Shape[] {
  return [
    ...shapesAt(["aave"], all(aave)),
    ...shapesAt(["aave-gateway"], all(gateway)),
    ...shapesAt(["lido"], {
      "submit(address _referral)": stake,
      "transferShares(address _recipient,uint256 _sharesAmount)": just,
    }),
    ...shapesAt(["lido-wrapped"], all(["wrap(uint256 _stETHAmount)", "unwrap(uint256 _wstETHAmount)"])),
    ...shapesAt(["lido-queue"], all(queue)),
    ...shapesAt(["deposit"], {
      "deposit(bytes pubkey,bytes withdrawal_credentials,bytes signature,bytes32 deposit_data_root)": stake,
    }),
    ...shapesAt(["ens"], all(names)),
  ]
}
