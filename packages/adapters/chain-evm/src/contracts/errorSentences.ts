/**
 * What refusals mean, for people who meet them, by the signature of the error. `{name}` stands for its parameter.
 *
 * Amounts are in units of the token's last decimal, times are seconds since 1970. An error without a sentence is told by
 * its name and its numbers.
 */
export const ERROR_SENTENCES: Readonly<Record<string, string>> = {
  // Who may.
  'AccessManagedUnauthorized(address)': '{caller} may not do this; see contracts/access.json for who may.',
  'AccessManagerUnauthorizedAccount(address,uint64)':
    '{msgsender} does not have role {roleId}, which this needs.',
  'OnlyTheBridge(address)': 'Only the bridge makes and destroys this token, and {caller} is not the bridge.',
  'NotAgent(address,address)': 'Only the agent of this vault may trade: {agent}, and {caller} asked.',
  'NotManager(address,address)': 'Only the manager of this vault may do this: {manager}, and {caller} asked.',
  'NotModelOwner(uint256,address)': 'Model {modelId} does not belong to {caller}.',
  'NotPublisher(uint256,address,address)':
    'Predictions of model {modelId} are committed by {publisher}, and {caller} asked.',
  'NotDistributor(address,address)': 'Only {distributor} may fund this pool, and {caller} asked.',
  'EntryGated(address,address)': '{caller} may not put capital in here: {gate} decides who may.',
  'ReentrancyGuardReentrantCall()': 'The contract was called again before it had finished.',
  'Paused()': 'The contract is paused; what is on its way stays as it is until it goes on.',
  // Tokens.
  'ERC20InsufficientBalance(address,uint256,uint256)':
    '{sender} has {balance} of the token, and {needed} are needed.',
  'ERC20InsufficientAllowance(address,uint256,uint256)':
    '{spender} may take {allowance} of the token, and {needed} are needed: approve more first.',
  'ERC6909InsufficientBalance(address,uint256,uint256,uint256)':
    '{sender} has {balance} of token {id}, and {needed} are needed.',
  'ERC6909InsufficientAllowance(address,uint256,uint256,uint256)':
    '{spender} may take {allowance} of token {id}, and {needed} are needed: approve more first.',
  'ERC4626ExceededMaxDeposit(address,uint256,uint256)':
    'The vault takes at most {max} for {receiver} now, and {assets} were offered.',
  'ERC4626ExceededMaxMint(address,uint256,uint256)':
    'The vault makes at most {max} shares for {receiver} now, and {shares} were asked for.',
  'ERC4626ExceededMaxWithdraw(address,uint256,uint256)':
    '{owner} can withdraw at most {max} now, and {assets} were asked for.',
  'ERC4626ExceededMaxRedeem(address,uint256,uint256)':
    '{owner} can redeem at most {max} shares now, and {shares} were asked for.',
  'SafeERC20FailedOperation(address)': 'The token {token} refused to move.',
  'ReceivedOtherThanSent(uint256,uint256)':
    '{sent} were sent and {received} arrived: tokens that charge for transfers are not taken.',
  'ReceivedDiffers(address,uint256,uint256,uint256)':
    '{expected} of {token} (id {id}) were to arrive, and {received} did: tokens that charge for transfers are not taken.',
  'TransferRefused(address,uint256,uint256)': 'The token {token} (id {id}) refused to move {amount}.',
  // Consortia.
  'NotMember(address)': '{caller} is no member of this consortium.',
  'MembersOutOfBounds(uint256,uint256,uint256)': 'A consortium has {min} to {max} members, not {count}.',
  'MemberUnfit(address)': '{account} cannot be a member.',
  'BackingMissing()': 'A unit of weight must have shares behind it.',
  'SharesTooFew(uint256,uint256)': '{shares} shares would come of it, and at least {least} were asked for.',
  'NonceDiffers(uint256,uint256)':
    'The signatures are for decision {given}, and the next one is {expected}: each is made once.',
  'ApprovalExpired(uint256,uint256)': 'The signatures held until second {validUntil}, and it is {now_}.',
  'SignaturesInvalid(bytes32)':
    'Not every signature is one of a member, once each, for this decision ({digest}).',
  'TooLittleWeight(uint256,uint256)':
    'Those who signed weigh {weight}, as far as their shares back it, and {threshold} are needed.',
  'NothingToDistribute(uint256,uint256)':
    'The price of a share is {price}; profit is distributed again from {least} on.',
  'NobodyTakesProfit()': 'No member has allowed the consortium to redeem shares: there is nobody to pay.',
  'ExitTooSlow(uint256,uint256)':
    'A part in kind would be given after {inKindDelaySeconds} seconds; in a consortium it is after {max} at the latest.',
  'ConsortiumMissing(uint256)': 'There is no consortium {consortiumId}.',
  // Bridge.
  'NoRoute(address,uint256)': 'There is no route for {token} to or from chain {chain}.',
  'WindowFull(uint256,uint256)':
    'Only {left} more can come in over this route today, and {wanted} would: try again when the day is over.',
  'MoreThanLocked(uint256,uint256)':
    '{wanted} would be released, and only {locked} are locked for that chain.',
  'TooLate(uint256)': 'The deadline has passed (second {deadline}).',
  'TooEarly(uint256)': 'It is too early: this is possible from second {from}.',
  'WrongPlace(uint256,uint256)':
    'This transfer goes from chain {sourceChain} to chain {targetChain}, and was brought elsewhere.',
  'NothingToMove()': 'The amount is zero.',
  'NobodyToPay()': 'There is no recipient.',
  'AlreadyDelivered(bytes32)': 'Message {messageId} has been delivered already.',
  'TooLittleWeight(uint64,uint64)': 'Signatures weigh {weight}, and {threshold} are needed.',
  'NotASigner(address,uint64)': '{signer} is not among the signers of set {epoch}, or signed something else.',
  'SignersOutOfOrder(address,address)':
    'Signers come in ascending order, each once: {after_} came after {before}.',
  'NotFinal(uint32,uint32)': 'Signers saw {confirmations} blocks on top, and {finalityDepth} are needed.',
  'WrongPeer(uint256,address,address)':
    'The gateway of chain {chain} is {expected}, and the message names {given}.',
  'UnknownChain(uint256)': 'Chain {chain} is not linked.',
  'RecipientElsewhere(uint256)': 'The message is for chain {chain}.',
  // Exchange.
  'TokenNotListed(address)': 'New pools may not hold {token}.',
  'PoolExists(uint256)': 'Pool {poolId} exists already.',
  'PoolMissing(uint256)': 'There is no pool {poolId}.',
  'PoolEmpty(uint256)': 'Pool {poolId} is empty.',
  'DeadlinePassed(uint256,uint256)': 'The deadline was second {deadline}, and it is second {now_}.',
  'AmountTooSmall(uint256,uint256)': 'It would come to {amount}, and at least {least} was asked for.',
  'AmountTooLarge(uint256,uint256)': 'It would come to {amount}, and at most {most} was allowed.',
  // Vaults.
  'EntryHalted()': 'The vault takes no capital now; leaving is possible.',
  'EntryCapped(uint256,uint256)': 'The vault holds {gross} and takes at most {cap}.',
  'ExitsWait(uint256,uint256)':
    'Positions worth {deployed} are open and requests for {requestsWaiting} shares wait: ask for redemption and be paid in turn.',
  'Slippage(uint256,uint256)': 'The trade brought {received}, and the oracle allows no less than {least}.',
  'WindowSlippage(uint256,uint256)':
    'Trades of this window would have lost {spentWad} of the capital, and {maxWad} is allowed (18 decimals).',
  'PositionTooLarge(address,uint256,uint256)':
    'The position in {token} would be worth {worth}, and at most {most} is allowed.',
  'AssetNotInMandate(address)': 'The mandate does not allow {token}.',
  'AdapterNotInMandate(address)': 'The mandate does not allow the venue {adapter}.',
  'HoldingTooSmall(address,uint256,uint256)':
    '{wanted} of {token} were to be sold, and the vault holds {held}.',
  'NotPortfolioOwner(address,address)':
    'This is for the owner of the portfolio: {owner}, and {caller} asked.',
  'WeightsNotWhole(uint256)': 'Weights and cash must come to 10,000 basis points and come to {sumBps}.',
  'RiskTooHigh(uint256,uint256)':
    'The portfolio would have a risk score of {score}, and its strategy bears {max}.',
  'NothingToRebalance(uint256,uint256)':
    'Weights are off by at most {driftBps} basis points, and a rebalance is due from {bandBps}.',
  'RouteMissing(address)': 'The rebalance has to trade {token}, and no route was given for it.',
  'ReceivedTooLittle(address,uint256,uint256)':
    'The venue gave {received} of {token}, and at least {amountOutMin} were wanted: nothing was done.',
  'PoolMissing(address,address)': 'The venue has no pool for {tokenIn} and {tokenOut}.',
  // Oracle.
  'AnswerStale(address,uint256,uint256)':
    'The price of {aggregator} is from second {updatedAt} and could be used until {usableUntil}.',
  'AnswerNotPositive(address,uint80,int256)':
    '{aggregator} gave {answer} in round {round}, which is no price.',
  'SourcesDisagree(uint256,uint256,uint256)':
    'Two sources say {first1e18} and {second1e18} (18 decimals), more than {deviationBpsMax} basis points apart.',
  'SequencerDown(int256,uint256)': 'The network’s sequencer is down since second {since} (answer {answer}).',
  // Registry, farm, splitter, claims.
  'EpochCommitted(uint256,uint64,bytes32)':
    'Model {modelId} has committed to {root} for epoch {epoch} already, and that is never replaced.',
  'EpochBegun(uint64,uint256)': 'Epoch {epoch} began in second {begunAt}: its outcomes are known by now.',
  'StakeLocked(uint256,uint256)': 'This stake is locked until second {freeAt}, and it is {now_}.',
  'SharesNotWhole(uint256)': 'Shares must come to 10,000 basis points and come to {sumBps}.',
  'SeriesExpired(uint256,uint64)': 'Series {seriesId} expired in second {expiry}.',
  'SeriesNotExpired(uint256,uint256)': 'Series {seriesId} has not expired; it does in second {endsAt}.',
  'QuoteExpired(uint64)': 'The quote was good until second {deadline}.',
  'QuoteUsed(bytes32)': 'Quote {quoteHash} has been used already, or cancelled.',
  // Executor.
  'ProfitTooSmall(uint256,uint256)':
    'The trade would have left {after_}, and at least {least} was declared: nothing was done.',
  'CapReached(uint256,uint256)': 'Only {left} more may leave today, and {wanted} would.',
  // Governance.
  'GovernorInsufficientProposerVotes(address,uint256,uint256)':
    '{proposer} has {votes} votes, and a proposal needs {threshold}.',
  'GovernorAlreadyCastVote(address)': '{voter} has voted already.',
  'StakeNotDelegable(address,address)':
    'Stake speaks for its owner: {account} cannot give it to {delegatee}.',
  'StillCoolingDown(uint48,uint48)':
    'The stake can be taken back in second {withdrawableAt}, and it is {now_}.',
};
