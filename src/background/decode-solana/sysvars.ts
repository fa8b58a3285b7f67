/** The accounts of the network itself, which instructions name because their programs once asked for it. */

const SYSVARS: Readonly<Record<string, string>> = {
  clock: "SysvarC1ock11111111111111111111111111111111",
  rent: "SysvarRent111111111111111111111111111111111",
  "recent-blockhashes": "SysvarRecentB1ockHashes11111111111111111111",
  "stake-history": "SysvarStakeHistory1111111111111111111111111",
  "stake-config": "StakeConfig11111111111111111111111111111111",
  "system-program": "11111111111111111111111111111111",
}

export function isSysvar(name: string, address: string): boolean {
  return SYSVARS[name] === address
}
