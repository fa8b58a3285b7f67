/**
 * The buttons of MetaMask's test dApp, by what this wallet does with them: asks the person, answers by itself, refuses
 * without a window, or is asked nothing. Contracts are deployed first, because later buttons call them.
 */
import { look } from "~scripts"
import type { TestDapp } from "./test-dapp"

/** A check of the dApp's own: what it then shows, in lower case. */
type Check = { press: string; results: readonly string[] }

export type Asking = {
  button: string
  method: string
  fill?: (dapp: TestDapp) => Promise<void>
  verify?: readonly Check[]
  after?: (dapp: TestDapp) => Promise<boolean>
  /** What the window warns of, where what is asked is not as it should be. */
  warns?: string
}

export type Refused = Pick<Asking, "button" | "method" | "fill"> & { code: number }
export type Tens = Pick<Asking, "button" | "method"> & { atOnce: boolean }

/** What one person can work through on one page, in this order. */
export type Part = {
  asking: readonly Asking[]
  answered: readonly Asking[]
  refused: readonly Refused[]
  tens: readonly Tens[]
}

const SEND = "eth_sendTransaction"
const TYPED = "eth_signTypedData_v4"

export const accountOf = (dapp: TestDapp): Promise<string> => dapp.textOf("accounts")

const shows = (id: string, text: string) => async (dapp: TestDapp) => (await dapp.textOf(id)).includes(text)
const isLive = (button: string) => (dapp: TestDapp) => dapp.isLive(button)

/** The dApp keeps some buttons dead until something else has come to pass, which this wallet refuses. */
const enliven = (button: string) => async (dapp: TestDapp) =>
  void (await dapp.tab.evaluate(`document.getElementById("${button}").disabled = false`))

/** Of the tokens that the dApp names, the last; what it says of those that were not made is no address. */
async function newestToken(dapp: TestDapp): Promise<string> {
  const named = await look<string>(dapp.tab, `document.getElementById("erc20TokenAddresses").innerText`)
  return named?.split(", ").at(-1) ?? ""
}

const deployments: readonly Asking[] = [
  { button: "createToken", method: SEND, after: isLive("transferTokens") },
  { button: "deployNFTsButton", method: SEND, after: isLive("mintButton") },
  { button: "deployERC1155Button", method: SEND, after: isLive("batchMintButton") },
  { button: "deployButton", method: SEND, after: isLive("depositButton") },
  { button: "deployFailingButton", method: SEND, after: isLive("sendFailingButton") },
  { button: "deployMultisigButton", method: SEND, after: isLive("sendMultisigButton") },
]

const transfers: readonly Asking[] = [
  { button: "sendButton", method: SEND },
  { button: "sendEIP1559Button", method: SEND },
  { button: "sendEIP1559WithoutGasButton", method: SEND },
  { button: "sendFailingButton", method: SEND, after: shows("failingContractStatus", "as expected") },
  { button: "sendMultisigButton", method: SEND, after: shows("multisigContractStatus", "as expected") },
  { button: "sendHeavyHexDataButton", method: SEND },
  { button: "depositButton", method: SEND, after: shows("contractStatus", "Deposit completed") },
  { button: "withdrawButton", method: SEND, after: shows("contractStatus", "Withdrawn") },
  { button: "maliciousRawEthButton", method: SEND },
  { button: "maliciousContractInteractionButton", method: SEND },
  {
    button: "submitForm",
    method: SEND,
    async fill(dapp) {
      const said = { toInput: "0x0c54FcCd2e384b4BB6f2E405Bf5Cbc15a017AaFb", amountInput: "0x0" }
      const paid = { gasInput: "0x2540be400", dataInput: "0x" }
      for (const [field, value] of Object.entries({ ...said, ...paid })) await dapp.fill(field, value)
    },
  },
]

