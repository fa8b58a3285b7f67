/**
 * Typed data that lets tokens leave: EIP-2612 and DAI's permits, ERC-4494's for one token of a collection, EIP-3009's
 * authorisations, and Permit2. They are known by their whole encoded type, so that no member hides.
 */
import type { TypedData } from "~protocol"
import type { Action } from "../facts"
import { numberOf } from "./eip712-atoms"
import { erc20, erc721, PERMIT2, UINT256_MAX, UNBOUNDED } from "./ethereum-assets"
import type { Findings } from "./findings"

/** `contract` is the one that acts on the signature. Numbers and addresses in the message were checked already. */
export type Permission = {
  encodedType: string
  primaryType: string
  message: TypedData["message"]
  chainId: string
  contract: string
  findings: Findings
}

type Reading = (permission: Permission) => void

const TOKEN_PERMISSIONS = "TokenPermissions(address token,uint256 amount)"
const DETAILS = "PermitDetails(address token,uint160 amount,uint48 expiration,uint48 nonce)"
const AUTHORIZATION =
  "(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"

/** Of tokens; the contract is the token. */
const tokenPermits: ReadonlyMap<string, Reading> = new Map<string, Reading>([
  [
    "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)",
    (given) => notePermit(given, token(given), number(given.message.value), "owner"),
  ],
  [
    "Permit(address holder,address spender,uint256 nonce,uint256 expiry,bool allowed)",
    (given) => notePermit(given, token(given), given.message.allowed === true ? UINT256_MAX : 0n, "holder"),
  ],
  [
    "Permit(address spender,uint256 tokenId,uint256 nonce,uint256 deadline)",
    (given) => notePermit(given, erc721(given.chainId, given.contract), 1n, ""),
  ],
  ...["TransferWithAuthorization", "ReceiveWithAuthorization"].map((name): [string, Reading] => [
    name + AUTHORIZATION,
    (given) => {
      const { from, to, value } = given.message
      note(given, {
        type: "transfer",
        asset: token(given),
        amount: number(value),
        from: text(from),
        to: text(to),
      })
    },
  ]),
])

/** Of Permit2, at its own address; what a witness adds decides when, never more. */
const permit2Permits: readonly { starts: string; ends: string; permitted: string }[] = [
  {
    starts: "PermitSingle(PermitDetails details,address spender,uint256 sigDeadline)",
    ends: DETAILS,
    permitted: "details",
  },
  {
    starts: "PermitBatch(PermitDetails[] details,address spender,uint256 sigDeadline)",
    ends: DETAILS,
    permitted: "details",
  },
  ...["", "Batch"].map((batch) => ({
    starts: `Permit${batch}TransferFrom(${tokensOf(batch)} permitted,address spender,uint256 nonce,uint256 deadline)`,
    ends: TOKEN_PERMISSIONS,
    permitted: "permitted",
  })),
]

const permit2Witnessed = ["", "Batch"].map(
  (batch) =>
    `Permit${batch}WitnessTransferFrom(${tokensOf(batch)} permitted,address spender,uint256 nonce,uint256 deadline,`,
)

/** Whether it was understood; all it permits is then noted. */
export function readPermission(permission: Permission): boolean {
  if (permission.contract === PERMIT2) return readPermit2(permission)
  const known = tokenPermits.get(permission.encodedType)
  known?.(permission)
  return known !== undefined
}

function readPermit2(permission: Permission): boolean {
  const { encodedType, message } = permission
  const known = permit2Permits.find(({ starts, ends }) => encodedType === starts + ends)
  const isWitnessed =
    permit2Witnessed.some((starts) => encodedType.startsWith(starts)) &&
    encodedType.includes(`)${TOKEN_PERMISSIONS}`)
  if (!known && !isWitnessed) return false
  const permitted = [message[known?.permitted ?? "permitted"]].flat() as { token: string; amount: unknown }[]
  for (const each of permitted) {
    const asset = erc20(permission.chainId, each.token.toLowerCase())
    notePermit(permission, asset, number(each.amount), "")
  }
  return permitted.length > 0
}

function notePermit(given: Permission, asset: string, amount: bigint, owner: string) {
  const { message } = given
  note(given, { type: "permit", asset, amount, from: text(message[owner]), to: text(message.spender) })
  if (amount >= UNBOUNDED) given.findings.warn("unlimited")
}

/** Whoever is named as the owner: a signature of another than the owner is worth nothing, and counts all the same. */
function note(given: Permission, move: Pick<Action, "type" | "asset" | "amount" | "from" | "to">) {
  const { contract: program, primaryType: method, findings } = given
  findings.act({ program, method, ...move })
  findings.spend(move.asset, move.amount)
}

function token({ chainId, contract }: Permission): string {
  return erc20(chainId, contract)
}

function tokensOf(batch: string): string {
  return batch === "" ? "TokenPermissions" : "TokenPermissions[]"
}

function text(value: unknown): string {
  return typeof value === "string" ? value.toLowerCase() : ""
}

function number(value: unknown): bigint {
  return numberOf(value) ?? 0n
}
