/**
 * Programs that many people use, by their address, and the numbers of their most used instructions. Their effects are
 * not read: a name is all that comes of it.
 */

/**
 * `hashed`: eight bytes that follow from the instruction's name. `numbered`: one byte. `versioned`: a zero, then a
 * number of four bytes. Names stand apart by spaces, with their number where they have one.
 */
export type NamedProgram = {
  protocol: string
  kind: "hashed" | "numbered" | "versioned"
  names: string
}

const WHIRLPOOL = `swap swap_v2 two_hop_swap two_hop_swap_v2 open_position open_position_with_metadata
  open_position_with_token_extensions increase_liquidity increase_liquidity_v2 decrease_liquidity
  decrease_liquidity_v2 collect_fees collect_fees_v2 collect_reward collect_reward_v2 close_position
  close_position_with_token_extensions update_fees_and_rewards initialize_pool initialize_pool_v2
  initialize_tick_array open_bundled_position close_bundled_position`
const JUPITER = `route route_v2 route_with_token_ledger shared_accounts_route shared_accounts_route_v2
  shared_accounts_route_with_token_ledger exact_out_route exact_out_route_v2 shared_accounts_exact_out_route
  shared_accounts_exact_out_route_v2 set_token_ledger create_token_ledger create_open_orders
  create_program_open_orders create_token_account claim claim_token`
const JUPITER_OLD = `route whirlpool_swap whirlpool_swap_exact_output raydium_swap raydium_swap_v2
  raydium_clmm_swap token_swap meteora_swap set_token_ledger create_open_orders create_token_ledger
  orca_swap saber_swap serum_swap mercurial_swap cropper_token_swap aldrin_swap aldrin_v2_swap
  lifinity_token_swap marinade_finance_deposit marinade_finance_liquid_unstake raydium_clmm_swap_exact_output mercurial_exchange step_token_swap`
const ORDERS = `initialize_order cancel_order fill_order flash_fill_order pre_flash_fill_order cancel_expired_order`
const CLMM = `swap swap_v2 swap_router_base_in open_position open_position_v2 open_position_with_token22_nft
  close_position increase_liquidity increase_liquidity_v2 decrease_liquidity decrease_liquidity_v2 create_pool`
const DLMM = `swap swap2 swap_exact_out swap_exact_out2 swap_with_price_impact swap_with_price_impact2
  add_liquidity add_liquidity2 add_liquidity_by_weight add_liquidity_by_strategy add_liquidity_by_strategy2
  add_liquidity_by_strategy_one_side add_liquidity_one_side remove_liquidity remove_liquidity2
  remove_all_liquidity remove_liquidity_by_range remove_liquidity_by_range2 initialize_position
  initialize_position2 initialize_bin_array initialize_bin_array_bitmap_extension close_position
  close_position2 close_position_if_empty claim_fee claim_fee2 claim_reward claim_reward2`
const DRIFT = `place_perp_order place_spot_order place_orders place_and_take_perp_order place_and_take_spot_order
  place_and_make_perp_order place_and_make_spot_order modify_order modify_order_by_user_id cancel_order
  cancel_order_by_user_id cancel_orders cancel_orders_by_ids deposit withdraw transfer_deposit initialize_user
  initialize_user_stats delete_user settle_pnl settle_funding_payment update_user_delegate update_user_name
  update_user_custom_margin_ratio update_user_margin_trading_enabled begin_swap end_swap fill_perp_order
  trigger_order add_insurance_fund_stake request_remove_insurance_fund_stake remove_insurance_fund_stake`
const SQUADS = `multisig_create multisig_create_v2 multisig_add_member multisig_remove_member
  multisig_change_threshold multisig_add_spending_limit multisig_remove_spending_limit
  multisig_set_config_authority multisig_set_time_lock vault_transaction_create vault_transaction_execute
  vault_transaction_accounts_close config_transaction_create config_transaction_execute
  config_transaction_accounts_close proposal_create proposal_activate proposal_approve proposal_reject
  proposal_cancel proposal_cancel_v2 spending_limit_use batch_create batch_add_transaction
  batch_execute_transaction`
const SQUADS_OLD = `create create_transaction add_instruction activate_transaction approve_transaction
  reject_transaction cancel_transaction execute_transaction execute_instruction add_member remove_member`
