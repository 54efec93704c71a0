// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC4626Upgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC20/extensions/ERC4626Upgradeable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Assets} from "../common/Assets.sol";
import {Book, BookTerms, ShareBook} from "./ShareBook.sol";

/// @notice Where fees go to be divided.
interface IFeeSplitter {
    /// @notice Takes `amount` of the split's token from the caller as profit to be split.
    function distribute(uint256 splitId, uint256 amount) external;
}

/// @notice What a vault is made with and keeps for ever.
/// @param asset What goes in and comes out, and what everything is counted in.
/// @param gate Who alone may deposit; nobody in particular when zero.
/// @param depositCap The most the vault may own for deposits to be taken, in atoms; no limit when zero.
/// @param feeBps Part of profit above the high-water mark that is performance fee.
/// @param splitId The split of the fee splitter that the fee goes to.
/// @param unlockSeconds Over which profit counts little by little.
/// @param exitDelaySeconds How long a request to redeem waits at least while positions are open.
/// @param inKindDelaySeconds After how long an unpaid request may take its part of everything instead.
struct ShareTerms {
    IERC20 asset;
    string name;
    string symbol;
    address gate;
    uint128 depositCap;
    uint16 feeBps;
    uint256 splitId;
    uint32 unlockSeconds;
    uint32 exitDelaySeconds;
    uint32 inKindDelaySeconds;
}

