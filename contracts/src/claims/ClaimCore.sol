// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Assets} from "../common/Assets.sol";

/// @title Two claims that together are worth exactly one unit of collateral
/// @notice A series has a long and a short claim (ERC-6909). One atom of collateral splits into one long and one short and
/// merges back at any time, so no series can owe more than it holds, whatever its index does. When it ends, its
/// longs are worth a ratio of the collateral and its shorts the rest. What the ratio is, the contract that inherits decides.
/// @dev Units: claims and collateral are atoms of the collateral token; ratios have 18 decimals, 1e18 is all of it.
/// A split shows as two ERC-6909 transfers from nobody, a merge as two to nobody, a redemption as one, each beside the
/// collateral's own transfer; further events would only repeat them.
/// The premium, when there is one, is between buyer and seller and never in a series' collateral.
abstract contract ClaimCore is ERC6909, AccessManaged, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    enum Stage {
        None,
        Open,
        Settled,
        Voided
    }

    /// @notice `expiry`: from this second on, nothing is split and the series may end. Its collateral
    /// is as much as it has full sets, which is what the pair of each split adds and each merge takes.
    /// `longRatio1e18`: what a long is worth, once ended. `voidRatio1e18`: the same if the series must be voided, known from the start.
    struct Series {
        IERC20 collateral;
        uint64 expiry;
        Stage stage;
        uint64 longRatio1e18;
        uint64 voidRatio1e18;
    }

    uint64 internal constant ONE = 1e18;

    /// @notice Tokens that new series may hold. Those that charge for transfers are refused by measure, those whose balances
    /// move by themselves must never be allowed.
    mapping(IERC20 token => bool) public isCollateral;
    mapping(uint256 seriesId => Series) private _series;

    event CollateralAllowed(IERC20 indexed token, bool allowed);
    event SeriesOpened(uint256 indexed seriesId, IERC20 indexed collateral, uint64 expiry, uint64 voidRatio1e18);
    event SeriesEnded(uint256 indexed seriesId, Stage stage, uint64 longRatio1e18);

    error CollateralNotAllowed(IERC20 token);
    error SeriesExists(uint256 seriesId);
    error SeriesNotOpen(uint256 seriesId, Stage stage);
    error SeriesNotEnded(uint256 seriesId, Stage stage);
    error SeriesExpired(uint256 seriesId, uint64 expiry);
    error SeriesNotExpired(uint256 seriesId, uint256 endsAt);
    error ExpiryOutOfBounds(uint64 expiry, uint256 min, uint256 max);
    error RatioAboveOne(uint256 ratio1e18);
    error NothingToPay(uint256 claimId, uint256 amount);

    constructor(address authority_) AccessManaged(authority_) {}

    /// @notice Allows or forbids `token` as collateral of new series; series that exist are not touched.
    function setCollateral(IERC20 token, bool allowed) external restricted {
        isCollateral[token] = allowed;
        emit CollateralAllowed(token, allowed);
    }

    /// @notice Takes `amount` of collateral from the caller and makes as many longs and shorts, each for its receiver.
    function split(uint256 seriesId, uint256 amount, address longTo, address shortTo) external nonReentrant {
        _split(seriesId, amount, msg.sender, longTo, shortTo);
    }

    /// @notice Burns `amount` longs and as many shorts of the caller and pays `amount` of collateral to `to`. Always possible.
    function merge(uint256 seriesId, uint256 amount, address to) external nonReentrant {
        Series storage series = _series[seriesId];
        _requireSomething(seriesId, amount);
        _burn(msg.sender, longOf(seriesId), amount);
        _burn(msg.sender, seriesId, amount);
        series.collateral.safeTransfer(to, amount);
    }

    /// @notice Burns `amount` claims of an ended series, long or short, and pays what they are worth to `to`.
    /// Rounds down; refuses when that is nothing.
    /// @return paid Atoms of collateral.
    function redeem(uint256 claimId, uint256 amount, address to) external nonReentrant returns (uint256 paid) {
        paid = _redeem(claimId, amount, to);
    }

    /// @notice What `amount` claims of an ended series are worth, rounded down.
    function previewRedeem(uint256 claimId, uint256 amount) public view returns (uint256) {
        uint256 seriesId = seriesOf(claimId);
        Series storage series = _series[seriesId];
        if (series.stage < Stage.Settled) revert SeriesNotEnded(seriesId, series.stage);
        uint256 longRatio = series.longRatio1e18;
        return Math.mulDiv(amount, claimId == seriesId ? ONE - longRatio : longRatio, ONE);
    }

    /// @notice The state of a series.
    function seriesState(uint256 seriesId) public view returns (Series memory) {
        return _series[seriesId];
    }

    /// @notice The id of a series' long claim. The short claim's id is the id of the series.
    function longOf(uint256 seriesId) public pure returns (uint256) {
        return seriesId | 1;
    }

    /// @notice The series that a claim belongs to.
    function seriesOf(uint256 claimId) public pure returns (uint256) {
        return claimId & ~uint256(1);
    }

    /// @dev Opens the series whose id is the hash of its terms, the lowest bit left free for the long.
    function _open(bytes32 termsHash, IERC20 collateral, uint64 expiry, uint256 voidRatio1e18)
        internal
        returns (uint256 seriesId)
    {
        seriesId = seriesOf(uint256(termsHash));
        if (_series[seriesId].stage != Stage.None) revert SeriesExists(seriesId);
        if (!isCollateral[collateral]) revert CollateralNotAllowed(collateral);
        if (voidRatio1e18 > ONE) revert RatioAboveOne(voidRatio1e18);
        uint64 voidRatio = voidRatio1e18.toUint64();
        _series[seriesId] = Series(collateral, expiry, Stage.Open, 0, voidRatio);
        emit SeriesOpened(seriesId, collateral, expiry, voidRatio);
    }

    function _split(uint256 seriesId, uint256 amount, address from, address longTo, address shortTo) internal {
        Series storage series = _series[seriesId];
        if (series.stage != Stage.Open) revert SeriesNotOpen(seriesId, series.stage);
        if (block.timestamp >= series.expiry) revert SeriesExpired(seriesId, series.expiry);
        _requireSomething(seriesId, amount);
        _mint(longTo, longOf(seriesId), amount);
        _mint(shortTo, seriesId, amount);
        Assets.pull(address(series.collateral), 0, from, amount);
    }

    function _redeem(uint256 claimId, uint256 amount, address to) internal returns (uint256 paid) {
        Series storage series = _series[seriesOf(claimId)];
        paid = previewRedeem(claimId, amount);
        _requireSomething(claimId, paid);
        _burn(msg.sender, claimId, amount);
        series.collateral.safeTransfer(to, paid);
    }

    /// @dev Ends an open, expired series once and for ever.
    function _settle(uint256 seriesId, uint256 longRatio1e18) internal {
        if (longRatio1e18 > ONE) revert RatioAboveOne(longRatio1e18);
        _end(seriesId, Stage.Settled, longRatio1e18.toUint64());
    }

    /// @dev Ends an open, expired series at the ratio that was announced for this case when it opened.
    function _void(uint256 seriesId) internal {
        _end(seriesId, Stage.Voided, _series[seriesId].voidRatio1e18);
    }

    function _end(uint256 seriesId, Stage stage, uint64 longRatio1e18) private {
        _requireExpired(seriesId, 0);
        Series storage series = _series[seriesId];
        series.stage = stage;
        series.longRatio1e18 = longRatio1e18;
        emit SeriesEnded(seriesId, stage, longRatio1e18);
    }

    /// @dev Requires an open series whose expiry lies `secondsAgo` or more in the past.
    function _requireExpired(uint256 seriesId, uint256 secondsAgo) internal view {
        Series storage series = _series[seriesId];
        if (series.stage != Stage.Open) revert SeriesNotOpen(seriesId, series.stage);
        uint256 endsAt = uint256(series.expiry) + secondsAgo;
        if (block.timestamp < endsAt) revert SeriesNotExpired(seriesId, endsAt);
    }

    function _requireExpiryWithin(uint64 expiry, uint256 min, uint256 max) internal pure {
        if (expiry < min || expiry > max) revert ExpiryOutOfBounds(expiry, min, max);
    }

    function _requireSomething(uint256 id, uint256 amount) private pure {
        if (amount == 0) revert NothingToPay(id, amount);
    }
}