const MARINADE = `deposit deposit_stake_account liquid_unstake add_liquidity remove_liquidity order_unstake
  claim withdraw_stake_account`
const BUBBLEGUM = `transfer transfer_v2 mint_v1 mint_v2 mint_to_collection_v1 burn burn_v2 delegate delegate_v2
  redeem cancel_redeem decompress_v1 create_tree create_tree_v2 set_tree_delegate verify_creator
  unverify_creator verify_collection unverify_collection update_metadata set_and_verify_collection`
const MAGIC_EDEN = `buy buy_v2 sell cancel_sell cancel_buy deposit withdraw execute_sale execute_sale_v2
  mip1_sell mip1_cancel_sell mip1_execute_sale_v2 ocp_sell ocp_cancel_sell ocp_execute_sale_v2 core_sell
  core_cancel_sell core_execute_sale_v2`
const TENSOR = `buy_nft sell_nft_token_pool sell_nft_trade_pool list delist buy_single_listing
  edit_single_listing deposit_nft deposit_sol withdraw_nft withdraw_sol init_pool close_pool edit_pool
  wns_list wns_delist`
const KAMINO = `deposit_reserve_liquidity deposit_reserve_liquidity_and_obligation_collateral
  deposit_reserve_liquidity_and_obligation_collateral_v2 deposit_obligation_collateral
  deposit_obligation_collateral_v2 borrow_obligation_liquidity borrow_obligation_liquidity_v2
  repay_obligation_liquidity repay_obligation_liquidity_v2 withdraw_obligation_collateral
  withdraw_obligation_collateral_v2 withdraw_obligation_collateral_and_redeem_reserve_collateral
  withdraw_obligation_collateral_and_redeem_reserve_collateral_v2 redeem_reserve_collateral refresh_reserve
  refresh_reserves_batch refresh_obligation refresh_obligation_farms_for_reserve init_obligation
  init_obligation_farms_for_reserve init_user_metadata init_referrer_token_state
  flash_borrow_reserve_liquidity flash_repay_reserve_liquidity request_elevation_group liquidate_obligation_and_redeem_reserve_collateral`
const MARGINFI = `marginfi_account_initialize marginfi_account_close lending_account_deposit
  lending_account_withdraw lending_account_borrow lending_account_repay lending_account_liquidate
  lending_account_start_flashloan lending_account_end_flashloan lending_account_withdraw_emissions
  lending_account_close_balance set_new_account_authority`
const CANDY = `mint mint_v2 mint_v1 mint_nft initialize initialize_v2 add_config_lines update set_collection
  set_collection_v2 set_authority set_mint_authority withdraw route wrap unwrap initialize_candy_machine
  update_candy_machine set_collection_during_mint withdraw_funds`
const PUMP_SWAP = `buy sell buy_exact_quote_in deposit withdraw create_pool collect_coin_creator_fee
  claim_cashback close_user_volume_accumulator init_user_volume_accumulator sync_user_volume_accumulator`
const PUMP = `buy buy_exact_sol_in sell create create_v2 withdraw migrate initialize set_params extend_account
  collect_creator_fee set_creator claim_cashback init_user_volume_accumulator sync_user_volume_accumulator
  close_user_volume_accumulator`
const METADATA = `0:createMetadataAccount 1:updateMetadataAccount 4:updatePrimarySaleHappenedViaToken
  7:signMetadata 10:createMasterEdition 11:mintNewEditionFromMasterEditionViaToken 12:convertMasterEditionV1ToV2
  15:updateMetadataAccountV2 16:createMetadataAccountV2 17:createMasterEditionV3 18:verifyCollection
  19:utilize 20:approveUseAuthority 21:revokeUseAuthority 22:unverifyCollection 23:approveCollectionAuthority
  24:revokeCollectionAuthority 25:setAndVerifyCollection 26:freezeDelegatedAccount 27:thawDelegatedAccount
  28:removeCreatorVerification 29:burnNft 30:verifySizedCollectionItem 31:unverifySizedCollectionItem
  32:setAndVerifySizedCollectionItem 33:createMetadataAccountV3 34:setCollectionSize 35:setTokenStandard
  37:burnEditionNft 41:burn 42:create 43:mint 44:delegate 45:revoke 46:lock 47:unlock 48:migrate 49:transfer
  50:update 51:use 52:verify 53:unverify 54:collect 55:print`
