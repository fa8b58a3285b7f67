/**
 * The extensions of the newer token program: named by their numbers, and read no further, but for the transfer with
 * its fee, which moves tokens like any other.
 */

import type { Reading } from "~protocol"
import { type Around, type Instruction, namedReading } from "./instruction"
import { fitShape, shape } from "./shape"
import { send } from "./token-actions"

const EXTENSIONS: Readonly<Record<number, string>> = {
  25: "initializeMintCloseAuthority",
  26: "transferFee",
  27: "confidentialTransfer",
  28: "defaultAccountState",
  29: "reallocate",
  30: "memoTransfer",
  31: "createNativeMint",
  32: "initializeNonTransferableMint",
  33: "interestBearingMint",
  34: "cpiGuard",
  35: "initializePermanentDelegate",
  36: "transferHook",
  37: "confidentialTransferFee",
  39: "metadataPointer",
  40: "groupPointer",
  41: "groupMemberPointer",
  42: "confidentialMintBurn",
  43: "scaledUiAmount",
  44: "pausable",
  46: "permissionedBurn",
}

/** Of those that are families, by their second number. */
const MEMBERS: Readonly<Record<number, readonly string[]>> = {
  26: [
    ...["initializeTransferFeeConfig", "transferCheckedWithFee", "withdrawWithheldTokensFromMint"],
    ...["withdrawWithheldTokensFromAccounts", "harvestWithheldTokensToMint", "setTransferFee"],
  ],
  28: ["initializeDefaultAccountState", "updateDefaultAccountState"],
  30: ["enableRequiredTransferMemos", "disableRequiredTransferMemos"],
  33: ["initializeInterestBearingMint", "updateInterestRate"],
  34: ["enableCpiGuard", "disableCpiGuard"],
  36: ["initializeTransferHook", "updateTransferHook"],
  39: ["initializeMetadataPointer", "updateMetadataPointer"],
  40: ["initializeGroupPointer", "updateGroupPointer"],
  41: ["initializeGroupMemberPointer", "updateGroupMemberPointer"],
  43: ["initializeScaledUiAmount", "updateScaledUiAmountMultiplier"],
  44: ["initializePausable", "pause", "resume"],
}

export function readTokenExtension(instruction: Instruction, around: Around): Reading | null {
  const [tag = -1, second = -1] = instruction.data
  if (tag === 26 && second === 1)
    return fitShape(instruction, feeShape(), instruction.data.subarray(2), around)
  const name = MEMBERS[tag]?.[second] ?? EXTENSIONS[tag]
  return name === undefined ? null : namedReading(instruction, name)
}

const feeShape = () =>
  shape(
    26,
    "transferCheckedWithFee",
    ["source", "mint", "destination", "authority"],
    [
      ["amount", "u64"],
      ["decimals", "u8"],
      ["fee", "u64"],
    ],
    send,
  )