const tokens: readonly Asking[] = [
  {
    button: "watchAssets",
    method: "wallet_watchAsset",
    async fill(dapp) {
      const token = JSON.stringify(await newestToken(dapp))
      await dapp.tab.evaluate(`void (document.getElementById("erc20TokenAddresses").innerText = ${token})`)
    },
  },
  {
    button: "eip747WatchButton",
    method: "wallet_watchAsset",
    async fill(dapp) {
      await dapp.fill("eip747ContractAddress", await newestToken(dapp))
      await dapp.fill("eip747Symbol", "TST")
      await dapp.fill("eip747Decimals", "4")
    },
  },
  { button: "transferTokens", method: SEND },
  {
    button: "approveTokens",
    method: SEND,
    fill: async (dapp) => dapp.fill("approveTo", await accountOf(dapp)),
  },
  { button: "increaseTokenAllowance", method: SEND },
  {
    button: "transferFromTokens",
    method: SEND,
    async fill(dapp) {
      await dapp.fill("transferFromSenderInput", await accountOf(dapp))
      await dapp.fill("transferFromRecipientInput", "0x2f318C334780961FB129D2a6c30D0763d9a5C970")
    },
  },
  { button: "transferTokensWithoutGas", method: SEND },
  { button: "approveTokensWithoutGas", method: SEND },
]

const collectibles: readonly Asking[] = [
  { button: "mintButton", method: SEND, after: shows("nftsStatus", "Mint completed") },
  { button: "approveButton", method: SEND, after: shows("nftsStatus", "Approve completed") },
  { button: "setApprovalForAllButton", method: SEND },
  { button: "revokeButton", method: SEND },
  { button: "transferFromButton", method: SEND },
  {
    button: "batchMintButton",
    method: SEND,
    async fill(dapp) {
      await dapp.fill("batchMintTokenIds", "1,2")
      await dapp.fill("batchMintIdAmounts", "5,5")
    },
  },
  {
    button: "batchTransferFromButton",
    method: SEND,
    async fill(dapp) {
      await dapp.fill("batchTransferTokenIds", "1,2")
      await dapp.fill("batchTransferTokenAmounts", "1,1")
    },
  },
  { button: "setApprovalForAllERC1155Button", method: SEND },
  { button: "revokeERC1155Button", method: SEND },
]

const checked = (button: string, method: string, results = [`${button}VerifyResult`]): Asking => ({
  button,
  method,
  verify: [{ press: `${button}Verify`, results }],
})

const permits: readonly Asking[] = [
  { ...checked("sign721Permit", TYPED), warns: "It names no app, contract or network" },
]

const signatures: readonly Asking[] = [
  checked("personalSign", "personal_sign", [
    "personalSignVerifySigUtilResult",
    "personalSignVerifyECRecoverResult",
  ]),
  checked("signTypedDataV3", "eth_signTypedData_v3"),
  checked("signTypedDataV4", TYPED),
  checked("signPermit", TYPED),
  { button: "siwe", method: "personal_sign" },
  { button: "siweResources", method: "personal_sign" },
  { button: "siweBadDomain", method: "personal_sign", warns: "The message signs you in to" },
  { button: "siweBadAccount", method: "personal_sign", warns: "another account" },
  { button: "siweMalformed", method: "personal_sign", warns: "not written like one" },
  ...[
    "signBlurOrder",
    "signPermitSingle",
    "signPermitBatch",
    "maliciousPermit",
    "maliciousTradeOrder",
    "maliciousSeaport",
  ].map((button) => ({ button, method: TYPED })),
]

const refusedWith = (code: number, method: string, names: readonly string[]): Refused[] =>
  names.map((button) => ({ button, method, code }))

/** What changes the chain: contracts, transactions and tokens. */
const sending: Part = {
  asking: [...deployments, ...transfers, ...tokens, ...collectibles, ...permits],
  answered: [
    {
      button: "getAllowance",
      method: "eth_call",
      async fill(dapp) {
        await dapp.fill("allowanceOwner", await accountOf(dapp))
        await dapp.fill("allowanceSpender", await accountOf(dapp))
      },
    },
  ],
  refused: [
    ...refusedWith(-32602, SEND, [
      "sendWithInvalidValue",
      "sendWithInvalidTxType",
      "sendWithInvalidRecipient",
      "sendWithInvalidGasLimit",
      "sendWithInvalidMaxFeePerGas",
      "maliciousSendWithOddHexData",
      "maliciousApproveERC20WithOddHexData",
      "maliciousSendWithoutHexPrefixValue",
      "sendTempoBatchTx",
    ]),
    // Their tokens are on other chains: here the dApp leaves out the receiver, and what is left is no contract's code.
    ...refusedWith(-32003, SEND, [
      "maliciousERC20TransferButton",
      "maliciousApprovalButton",
      "maliciousSetApprovalForAll",
    ]),
    ...refusedWith(-32602, "wallet_watchAsset", ["watchNFTButton", "watchNFTsButton", "watchAssetButton"]),
  ],
  tens: [],
}