const CORE = `0:createV1 1:createCollectionV1 2:addPluginV1 3:addCollectionPluginV1 4:removePluginV1
  5:removeCollectionPluginV1 6:updatePluginV1 7:updateCollectionPluginV1 8:approvePluginAuthorityV1
  9:approveCollectionPluginAuthorityV1 10:revokePluginAuthorityV1 11:revokeCollectionPluginAuthorityV1
  12:burnV1 13:burnCollectionV1 14:transferV1 15:updateV1 16:updateCollectionV1 17:compressV1 18:decompressV1
  19:collect 20:createV2 21:createCollectionV2 30:updateV2 31:executeV1`
const ORDER_BOOK = `0:initializeMarket 1:newOrder 2:matchOrders 3:consumeEvents 4:cancelOrder 5:settleFunds
  6:cancelOrderByClientId 9:newOrderV2 10:newOrderV3 11:cancelOrderV2 12:cancelOrderByClientIdV2 13:sendTake
  14:closeOpenOrders 15:initOpenOrders 16:prune 17:consumeEventsPermissioned 18:cancelOrdersByClientIds
  19:replaceOrderByClientId`
const STAKE_POOL = `0:initialize 7:updateStakePoolBalance 6:updateValidatorListBalance 9:depositStake
  10:withdrawStake 11:setManager 13:setStaker 14:depositSol 16:withdrawSol 17:createTokenMetadata
  23:depositStakeWithSlippage 24:withdrawStakeWithSlippage 25:depositSolWithSlippage 26:withdrawSolWithSlippage`
const PHOENIX = `0:swap 1:swapWithFreeFunds 2:placeLimitOrder 3:placeLimitOrderWithFreeFunds 4:reduceOrder
  5:reduceOrderWithFreeFunds 6:cancelAllOrders 7:cancelAllOrdersWithFreeFunds 8:cancelUpTo
  9:cancelUpToWithFreeFunds 10:cancelMultipleOrdersById 11:cancelMultipleOrdersByIdWithFreeFunds
  12:withdrawFunds 13:depositFunds 14:requestSeat 16:placeMultiplePostOnlyOrders
  17:placeMultiplePostOnlyOrdersWithFreeFunds`
const LENDING = `3:refreshReserve 4:depositReserveLiquidity 5:redeemReserveCollateral 6:initObligation
  7:refreshObligation 8:depositObligationCollateral 9:withdrawObligationCollateral 10:borrowObligationLiquidity
  11:repayObligationLiquidity 12:liquidateObligation 14:depositReserveLiquidityAndObligationCollateral
  15:withdrawObligationCollateralAndRedeemReserveCollateral`
const TOKEN_SWAP = `0:initialize 1:swap 2:depositAllTokenTypes 3:withdrawAllTokenTypes
  4:depositSingleTokenTypeExactAmountIn 5:withdrawSingleTokenTypeExactAmountOut`
const BRIDGE = `1:attestToken 2:completeNative 3:completeWrapped 4:transferWrapped 5:transferNative
  7:createWrapped 11:transferWrappedWithPayload 12:transferNativeWithPayload`

const RAYDIUM = "0:initialize 1:initialize2 3:deposit 4:withdraw 9:swapBaseIn 11:swapBaseOut"
const RAYDIUM_CP = "swap_base_input swap_base_output deposit withdraw initialize initialize_with_permission"
const LAUNCH = "buy_exact_in buy_exact_out sell_exact_in sell_exact_out initialize initialize_v2"
const DAMM = "swap add_balance_liquidity remove_balance_liquidity add_imbalance_liquidity deposit withdraw"
const DAMM_2 = `swap swap2 initialize_pool create_position add_liquidity remove_liquidity
  remove_all_liquidity claim_position_fee claim_reward close_position`
const OPEN_BOOK_2 = `place_order place_take_order place_orders cancel_order cancel_all_orders settle_funds
  create_open_orders_account create_open_orders_indexer consume_events deposit cancel_order_by_client_order_id`
