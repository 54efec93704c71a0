// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManagedUpgradeable} from
    "@openzeppelin/contracts-upgradeable/access/manager/AccessManagedUpgradeable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Assets} from "../common/Assets.sol";

/// @title Splits profit between those who made it and the platform
/// @notice Two kinds of split, each over one token. A model's split gives the platform its part, 30 of 100 by default, and
/// the rest to the model's developers by their weights. The revenue split of the profit agent gives to treasury, stakers
/// and insurance. Whoever is owed takes it when they like and to where they like, so one that cannot be paid stops nobody.
/// A change of shares first settles what came before at the old ones. What was paid and what is held is what came in.
/// @dev Units: atoms of the split's token; shares in basis points. The same idea as `Accumulator`, but shares always sum to
/// 10,000, so it is exact: what a division leaves over is kept in ten-thousandths for each account, and many small
/// payments come to what one large would. The money of a split stays within 2^112 atoms for its life.
/// Behind a UUPS proxy; upgrades and changes of shares by the access manager only. Storage is namespaced.
contract ProfitSplitter is AccessManagedUpgradeable, UUPSUpgradeable, ReentrancyGuardTransient {
    using SafeCast for uint256;

    enum Kind {
        None,
        Model,
        Revenue
    }

    /// @notice Who has how much of a split, in basis points of what is split among accounts.
    struct Share {
        address account;
        uint16 shareBps;
    }

    /// @dev `unsettled` came in since shares were last applied; `given` is all that ever went to accounts together.
    /// `platformRest` is what the platform's cuts could not divide, in ten-thousandths of an atom.
    struct Split {
        address token;
        uint96 unsettled;
        uint112 platformOwed;
        uint112 given;
        uint16 platformBps;
        uint16 platformRest;
        Kind kind;
        uint32 shareSum;
        address[3] revenueAccounts;
        mapping(address account => Holder) holders;
    }

    /// @dev `seen` is the split's `given` when the account was last settled; `rest` as `platformRest`.
    struct Holder {
        uint112 seen;
        uint112 owed;
        uint16 shareBps;
        uint16 rest;
    }

    /// @custom:storage-location erc7201:qca.storage.ProfitSplitter
    struct SplitterStorage {
        address platform;
        uint64 splitCount;
        mapping(uint256 splitId => Split) splits;
    }

    uint16 private constant BPS = 10_000;
    uint16 public constant PLATFORM_BPS_DEFAULT = 3_000;
    uint16 public constant PLATFORM_BPS_MIN = 1_000;
    uint16 public constant PLATFORM_BPS_MAX = 5_000;
    /// @notice Treasury, stakers and insurance each have at least this and at most that.
    uint16 public constant REVENUE_BPS_MIN = 1_000;
    uint16 public constant REVENUE_BPS_MAX = 7_000;
    /// @notice Accounts that one call may set, so that its gas is bounded.
    uint256 public constant SHARES_PER_CALL_MAX = 64;

    /// @dev keccak256(abi.encode(uint256(keccak256("qca.storage.ProfitSplitter")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant STORAGE_LOCATION = 0xb484044689e8d073748ccf820dea40278925d63343c13efcbb7f6a0ba5d67800;

    event PlatformSet(address indexed platform);
    event SplitCreated(uint256 indexed splitId, address indexed token, Kind kind, uint16 platformBps);
    event PlatformBpsSet(uint256 indexed splitId, uint16 platformBps);
    event ShareSet(uint256 indexed splitId, address indexed account, uint256 shareBps);
    event ProfitReceived(uint256 indexed splitId, address indexed from, uint256 amount);
    event Settled(uint256 indexed splitId, uint256 toPlatform, uint256 toAccounts);
    event Paid(uint256 indexed splitId, address indexed account, address recipient, uint256 amount);

    error AddressZero();
    error TokenMissing(address token);
    error SplitMissing(uint256 splitId);
    error WrongKind(uint256 splitId, Kind kind);
    error SharesNotWhole(uint256 sumBps);
    error ShareOutOfBounds(uint256 shareBps, uint256 minBps, uint256 maxBps);
    error TooManyShares(uint256 count, uint256 max);
    error AmountZero();
    error NothingOwed(uint256 splitId, address account);

    /// @custom:oz-upgrades-unsafe-allow constructor
    constructor() {
        _disableInitializers();
    }

    /// @notice Sets the access manager and the account that takes the platform's part.
    function initialize(address authority_, address platform_) external initializer {
        __AccessManaged_init(authority_);
        _setPlatform(platform_);
    }

    // Rules, by governance.

    /// @notice Sets who takes the platform's part, that which is owed already included.
    function setPlatform(address platform_) external restricted {
        _setPlatform(platform_);
    }

    /// @notice Makes the split of a model: 30 of 100 to the platform, the rest to `developers`, whose shares sum to 10,000.
    function createModelSplit(address token, Share[] calldata developers)
        external
        restricted
        returns (uint256 splitId)
    {
        splitId = _create(token, Kind.Model, PLATFORM_BPS_DEFAULT);
        _setShares(splitId, _split(splitId), developers);
    }

    /// @notice Makes the split of the profit agent's revenue. Shares in the order treasury, stakers, insurance.
    function createRevenueSplit(address token, Share[3] calldata shares) external restricted returns (uint256 splitId) {
        splitId = _create(token, Kind.Revenue, 0);
        _setRevenueShares(splitId, _split(splitId), shares);
    }

    /// @notice Sets the platform's part of a model's later profit, within bounds.
    function setPlatformBps(uint256 splitId, uint16 platformBps) external restricted {
        Split storage split = _splitOf(splitId, Kind.Model);
        if (platformBps < PLATFORM_BPS_MIN || platformBps > PLATFORM_BPS_MAX) {
            revert ShareOutOfBounds(platformBps, PLATFORM_BPS_MIN, PLATFORM_BPS_MAX);
        }
        _settle(splitId, split);
        split.platformBps = platformBps;
        emit PlatformBpsSet(splitId, platformBps);
    }

    /// @notice Sets developers' shares of later profit: those named get what is said, others keep theirs, and the sum must
    /// be 10,000 again.
    function setDeveloperShares(uint256 splitId, Share[] calldata changes) external restricted {
        Split storage split = _splitOf(splitId, Kind.Model);
        _settle(splitId, split);
        _setShares(splitId, split, changes);
    }

    /// @notice Sets accounts and shares of later revenue, in the order treasury, stakers, insurance.
    function setRevenueShares(uint256 splitId, Share[3] calldata shares) external restricted {
        Split storage split = _splitOf(splitId, Kind.Revenue);
        _settle(splitId, split);
        for (uint256 i = 0; i < 3; ++i) {
            _setShare(splitId, split, split.revenueAccounts[i], 0);
        }
        _setRevenueShares(splitId, split, shares);
    }

    // Money.

    /// @notice Takes `amount` of the split's token from the caller as profit to be split.
    function distribute(uint256 splitId, uint256 amount) external nonReentrant {
        Split storage split = _split(splitId);
        (address token, uint256 unsettled) = (split.token, split.unsettled);
        if (token == address(0)) revert SplitMissing(splitId);
        if (amount == 0) revert AmountZero();
        split.unsettled = (unsettled + amount).toUint96();
        emit ProfitReceived(splitId, msg.sender, amount);
        Assets.pull(token, 0, msg.sender, amount);
    }

    /// @notice Pays what the caller is owed to `recipient`.
    function claim(uint256 splitId, address recipient) external nonReentrant returns (uint256 paid) {
        paid = _pay(splitId, msg.sender, recipient);
    }

    /// @notice Pays what `account` is owed to that account. Anybody may call, for accounts that are contracts.
    function claimFor(uint256 splitId, address account) external nonReentrant returns (uint256 paid) {
        paid = _pay(splitId, account, account);
    }

    /// @notice Pays the platform's part to the platform. Anybody may call.
    function claimPlatform(uint256 splitId) external nonReentrant returns (uint256 paid) {
        Split storage split = _splitOf(splitId, Kind.Model);
        _settle(splitId, split);
        paid = split.platformOwed;
        address platform_ = _storage().platform;
        if (paid == 0) revert NothingOwed(splitId, platform_);
        split.platformOwed = 0;
        emit Paid(splitId, platform_, platform_, paid);
        Assets.push(split.token, 0, platform_, paid);
    }

    /// @notice Gives the caller's share of later profit, or a part of it, to `to`. What the caller is owed stays theirs.
    function moveShare(uint256 splitId, address to, uint256 shareBps) external nonReentrant {
        Split storage split = _splitOf(splitId, Kind.Model);
        if (to == address(0)) revert AddressZero();
        _settle(splitId, split);
        uint256 own = split.holders[msg.sender].shareBps;
        if (shareBps == 0 || shareBps > own) revert ShareOutOfBounds(shareBps, 1, own);
        _setShare(splitId, split, msg.sender, own - shareBps);
        _setShare(splitId, split, to, split.holders[to].shareBps + shareBps);
    }

    // Reading.

    /// @notice Who takes the platform's part.
    function platform() external view returns (address) {
        return _storage().platform;
    }

    /// @notice How many splits there are; their ids count from 1.
    function splitCount() external view returns (uint256) {
        return _storage().splitCount;
    }

    /// @notice A split: its token, kind, the platform's part and what the platform would be paid now.
    function splitOf(uint256 splitId)
        external
        view
        nonReentrantView
        returns (address token, Kind kind, uint256 platformBps, uint256 platformOwed)
    {
        Split storage split = _split(splitId);
        (uint256 cut,,) = _divide(split.unsettled, split.platformBps, split.platformRest);
        return (split.token, split.kind, split.platformBps, split.platformOwed + cut);
    }

    /// @notice An account's share and what it would be paid now.
    function shareOf(uint256 splitId, address account)
        external
        view
        nonReentrantView
        returns (uint256 shareBps, uint256 owed)
    {
        Split storage split = _split(splitId);
        (,, uint256 toAccounts) = _divide(split.unsettled, split.platformBps, split.platformRest);
        Holder memory holder = split.holders[account];
        _settleHolder(holder, split.given + toAccounts);
        return (holder.shareBps, holder.owed);
    }

    // Inside.

    /// @dev Applies the present shares to what came in since they were last applied.
    function _settle(uint256 splitId, Split storage split) private {
        uint256 amount = split.unsettled;
        if (amount == 0) return;
        (uint256 cut, uint256 platformRest, uint256 rest) = _divide(amount, split.platformBps, split.platformRest);
        split.unsettled = 0;
        split.platformOwed = (split.platformOwed + cut).toUint112();
        split.platformRest = platformRest.toUint16();
        split.given = (split.given + rest).toUint112();
        emit Settled(splitId, cut, rest);
    }

    /// @dev The platform's whole atoms of `amount`, the ten-thousandths that are carried, and what is left for the accounts.
    function _divide(uint256 amount, uint256 platformBps, uint256 platformRest)
        private
        pure
        returns (uint256 cut, uint256 carried, uint256 rest)
    {
        uint256 parts = amount * platformBps + platformRest;
        cut = parts / BPS;
        carried = parts % BPS;
        rest = amount - cut;
    }

    /// @dev Moves an account's share of what was given since it was last settled into what it is owed.
    function _settleHolder(Holder memory holder, uint256 given) private pure {
        uint256 parts = (given - holder.seen) * holder.shareBps + holder.rest;
        holder.owed = (holder.owed + parts / BPS).toUint112();
        holder.rest = (parts % BPS).toUint16();
        holder.seen = given.toUint112();
    }

    function _pay(uint256 splitId, address account, address recipient) private returns (uint256 paid) {
        Split storage split = _split(splitId);
        if (split.kind == Kind.None) revert SplitMissing(splitId);
        _settle(splitId, split);
        Holder memory holder = split.holders[account];
        _settleHolder(holder, split.given);
        paid = holder.owed;
        if (paid == 0) revert NothingOwed(splitId, account);
        holder.owed = 0;
        split.holders[account] = holder;
        emit Paid(splitId, account, recipient, paid);
        Assets.push(split.token, 0, recipient, paid);
    }

    function _create(address token, Kind kind, uint16 platformBps) private returns (uint256 splitId) {
        if (token.code.length == 0) revert TokenMissing(token);
        splitId = ++_storage().splitCount;
        Split storage split = _split(splitId);
        split.token = token;
        split.kind = kind;
        split.platformBps = platformBps;
        emit SplitCreated(splitId, token, kind, platformBps);
    }

    function _setRevenueShares(uint256 splitId, Split storage split, Share[3] calldata shares) private {
        for (uint256 i = 0; i < 3; ++i) {
            uint256 shareBps = shares[i].shareBps;
            if (shareBps < REVENUE_BPS_MIN || shareBps > REVENUE_BPS_MAX) {
                revert ShareOutOfBounds(shareBps, REVENUE_BPS_MIN, REVENUE_BPS_MAX);
            }
            address account = shares[i].account;
            split.revenueAccounts[i] = account;
            // Two of the three may be the same account.
            _setShare(splitId, split, account, split.holders[account].shareBps + shareBps);
        }
        _checkWhole(split);
    }

    function _setShares(uint256 splitId, Split storage split, Share[] calldata shares) private {
        if (shares.length > SHARES_PER_CALL_MAX) revert TooManyShares(shares.length, SHARES_PER_CALL_MAX);
        for (uint256 i = 0; i < shares.length; ++i) {
            _setShare(splitId, split, shares[i].account, shares[i].shareBps);
        }
        _checkWhole(split);
    }

    /// @dev Gives an account its share from here on; what it earned before stays owed. The split must be settled.
    function _setShare(uint256 splitId, Split storage split, address account, uint256 shareBps) private {
        if (account == address(0)) revert AddressZero();
        Holder memory holder = split.holders[account];
        _settleHolder(holder, split.given);
        split.shareSum = (uint256(split.shareSum) - holder.shareBps + shareBps).toUint32();
        holder.shareBps = shareBps.toUint16();
        split.holders[account] = holder;
        emit ShareSet(splitId, account, shareBps);
    }

    function _checkWhole(Split storage split) private view {
        uint256 sum = split.shareSum;
        if (sum != BPS) revert SharesNotWhole(sum);
    }

    function _setPlatform(address platform_) private {
        if (platform_ == address(0)) revert AddressZero();
        _storage().platform = platform_;
        emit PlatformSet(platform_);
    }

    function _splitOf(uint256 splitId, Kind kind) private view returns (Split storage split) {
        split = _split(splitId);
        if (split.kind == Kind.None) revert SplitMissing(splitId);
        if (split.kind != kind) revert WrongKind(splitId, split.kind);
    }

    function _split(uint256 splitId) private view returns (Split storage) {
        return _storage().splits[splitId];
    }

    function _storage() private pure returns (SplitterStorage storage $) {
        bytes32 location = STORAGE_LOCATION;
        assembly {
            $.slot := location
        }
    }

    function _authorizeUpgrade(address) internal override restricted {}
}