/** What is signed, and all the rest. */
const signing: Part = {
  asking: [...signatures, { button: "requestPermissions", method: "wallet_requestPermissions" }],
  answered: [
    { button: "getAccounts", method: "eth_accounts" },
    { button: "getPermissions", method: "wallet_getPermissions" },
    { button: "eip5792GetCapabilitiesButton", method: "wallet_getCapabilities" },
  ],
  refused: [
    ...refusedWith(4200, "eth_sign", ["ethSign"]),
    ...refusedWith(4200, "eth_signTypedData", ["signTypedData"]),
    ...refusedWith(4200, "eth_getEncryptionPublicKey", ["getEncryptionKeyButton"]),
    { button: "decryptButton", method: "eth_decrypt", code: 4200, fill: enliven("decryptButton") },
    ...refusedWith(5760, "wallet_sendCalls", [
      "eip5792SendCallsButton",
      "eip5792SendCallsApprovalButton",
      "ppomSendMaliciousEthButton",
      "ppomSendMaliciousERC20TransferButton",
      "ppomSendMaliciousERC20ApprovalButton",
      "ppomSendMaliciousSetApprovalForAllButton",
      "ppomSendMaliciousContractInteractionButton",
      "ppomSendThreeMaliciousTxsButton",
    ]),
    {
      button: "eip5792GetCallsStatusButton",
      method: "wallet_getCallsStatus",
      code: 5730,
      fill: (dapp) => dapp.fill("eip5792RequestIdInput", "0x1234"),
    },
    {
      button: "ppomGetCallsStatusButton",
      method: "wallet_getCallsStatus",
      code: -32602,
      fill: enliven("ppomGetCallsStatusButton"),
    },
    ...refusedWith(4902, "wallet_switchEthereumChain", ["switchEthereumChain"]),
    {
      button: "networkLinea",
      method: "wallet_switchEthereumChain",
      code: 4902,
      fill: async (dapp) =>
        void (await dapp.tab.evaluate(
          `document.querySelector('[data-chain-id="0xe708"]').id = "networkLinea"`,
        )),
    },
    ...refusedWith(-32602, "wallet_addEthereumChain", ["addEthereumChain"]),
    ...refusedWith(-32602, TYPED, [
      "signInvalidType",
      "signEmptyDomain",
      "signExtraDataNotTyped",
      "signInvalidPrimaryType",
      "signNoPrimaryTypeDefined",
      "signInvalidVerifyingContractType",
      "signSeaportBulkOrder",
      "maliciousPermitIntAddress",
      "maliciousPermitHexPaddedChain",
    ]),
  ],
  tens: [
    { button: "sendEIP1559Batch", method: SEND, atOnce: true },
    { button: "signTypedDataV4Batch", method: TYPED, atOnce: true },
    { button: "sendEIP1559Queue", method: SEND, atOnce: false },
    { button: "signTypedDataV4Queue", method: TYPED, atOnce: false },
  ],
}

export const parts = { sending, signing } as const satisfies Record<string, Part>

/** What `addEthereumChain` brings, and where. */
export const broughtChain = { number: 0x53a, host: "127.0.0.1:8546" }

/** They ask nothing of this wallet here. */
export const unoffered: readonly string[] = [
  // Other ways to other wallets.
  ...["walletConnect", "sdkConnect", "useWindowProviderButton"],
  // They open, fill or reckon with forms of the dApp.
  ...["openNetworkPicker", "eip5792SendCallsEdit", "eip5792AddCall", "resetConfigButton"],
  ...["batchUsdcSwapResetButton", "encryptButton", "signTypedDataVerify"],
  // Only for chains that are not local.
  ...["swapComparisonSwapButton", "batchUsdcSwapExecuteButton", "batchUsdcSwapCheckStatusButton"],
  ...["eip5792SendCallsRequiredAssetsButton", "mintSepoliaERC20", "ensSubmit"],
]