/// @title Shares of capital that is invested: the one ERC-4626 vault behind models, agents and consortia
/// @notice Counts what it owns itself (assets at hand and positions as last booked), so a donation moves nothing. Profit
/// raises the price of a share evenly over time; a loss lowers it at once. While positions are open nobody leaves ahead of
/// others: exits wait in a queue and are paid at a price that is read anew, and who waited too long may take their part of
/// every asset instead, for which no price is needed. When positions cannot be priced, nobody enters and nobody is paid.
/// @dev Every conversion rounds for the vault. Views revert while a mover runs, so no half-done state is read as a price.
/// Made to be cloned; nothing here can be changed after `__ShareVault_init`.
abstract contract ShareVault is ERC4626Upgradeable, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;
    using ShareBook for Book;

    /// @notice A wish to redeem, in the order of their ids. Its shares wait in the vault and bear profit and loss like all.
    struct Request {
        address owner;
        uint40 requestedAt;
        address receiver;
        uint128 shares;
    }

    uint16 public constant FEE_BPS_MAX = 5_000;
    /// @dev Shorter, and a report could be waited for; longer, and a year's profit would never count.
    uint32 public constant UNLOCK_SECONDS_MIN = 6 hours;
    uint32 public constant UNLOCK_SECONDS_MAX = 60 days;
    uint32 public constant EXIT_DELAY_SECONDS_MAX = 30 days;
    uint32 public constant IN_KIND_DELAY_SECONDS_MAX = 30 days;
    /// @dev Empty requests that one cancellation clears away at most.
    uint256 private constant CLEARED_MAX = 16;

    uint8 private constant HALTED = 1;
    uint8 private constant GATED = 2;
    uint8 private constant CAPPED = 4;
    uint8 private constant QUEUED = 8;
    uint8 private constant INVESTED = 16;

    // Two words that every deposit reads.
    uint128 private _idle;
    uint128 private _deployed;
    uint128 private _locked;
    uint40 private _lockedFrom;
    uint40 private _unlockAt;
    uint16 private _feeBps;
    uint8 private _flags;

    uint128 private _highWater;
    uint128 private _peak;
    uint64 private _queueHead;
    uint64 private _queueTail;
    uint128 private _feeShares;
    uint128 private _depositCap;
    uint32 private _unlockSeconds;
    uint32 private _exitDelaySeconds;
    uint32 private _inKindDelaySeconds;
    /// @notice Who alone may deposit; nobody in particular when zero.
    address public gate;
    /// @notice The split that fees go to.
    uint256 public splitId;
    mapping(uint256 requestId => Request) private _requests;
    /// @notice What an account may take, by token. Set aside: no part of what shareholders own.
    mapping(address token => mapping(address account => uint256)) public owed;

    event Reported(uint256 gross, uint256 locked, uint256 feeShares, uint256 profit, uint256 loss);
    event RedeemRequested(uint256 indexed requestId, address indexed owner, address receiver, uint256 shares);
    event RequestCancelled(uint256 indexed requestId, uint256 shares);
    event RequestFilled(uint256 indexed requestId, uint256 shares, uint256 assets);
    event LeftInKind(uint256 indexed requestId, uint256 shares, uint256 assetsOfBook);
    event Owed(address indexed token, address indexed account, uint256 amount);
    event Claimed(address indexed token, address indexed account, uint256 amount);
    event Halted(address indexed by);
    event Resumed();

    error OutOfBounds(uint256 value, uint256 min, uint256 max);
    error EntryHalted();
    error EntryGated(address caller, address gate);
    error EntryCapped(uint256 gross, uint256 cap);
    error NothingMoves();
    error ExitsWait(uint256 deployed, uint256 requestsWaiting);
    error NotOwnerOfRequest(uint256 requestId, address caller, address owner);
    error TooEarly(uint256 now_, uint256 allowedAt);
    error NothingOwed(address token, address account);

    /// @dev The owner of a request, and nobody else.
    modifier onlyRequestOwner(uint256 requestId) {
        address requestOwner = _requests[requestId].owner;
        if (requestOwner != msg.sender) revert NotOwnerOfRequest(requestId, msg.sender, requestOwner);
        _;
    }

    function __ShareVault_init(ShareTerms memory terms) internal onlyInitializing {
        _requireWithin(terms.feeBps, 0, FEE_BPS_MAX);
        _requireWithin(terms.unlockSeconds, UNLOCK_SECONDS_MIN, UNLOCK_SECONDS_MAX);
        _requireWithin(terms.exitDelaySeconds, 0, EXIT_DELAY_SECONDS_MAX);
        _requireWithin(terms.inKindDelaySeconds, terms.exitDelaySeconds, IN_KIND_DELAY_SECONDS_MAX);
        __ERC4626_init(terms.asset);
        __ERC20_init(terms.name, terms.symbol);
        _feeBps = terms.feeBps;
        _flags = (terms.gate != address(0) ? GATED : 0) | (terms.depositCap != 0 ? CAPPED : 0);
        (gate, _depositCap, splitId) = (terms.gate, terms.depositCap, terms.splitId);
        _unlockSeconds = terms.unlockSeconds;
        _exitDelaySeconds = terms.exitDelaySeconds;
        _inKindDelaySeconds = terms.inKindDelaySeconds;
        Book memory empty;
        uint128 first = empty.priceAt(0, Math.Rounding.Ceil).toUint128();
        (_highWater, _peak) = (first, first);
    }

    // Entering.

    /// @notice Takes `assets` from the caller and gives `receiver` shares, rounded down. Books positions first.
    function deposit(uint256 assets, address receiver) public override nonReentrant returns (uint256 shares) {
        (Book memory book, bool capped) = _openEntry();
        shares = book.toShares(assets, Math.Rounding.Floor);
        if (capped) _checkCap(book.gross() + assets);
        _takeIn(book, receiver, assets, shares);
    }

    /// @notice Gives `receiver` exactly `shares` for assets of the caller, rounded up. Books positions first.
    function mint(uint256 shares, address receiver) public override nonReentrant returns (uint256 assets) {
        (Book memory book, bool capped) = _openEntry();
        assets = book.toAssets(shares, Math.Rounding.Ceil);
        if (capped) _checkCap(book.gross() + assets);
        _takeIn(book, receiver, assets, shares);
    }

    // Leaving.

    /// @notice Pays exactly `assets` for shares of `owner`, rounded up. Only while no position is open and nobody waits.
    function withdraw(uint256 assets, address receiver, address owner)
        public
        override
        nonReentrant
        returns (uint256 shares)
    {
        Book memory book = _openExit();
        shares = book.toShares(assets, Math.Rounding.Ceil);
        _payOut(book, receiver, owner, assets, shares);
    }

    /// @notice Pays assets, rounded down, for `shares` of `owner`. Only while no position is open and nobody waits.
    function redeem(uint256 shares, address receiver, address owner)
        public
        override
        nonReentrant
        returns (uint256 assets)
    {
        Book memory book = _openExit();
        assets = book.toAssets(shares, Math.Rounding.Floor);
        _payOut(book, receiver, owner, assets, shares);
    }

    /// @notice Puts `shares` of `owner` in the queue, to be paid to `receiver` when there is cash and the price is read anew.
    function requestRedeem(uint256 shares, address receiver, address owner)
        external
        nonReentrant
        returns (uint256 requestId)
    {
        if (msg.sender != owner) _spendAllowance(owner, msg.sender, shares);
        _transfer(owner, address(this), shares);
        requestId = _enqueue(shares, receiver, owner);
    }

    /// @notice Takes an unpaid request back, with the shares that are left of it.
    function cancelRequest(uint256 requestId) external nonReentrant onlyRequestOwner(requestId) {
        uint256 shares = _requests[requestId].shares;
        delete _requests[requestId];
        _clearQueue(CLEARED_MAX);
        emit RequestCancelled(requestId, shares);
        _transfer(address(this), msg.sender, shares);
    }

    /// @notice Pays waiting requests in their order from what is at hand, at most `count` of them; the last one in part if
    /// cash runs out. Anybody may call. What is paid is set aside and taken with `claim`, so that no receiver can block it.
    /// @return filled Requests that were paid in full.
    function processRequests(uint256 count) external nonReentrant returns (uint256 filled) {
        Book memory book = _refresh();
        (uint256 head, uint256 tail) = (_queueHead, _queueTail);
        for (; count > 0 && head < tail; --count) {
            if (_requests[head].shares > 0) {
                if (!_fill(book, head)) break;
                ++filled;
            }
            ++head;
        }
        _queueHead = uint64(head);
        if (head == tail) _flags &= ~QUEUED;
        _idle = book.idle.toUint128();
    }

    /// @notice Takes the request's part of every asset the vault holds, without any price, after it waited too long.
    /// What is taken is set aside for the receiver, token by token, so that one bad token cannot hold back the others.
    function exitInKind(uint256 requestId) external nonReentrant onlyRequestOwner(requestId) {
        Request memory request = _requests[requestId];
        uint256 allowedAt = request.requestedAt + uint256(_inKindDelaySeconds);
        if (block.timestamp < allowedAt) revert TooEarly(block.timestamp, allowedAt);
        delete _requests[requestId];
        _clearQueue(CLEARED_MAX);

        // Locked profit is not theirs yet: the part is of what counts. A book of nothing is shared by shares alone.
        Book memory book = _load();
        uint256 part = book.toAssets(request.shares, Math.Rounding.Floor);
        uint256 whole = book.gross();
        if (whole == 0) (part, whole) = (request.shares, book.supply + ShareBook.VIRTUAL_SHARES);
        uint256 cash = Math.mulDiv(book.idle, part, whole);
        _idle = (book.idle - cash).toUint128();
        _deployed = (book.deployed - Math.mulDiv(book.deployed, part, whole)).toUint128();
        _burn(address(this), request.shares);
        _owe(asset(), request.receiver, cash);
        _shareHoldings(request.receiver, part, whole);
        emit LeftInKind(requestId, request.shares, part);
    }

    /// @notice Pays what `account` is owed of `token`. Anybody may call. Fees go on to their split.
    function claim(address token, address account) external nonReentrant returns (uint256 amount) {
        amount = owed[token][account];
        if (amount == 0) revert NothingOwed(token, account);
        owed[token][account] = 0;
        emit Claimed(token, account, amount);
        address splitter = _feeSplitter();
        if (account == splitter && token == asset()) {
            IERC20(token).forceApprove(splitter, amount);
            IFeeSplitter(splitter).distribute(splitId, amount);
        } else {
            IERC20(token).safeTransfer(account, amount);
        }
    }

    // Booking.

    /// @notice Prices open positions anew and books the profit or loss. Anybody may call.
    function report() external nonReentrant {
        _refresh();
    }

    /// @notice Puts the fee shares in the queue like everybody's. Anybody may call.
    function requestFees() external nonReentrant returns (uint256 requestId) {
        uint256 shares = _feeShares;
        _feeShares = 0;
        requestId = _enqueue(shares, _feeSplitter(), address(this));
    }

    // Reading. As ERC-4626 says, with what a booking now would give.

    /// @notice What shareholders own now: everything less profit that is still locked.
    function totalAssets() public view override nonReentrantView returns (uint256) {
        return _preview().net();
    }

    /// @inheritdoc ERC4626Upgradeable
    function maxDeposit(address) public view override returns (uint256) {
        if (!_entryIsOpen()) return 0;
        uint256 cap = _flags & CAPPED == 0 ? type(uint128).max : _depositCap;
        return Math.saturatingSub(cap, _preview().gross());
    }

    /// @inheritdoc ERC4626Upgradeable
    function maxMint(address receiver) public view override returns (uint256) {
        uint256 assets = maxDeposit(receiver);
        return assets == 0 ? 0 : _preview().toShares(assets, Math.Rounding.Floor);
    }

    /// @inheritdoc ERC4626Upgradeable
    function maxWithdraw(address owner) public view override returns (uint256) {
        return _exitIsOpen() ? _load().toAssets(balanceOf(owner), Math.Rounding.Floor) : 0;
    }

    /// @inheritdoc ERC4626Upgradeable
    function maxRedeem(address owner) public view override returns (uint256) {
        return _exitIsOpen() ? balanceOf(owner) : 0;
    }

    /// @notice The books as they stand, and what of the profit is locked now. Units: atoms; prices have 27 decimals.
    function books()
        external
        view
        nonReentrantView
        returns (uint256 idle, uint256 deployed, uint256 locked, uint256 unlockAt, uint256 highWater, uint256 peak)
    {
        Book memory loaded = _load();
        return (loaded.idle, loaded.deployed, loaded.locked, loaded.unlockAt, _highWater, _peak);
    }

    /// @notice The request `requestId`; all zero when it was paid or taken back.
    function requestOf(uint256 requestId) external view returns (Request memory) {
        return _requests[requestId];
    }

    /// @notice The ids of the queue: the first that may still be unpaid, and the next to be given.
    function queue() external view returns (uint256 head, uint256 tail) {
        return (_queueHead, _queueTail);
    }

    /// @notice Fee shares that were earned and not yet put in the queue.
    function feeShares() external view returns (uint256) {
        return _feeShares;
    }

    /// @notice Whether entry and trading are halted.
    function isHalted() public view returns (bool) {
        return _flags & HALTED != 0;
    }

    /// @notice The terms that are numbers, as the vault was made with.
    function shareTerms()
        external
        view
        returns (
            uint256 feeBps,
            uint256 unlockSeconds,
            uint256 exitDelaySeconds,
            uint256 inKindDelaySeconds,
            uint256 depositCap
        )
    {
        return (_feeBps, _unlockSeconds, _exitDelaySeconds, _inKindDelaySeconds, _depositCap);
    }

    // For the vault that invests.

    /// @dev What open positions are worth now, in atoms of the asset, rounded down. Reverts when they cannot be priced.
    function _deployedValue() internal view virtual returns (uint256);

    /// @dev Sets `part` / `whole` of every position aside for `receiver`.
    function _shareHoldings(address receiver, uint256 part, uint256 whole) internal virtual;

    /// @dev Where fees are divided.
    function _feeSplitter() internal view virtual returns (address);

    /// @dev Looks at the books after each booking.
    function _afterReport(Book memory reported) internal virtual;

    function _load() internal view returns (Book memory loaded) {
        (loaded.idle, loaded.deployed) = (_idle, _deployed);
        loaded.unlockAt = _unlockAt;
        loaded.locked = ShareBook.lockedAt(_locked, _lockedFrom, loaded.unlockAt, block.timestamp);
        loaded.supply = totalSupply();
    }

    /// @dev Books open positions at what they are worth now; without any there is nothing to book.
    function _refresh() internal returns (Book memory refreshed) {
        refreshed = _load();
        if (!_isInvested()) return refreshed;
        uint256 grossBefore = refreshed.gross();
        refreshed.deployed = _deployedValue();
        _settle(refreshed, grossBefore);
    }

    /// @dev Stores `settled`, whose `idle` and `deployed` are of now, as the profit or loss since `grossBefore`.
    function _settle(Book memory settled, uint256 grossBefore) internal {
        (settled.highWater, settled.peak) = (_highWater, _peak);
        settled.settle(grossBefore, BookTerms(_feeBps, _unlockSeconds), block.timestamp);
        (_idle, _deployed) = (settled.idle.toUint128(), settled.deployed.toUint128());
        (_locked, _lockedFrom, _unlockAt) =
            (settled.locked.toUint128(), uint40(block.timestamp), settled.unlockAt.toUint40());
        (_highWater, _peak) = (settled.highWater.toUint128(), settled.peak.toUint128());
        if (settled.feeShares > 0) {
            _feeShares += settled.feeShares.toUint128();
            _mint(address(this), settled.feeShares);
        }
        uint256 grossNow = settled.gross();
        emit Reported(
            grossNow,
            settled.locked,
            settled.feeShares,
            Math.saturatingSub(grossNow, grossBefore),
            Math.saturatingSub(grossBefore, grossNow)
        );
        _afterReport(settled);
    }

    function _setHalted(bool halted) internal {
        if (isHalted() == halted) return;
        _flags = halted ? _flags | HALTED : _flags & ~HALTED;
        if (halted) emit Halted(msg.sender);
        else emit Resumed();
    }

    /// @dev Whether any position is open, whatever it is worth.
    function _isInvested() internal view returns (bool) {
        return _flags & INVESTED != 0;
    }

    function _setInvested(bool invested) internal {
        _flags = invested ? _flags | INVESTED : _flags & ~INVESTED;
    }

    function _setPeak(uint256 peak) internal {
        _peak = peak.toUint128();
    }

    function _owe(address token, address account, uint256 amount) internal {
        if (amount == 0) return;
        owed[token][account] += amount;
        emit Owed(token, account, amount);
    }

    function _requireWithin(uint256 value, uint256 min, uint256 max) internal pure {
        if (value < min || value > max) revert OutOfBounds(value, min, max);
    }

    // Inside.

    /// @dev Reads the flags once where nothing is invested: that is the path most deposits take.
    function _openEntry() private returns (Book memory entered, bool capped) {
        uint256 flags = _flags;
        if (flags & GATED != 0 && msg.sender != gate) revert EntryGated(msg.sender, gate);
        if (flags & INVESTED == 0) {
            entered = _load();
        } else {
            entered = _refresh();
            flags = _flags;
        }
        if (flags & HALTED != 0) revert EntryHalted();
        capped = flags & CAPPED != 0;
    }

    function _checkCap(uint256 gross) private view {
        if (gross > _depositCap) revert EntryCapped(gross, _depositCap);
    }

    /// @dev Shares first, then the assets, measured: what a token keeps for itself is refused.
    function _takeIn(Book memory entered, address receiver, uint256 assets, uint256 shares) private {
        if (assets != 0 && shares == 0) revert NothingMoves();
        _idle = (entered.idle + assets).toUint128();
        _mint(receiver, shares);
        emit Deposit(msg.sender, receiver, assets, shares);
        Assets.pull(asset(), 0, msg.sender, assets);
    }

    function _openExit() private view returns (Book memory left) {
        left = _load();
        if (_flags & (INVESTED | QUEUED) != 0) revert ExitsWait(left.deployed, _queueTail - _queueHead);
    }

    function _payOut(Book memory left, address receiver, address owner, uint256 assets, uint256 shares) private {
        if (msg.sender != owner) _spendAllowance(owner, msg.sender, shares);
        _idle = (left.idle - assets).toUint128();
        _burn(owner, shares);
        emit Withdraw(msg.sender, receiver, owner, assets, shares);
        IERC20(asset()).safeTransfer(receiver, assets);
    }

    function _enqueue(uint256 shares, address receiver, address owner) private returns (uint256 requestId) {
        if (shares == 0) revert NothingMoves();
        if (receiver == address(0)) revert ERC20InvalidReceiver(receiver);
        requestId = _queueTail++;
        _flags |= QUEUED;
        _requests[requestId] = Request(owner, uint40(block.timestamp), receiver, shares.toUint128());
        emit RedeemRequested(requestId, owner, receiver, shares);
    }

    /// @dev Pays one request from `cash.idle`, all of it or as much as there is. Returns whether it is paid in full.
    function _fill(Book memory cash, uint256 requestId) private returns (bool) {
        Request memory request = _requests[requestId];
        bool waits = _isInvested() && block.timestamp < request.requestedAt + uint256(_exitDelaySeconds);
        if (waits) return false;
        uint256 shares = request.shares;
        uint256 assets = cash.toAssets(shares, Math.Rounding.Floor);
        if (assets > cash.idle) {
            shares = cash.toShares(cash.idle, Math.Rounding.Floor);
            assets = cash.toAssets(shares, Math.Rounding.Floor);
            if (assets == 0) return false;
        }
        if (shares == request.shares) delete _requests[requestId];
        else _requests[requestId].shares = (request.shares - shares).toUint128();
        cash.idle -= assets;
        cash.supply -= shares;
        _burn(address(this), shares);
        _owe(asset(), request.receiver, assets);
        emit RequestFilled(requestId, shares, assets);
        emit Withdraw(msg.sender, request.receiver, request.owner, assets, shares);
        return shares == request.shares;
    }

    /// @dev Moves the head of the queue past requests that are gone.
    function _clearQueue(uint256 count) private {
        (uint256 head, uint256 tail) = (_queueHead, _queueTail);
        for (; count > 0 && head < tail && _requests[head].shares == 0; --count) {
            ++head;
        }
        _queueHead = uint64(head);
        if (head == tail) _flags &= ~QUEUED;
    }

    /// @dev The books as a booking now would leave them.
    function _preview() private view returns (Book memory previewed) {
        previewed = _load();
        if (!_isInvested()) return previewed;
        uint256 grossBefore = previewed.gross();
        previewed.deployed = _deployedValue();
        (previewed.highWater, previewed.peak) = (_highWater, _peak);
        previewed.settle(grossBefore, BookTerms(_feeBps, _unlockSeconds), block.timestamp);
    }

    /// @dev ERC-4626 wants limits that never revert: no price, or a mover at work, is a limit of nothing.
    function _entryIsOpen() private view returns (bool) {
        if (isHalted() || _reentrancyGuardEntered()) return false;
        if (!_isInvested()) return true;
        try this.totalAssets() returns (uint256) {
            return true;
        } catch {
            return false;
        }
    }

    function _exitIsOpen() private view returns (bool) {
        return _flags & (INVESTED | QUEUED) == 0 && !_reentrancyGuardEntered();
    }

    function _convertToShares(uint256 assets, Math.Rounding rounding)
        internal
        view
        override
        nonReentrantView
        returns (uint256)
    {
        return _preview().toShares(assets, rounding);
    }

    function _convertToAssets(uint256 shares, Math.Rounding rounding)
        internal
        view
        override
        nonReentrantView
        returns (uint256)
    {
        return _preview().toAssets(shares, rounding);
    }

    function _decimalsOffset() internal pure override returns (uint8) {
        return ShareBook.DECIMALS_OFFSET;
    }
}
