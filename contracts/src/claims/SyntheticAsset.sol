// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {ClaimCore} from "./ClaimCore.sol";

/// @title Long and short of a model's share price, inside a band
/// @notice At expiry a long is worth (index - floor) / (cap - floor) of its collateral, clamped to the band; the short the rest.
/// The index is the high-water mark of the time-averaged share price of a model vault. There is no debt, no margin and no
/// liquidation, so nothing can become insolvent.
/// @dev Averaging: anybody may `observe`. Between two observations the lower of their prices counts, so a price that was pushed up
/// for a moment adds nothing unless it is still there at the next one. A window of at least a day closes with its
/// average; the mark is the highest average yet, and what it was at expiry is read from checkpoints, so that settling
/// later or earlier changes nothing. Whoever is short should see to it that somebody observes inside each window.
contract SyntheticAsset is ClaimCore {
    using Checkpoints for Checkpoints.Trace208;
    using SafeCast for uint256;

    /// @notice The terms. `floorIndex` and `capIndex` are in units of the index: see `priceNow`.
    struct Band {
        IERC4626 vault;
        IERC20 collateral;
        uint128 floorIndex;
        uint128 capIndex;
        uint64 expiry;
    }

    /// @notice The open window of a vault: the last observation, and the price-seconds since the window began.
    struct Window {
        uint128 lastPrice;
        uint64 lastAt;
        uint64 beganAt;
        uint256 priceSeconds;
    }

    /// @notice A window is closed by the first observation at least this long after it began.
    uint64 public constant WINDOW_SECONDS = 1 days;
    /// @notice A series settles only if a window was closed within this time before its expiry; otherwise it is void.
    uint64 public constant INDEX_AGE_SECONDS_MAX = 7 days;
    uint64 public constant SECONDS_TO_EXPIRY_MIN = 2 days;
    uint64 public constant SECONDS_TO_EXPIRY_MAX = 3 * 365 days;
    /// @dev Decimals of the index beyond those of the vault's asset: a share price of 1.000001 dollars must not look like 1.
    uint8 private constant EXTRA_DECIMALS = 12;
    uint8 private constant TIME_BITS = 48;

    /// @notice Vaults that new series may be about.
    mapping(IERC4626 vault => bool) public isIndexed;
    mapping(IERC4626 vault => Window) private _windows;
    /// @dev By the moment a window closed: mark << 48 | that moment, so that a lookup also tells how old it is.
    mapping(IERC4626 vault => Checkpoints.Trace208) private _marks;
    mapping(uint256 seriesId => Band) private _bands;

    event VaultIndexed(IERC4626 indexed vault, bool indexed_);
    event PriceObserved(IERC4626 indexed vault, uint256 price);
    event WindowClosed(IERC4626 indexed vault, uint256 average, uint256 mark);
    event SyntheticOpened(uint256 indexed seriesId, IERC4626 indexed vault, Band band, uint256 mark);

    error VaultNotIndexed(IERC4626 vault);
    error BandWrong(uint256 floorIndex, uint256 mark, uint256 capIndex);
    error IndexTooOld(IERC4626 vault, uint256 closedAt, uint256 oldestUsable);
    error IndexUsable(IERC4626 vault, uint256 closedAt);

    constructor(address authority_) ClaimCore(authority_) {}

    /// @notice Allows or forbids new series about `vault`. Allow only vaults whose share price no caller can push up within a call.
    function setIndexed(IERC4626 vault, bool indexed_) external restricted {
        isIndexed[vault] = indexed_;
        emit VaultIndexed(vault, indexed_);
    }

    /// @notice Opens a series. Anybody may. The mark now must lie in the band, under its cap. Void pays as if it stayed there.
    function openSynthetic(Band calldata band) external returns (uint256 seriesId) {
        if (!isIndexed[band.vault]) revert VaultNotIndexed(band.vault);
        _requireExpiryWithin(
            band.expiry, block.timestamp + SECONDS_TO_EXPIRY_MIN, block.timestamp + SECONDS_TO_EXPIRY_MAX
        );
        (uint256 mark, uint256 closedAt) = markAt(band.vault, block.timestamp.toUint64());
        _requireFresh(band.vault, closedAt, block.timestamp);
        if (band.floorIndex > mark || mark >= band.capIndex) revert BandWrong(band.floorIndex, mark, band.capIndex);
        seriesId = _open(keccak256(abi.encode(band)), band.collateral, band.expiry, _longRatio(band, mark));
        _bands[seriesId] = band;
        emit SyntheticOpened(seriesId, band.vault, band, mark);
    }

    /// @notice Notes the share price of `vault` now, and closes the window when it is long enough. Anybody may, any time.
    function observe(IERC4626 vault) external {
        Window storage window = _windows[vault];
        uint128 current = priceNow(vault).toUint128();
        uint64 now_ = block.timestamp.toUint64();
        emit PriceObserved(vault, current);
        if (window.lastAt == 0) {
            window.beganAt = now_;
        } else {
            uint256 lower = Math.min(window.lastPrice, current);
            window.priceSeconds += lower * (now_ - window.lastAt);
            if (now_ - window.beganAt >= WINDOW_SECONDS) _closeWindow(vault, window, now_);
        }
        (window.lastPrice, window.lastAt) = (current, now_);
    }

    /// @notice Ends an expired series at the mark of its expiry. Anybody may, any time after: not in the second of expiry,
    /// when a window could still close.
    function settleSynthetic(uint256 seriesId) external {
        _requireExpired(seriesId, 1);
        Band storage band = _bands[seriesId];
        (uint256 mark, uint256 closedAt) = markAt(band.vault, band.expiry);
        _requireFresh(band.vault, closedAt, band.expiry);
        _settle(seriesId, _longRatio(band, mark));
    }

    /// @notice Voids an expired series of which no window was closed close enough to its expiry.
    function voidSynthetic(uint256 seriesId) external {
        _requireExpired(seriesId, 1);
        Band storage band = _bands[seriesId];
        (, uint256 closedAt) = markAt(band.vault, band.expiry);
        if (closedAt + INDEX_AGE_SECONDS_MAX >= band.expiry) revert IndexUsable(band.vault, closedAt);
        _void(seriesId);
    }

    /// @notice The terms of a series.
    function bandOf(uint256 seriesId) external view returns (Band memory) {
        return _bands[seriesId];
    }

    /// @notice The open window of a vault.
    function windowOf(IERC4626 vault) external view returns (Window memory) {
        return _windows[vault];
    }

    /// @notice The highest average of the windows closed up to `moment`, and when the last of them closed; zeros for none.
    function markAt(IERC4626 vault, uint64 moment) public view returns (uint256 mark, uint256 closedAt) {
        uint256 packed = _marks[vault].upperLookupRecent(uint256(moment).toUint48());
        return (packed >> TIME_BITS, packed & type(uint48).max);
    }

    /// @notice The share price of a vault in atoms of its asset for one whole share, with 12 more decimals.
    function priceNow(IERC4626 vault) public view returns (uint256) {
        return vault.convertToAssets(10 ** (vault.decimals() + EXTRA_DECIMALS));
    }

    function _closeWindow(IERC4626 vault, Window storage window, uint64 now_) private {
        uint256 average = window.priceSeconds / (now_ - window.beganAt);
        uint256 mark = Math.max(_marks[vault].latest() >> TIME_BITS, average);
        // 128 bits of mark and 48 of time: an average of 128-bit prices cannot need more.
        _marks[vault].push(uint256(now_).toUint48(), ((mark << TIME_BITS) | now_).toUint208());
        (window.beganAt, window.priceSeconds) = (now_, 0);
        emit WindowClosed(vault, average, mark);
    }

    function _requireFresh(IERC4626 vault, uint256 closedAt, uint256 moment) private pure {
        if (closedAt + INDEX_AGE_SECONDS_MAX < moment) {
            revert IndexTooOld(vault, closedAt, moment - INDEX_AGE_SECONDS_MAX);
        }
    }

    /// @dev Rounds down, for the short; clamped to the band.
    function _longRatio(Band memory band, uint256 mark) private pure returns (uint256) {
        uint256 inside = Math.min(Math.max(mark, band.floorIndex), band.capIndex) - band.floorIndex;
        return Math.mulDiv(inside, ONE, band.capIndex - band.floorIndex);
    }
}
