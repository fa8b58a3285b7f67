/** The token program and its successor: what they share, instruction by instruction. */

import type { Reading } from "~protocol"
import type { Field } from "./fields"
import { readFields } from "./fields"
import { type Around, type Instruction, type InstructionReader, readingOf } from "./instruction"
import { fitShape, type Shape, shape, withMore } from "./shape"
import * as act from "./token-actions"
import { readTokenExtension } from "./token-extensions"

export const TOKEN = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"
export const TOKEN_2022 = "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb"

const AMOUNT = ["amount", "u64"] as const
const CHECKED: Field[] = [AMOUNT, ["decimals", "u8"]]
const MINT: Field[] = [
  ["decimals", "u8"],
  ["mint-authority", "key"],
  ["freeze-authority", { option: "key" }],
]
const OWNER: Field[] = [["owner", "key"]]
const NEEDED: Field[] = [["signers-needed", "u8"]]

/** In the program's own words and numbers; only the first four exist in the older program. */
const RIGHTS = [
  ...["mint-tokens", "freeze-account", "account-owner", "close-account"],
  ...["transfer-fee-config", "withheld-withdraw", "close-mint", "interest-rate", "permanent-delegate"],
  ...["confidential-transfer-mint", "transfer-hook-program", "confidential-transfer-fee-config"],
  ...["metadata-pointer", "group-pointer", "group-member-pointer", "scaled-ui-amount", "pause"],
  "permissioned-burn",
]

const shapes = (isNew: boolean): Shape[] => [
  shape(0, "initializeMint", ["mint", "rent!"], MINT),
  shape(1, "initializeAccount", ["account", "mint", "owner", "rent!"], [], act.create),
  shape(16, "initializeAccount2", ["account", "mint", "rent!"], OWNER, act.create),
  shape(17, "syncNative", ["account", "rent~"], [], act.wrap),
  shape(18, "initializeAccount3", ["account", "mint"], OWNER, act.create),
  shape(20, "initializeMint2", ["mint"], MINT),
  shape(21, "getAccountDataSize", ["mint"], isNew ? [["extensions", "u16s"]] : []),
  shape(22, "initializeImmutableOwner", ["account"], []),
  shape(23, "amountToUiAmount", ["mint"], [AMOUNT]),
  shape(24, "uiAmountToAmount", ["mint"], [["amount", "text"]]),
  ...withMore("signer", [
    shape(2, "initializeMultisig", ["multisig", "rent!"], NEEDED),
    shape(19, "initializeMultisig2", ["multisig"], NEEDED),
    ...signedShapes(isNew),
  ]),
  ...transferShapes(isNew),
]

/** With the owner or, where that is several, its signers behind it. */
const signedShapes = (isNew: boolean): Shape[] => [
  shape(4, "approve", ["source", "delegate", "owner"], [AMOUNT], act.approve),
  shape(5, "revoke", ["source", "owner"], []),
  shape(
    6,
    "setAuthority",
    ["owned", "authority"],
    [
      ["right", { choice: "u8", names: isNew ? RIGHTS : RIGHTS.slice(0, 4) }],
      ["new-authority", { option: "key" }],
    ],
    act.setAuthority,
  ),
  shape(7, "mintTo", ["mint", "destination", "authority"], [AMOUNT], act.mint),
  shape(8, "burn", ["source", "mint", "authority"], [AMOUNT], act.burn),
  shape(9, "closeAccount", ["account", "destination", "owner"], [], act.close),
  shape(10, "freezeAccount", ["account", "mint", "authority"], []),
  shape(11, "thawAccount", ["account", "mint", "authority"], []),
  shape(13, "approveChecked", ["source", "mint", "delegate", "owner"], CHECKED, act.approve),
  shape(14, "mintToChecked", ["mint", "destination", "authority"], CHECKED, act.mint),
  shape(15, "burnChecked", ["source", "mint", "authority"], CHECKED, act.burn),
  shape(38, "withdrawExcessLamports", ["source", "destination", "authority"], [], act.sendLamports),
  shape(
    45,
    "unwrapLamports",
    ["source", "destination", "authority"],
    [["amount", { option: "u64" }]],
    act.unwrap,
  ),
]

/** Behind a transfer stand signers, or references; with the newer program perhaps those of a program of the mint's. */
const transferShapes = (isNew: boolean): Shape[] => {
  const all = [
    shape(3, "transfer", ["source", "destination", "authority"], [AMOUNT], act.send),
    shape(12, "transferChecked", ["source", "mint", "destination", "authority"], CHECKED, act.send),
  ]
  return isNew ? all : withMore("reference or signer", all)
}

/** Several instructions in one, each with so many of the accounts. */
const BATCH = 255

export const readToken: InstructionReader = (instruction, around) =>
  instruction.data[0] === BATCH ? readBatch(instruction, around) : readSingle(instruction, around)

function readSingle(instruction: Instruction, around: Around): Reading | null {
  const isNew = instruction.program === TOKEN_2022
  const found = shapes(isNew).find(({ tag }) => tag === instruction.data[0])
  if (found !== undefined) return fitShape(instruction, found, instruction.data.subarray(1), around)
  return isNew ? readTokenExtension(instruction, around) : null
}

function readBatch(instruction: Instruction, around: Around): Reading | null {
  const inside: Reading[] = []
  let accounts = instruction.accounts
  let data = instruction.data.subarray(1)
  while (data.length > 0) {
    const head = readFields(
      [
        ["accounts", "u8"],
        ["bytes", "u8"],
      ],
      data,
    )
    if (typeof head === "string") return null
    const [count, length] = head.values.map(Number)
    if (count === undefined || length === undefined) return null
    if (count > accounts.length || length > head.rest.length) return null
    const part = { ...instruction, accounts: accounts.slice(0, count), data: head.rest.slice(0, length) }
    const read = readSingle(part, around)
    if (read === null) return null
    inside.push(read)
    accounts = accounts.slice(count)
    data = head.rest.subarray(length)
  }
  const isExact = accounts.length === 0 && inside.every(({ how }) => how === "exact")
  const how = isExact ? "exact" : "named"
  return readingOf(instruction, { how, action: { type: "several" }, signature: "batch", members: [], inside })
}