const DCA = "open_dca open_dca_v2 close_dca deposit withdraw"
const AUCTION = "sell buy execute_sale deposit withdraw cancel"
const COMPRESSED =
  "buy buy_spl buy_core list list_core delist delist_core edit bid cancel_bid take_bid_metadata"
const NAMES = "0:create 1:update 2:transfer 3:delete"

type Row = readonly [address: string, protocol: string, kind: NamedProgram["kind"], names: string]

const rows = (): Row[] => [
  ["JUP6LkbZbjS1jKKwapdHNy74zcZ3tLUZoi5QNyVTaV4", "Jupiter", "hashed", JUPITER],
  ["JUP4Fb2cqiRUcaTHdrPC8h2gNsA2ETXiPDD33WcGuJB", "Jupiter", "hashed", JUPITER_OLD],
  ["JUP3c2Uh3WA4Ng34tw6kPd2G4C5BB21Xo36Je1s32Ph", "Jupiter", "hashed", JUPITER_OLD],
  ["JUP2jxvXaqu7NQY1GmNF4m1vodw12LVXYxbFL2uJvfo", "Jupiter", "hashed", JUPITER_OLD],
  ["DCA265Vj8a9CEuX1eb1LWRnDT7uK6q1xMipnNyatn23M", "Jupiter DCA", "hashed", DCA],
  ["jupoNjAxXgZ4rjzxzPMP4oxduvQsQtZzyknqvzYNrNu", "Jupiter Limit Order", "hashed", ORDERS],
  ["j1o2qRpjcyUwEvwtcfhEQefh773ZgjxcVRry7LDqg5X", "Jupiter Limit Order", "hashed", ORDERS],
  ["PERPHjGBqRHArX4DySjwM6UJHiR3sWAatqfdBS2qQJu", "Jupiter Perpetuals", "hashed", ""],
  ["675kPX9MHTjS2zt1qfr1NYHuzeLXfQM9H24wFSUt1Mp8", "Raydium", "numbered", RAYDIUM],
  ["CAMMCzo5YL8w4VFF8KVHrK22GGUsp5VTaW7grrKgrWqK", "Raydium", "hashed", CLMM],
  ["CPMMoo8L3F4NbTegBCKVNunggL7H1ZpdTHKxQB5qKP1C", "Raydium", "hashed", RAYDIUM_CP],
  ["LanMV9sAd7wArD4vJFi2qDdfnVhFxYSUg6eADduJ3uj", "Raydium LaunchLab", "hashed", LAUNCH],
  ["whirLbMiicVdio4qvUfM5KAg6Ct8VwpYzGff3uctyCc", "Orca", "hashed", WHIRLPOOL],
  ["9W959DqEETiGZocYWCQPaJ6sBmUzgfxXfqGeTEdp3aQP", "Orca", "numbered", TOKEN_SWAP],
  ["SwaPpA9LAaLfeLi3a68M4DjnLqgtticKg6CnyNwgAC8", "Token Swap", "numbered", TOKEN_SWAP],
  ["6EF8rrecthR5Dkzon8Nwu78hRvfCKubJ14M5uBEwF6P", "Pump.fun", "hashed", PUMP],
  ["pAMMBay6oceH9fJKBRHGP5D4bD4sWpmSwMn52FMfXEA", "PumpSwap", "hashed", PUMP_SWAP],
  ["LBUZKhRxPF3XUpBCjp4YzTKgLccjZhTSDM9YuVaPwxo", "Meteora", "hashed", DLMM],
  ["Eo7WjKq67rjJQSZxS6z3YkapzY3eMj6Xy8X5EQVn5UaB", "Meteora", "hashed", DAMM],
  ["cpamdpZCGKUy5JxQXB4dcpGPiikHawvSWAd6mEn1sGG", "Meteora", "hashed", DAMM_2],
  ["metaqbxxUerdq28cj1RbAWkYQm3ybzjb6a8bt518x1s", "Metaplex Token Metadata", "numbered", METADATA],
  ["CoREENxT6tW1HoK8ypY1SxRMZTcVPm7R94rH4PZNhX7d", "Metaplex Core", "numbered", CORE],
  ["BGUMAp9Gq7iTEuizy4pqaxsTyUCBK68MDfK752saRPUY", "Metaplex Bubblegum", "hashed", BUBBLEGUM],
  ["cndy3Z4yapfJBmL3ShUp5exZKqR3z33thTzeNMm2gRZ", "Metaplex Candy Machine", "hashed", CANDY],
  ["CndyV3LdqHUfDLmE5naZjVN8rBZz4tqhdefbAnjHG3JR", "Metaplex Candy Machine", "hashed", CANDY],
  ["Guard1JwRhJkVH6XZhzoYxeBVQe872VH6QggF4BWmS9g", "Metaplex Candy Guard", "hashed", CANDY],
  ["hausS13jsjafwWwGqZTUQRmWyvyxn9EQpqMwV1PBBmk", "Metaplex Auction House", "hashed", AUCTION],
  ["MarBmsSgKXdrN1egZf5sqe1TMai9K1rChYNDJgjq7aD", "Marinade", "hashed", MARINADE],
  ["PhoeNiXZ8ByJGLkxNfZRnkUfjvmuYqLR89jjFHGqdXY", "Phoenix", "numbered", PHOENIX],
  ["dRiftyHA39MWEi3m9aunc5MzRF1JYuBsbn6VPcn33UH", "Drift", "hashed", DRIFT],
  ["SQDS4ep65T869zMMBKyuUq6aD6EgTu8psMjkvj52pCf", "Squads", "hashed", SQUADS],
  ["SMPLecH534NA9acpos4G6x7uf3LWbCAwZQE9e8ZekMu", "Squads", "hashed", SQUADS_OLD],
  ["srmqPvymJeFKQ4zGQed1GFppgkRHL9kaELCbyksJtPX", "OpenBook", "versioned", ORDER_BOOK],
  ["9xQeWvG816bUx9EPjHmaT23yvVM2ZWbrrpZb9PusVFin", "Serum", "versioned", ORDER_BOOK],
  ["opnb2LAfJYbRMAHHvqjCwQxanZn7ReEHp1k81EohpZb", "OpenBook", "hashed", OPEN_BOOK_2],
  ["KLend2g3cP87fffoy8q1mQqGKjrxjC8boSyAYavgmjD", "Kamino Lend", "hashed", KAMINO],
  ["MFv2hWf31Z9kbCa1snEPYctwafyhdvnV7FZnsebVacA", "MarginFi", "hashed", MARGINFI],
  ["So1endDq2YkqhipRh3WViPa8hdiSpxWy6z3Z6tMCpAo", "Solend", "numbered", LENDING],
  ["TSWAPaqyCSx2KABk68Shruf4rp7CxcNi8hAsbdwmHbN", "Tensor", "hashed", TENSOR],
  ["TCMPhJdwDryooaGtiocG1u3xcYbRpiJzb283XfCZsDp", "Tensor", "hashed", COMPRESSED],
  ["M2mx93ekt1fmXSVkTrUL9xVFHkmME8HTUi5Cyc5aF7K", "Magic Eden", "hashed", MAGIC_EDEN],
  ["SPoo1Ku8WFXoNDMHPsrGSTSG1Y47rzgn41SLUNakuHy", "Stake Pool", "numbered", STAKE_POOL],
  ["wormDTUJ6AWPNvk59vGQbDvGJmqbDTdgWgAqcLBCgUb", "Wormhole Token Bridge", "numbered", BRIDGE],
  ["worm2ZoG2kUd4vFXhvjh93UUH596ayRfgQ2MgjNMTth", "Wormhole", "numbered", ""],
  ["namesLPneVptA9Z5rqUDD9tMTWEJwofgaYwp8cawRkX", "Name Service", "numbered", NAMES],
  ["GovER5Lthms3bLBqWub97yVrMmEogzX7xNjdXpPPCVZw", "Governance", "numbered", ""],
  ["L2TExMFKdjpN9kozasaurPirfHy9P8sbXoAN1qA3S95", "Lighthouse", "numbered", ""],
  ["Ed25519SigVerify111111111111111111111111111", "Ed25519", "numbered", ""],
  ["KeccakSecp256k11111111111111111111111111111", "Secp256k1", "numbered", ""],
]

export function namedProgramAt(address: string): NamedProgram | null {
  const row = rows().find(([one]) => one === address)
  if (row === undefined) return null
  const [, protocol, kind, names] = row
  return { protocol, kind, names }
}
