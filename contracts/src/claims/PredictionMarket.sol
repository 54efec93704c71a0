// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Assets} from "../common/Assets.sol";
import {PriceOracle} from "../oracle/PriceOracle.sol";
import {IPredictionLog} from "../registry/IPredictionLog.sol";
import {ClaimCore} from "./ClaimCore.sol";

/// @title Markets on how good a model's committed predictions turn out
/// @notice A market asks: are at least `thresholdBps` of the predictions that a model committed for an epoch right? Long is yes.
/// It opens after the commitment and closes when the epoch begins. The outcome is counted here, prediction by prediction,
/// from the log and oracle prices; what is not revealed and scored counts as wrong. The counted outcome can be disputed against a bond;
/// an arbiter may then void the market, but can never choose another outcome, and silence lets it stand.
/// @dev Known limit: a model's owner can always make "yes" fail by revealing nothing, at the price of stake (ModelRegistry).
/// Whoever takes the other side of an owner should look at the stake first.
contract PredictionMarket is ClaimCore {
    using BitMaps for BitMaps.BitMap;
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    /// @notice The question.
    struct Market {
        IERC20 collateral;
        uint256 modelId;
        uint64 epoch;
        uint16 thresholdBps;
    }

    /// @notice The answer so far, out of `count`. `proposedAt`: when counting ended. `bond`: what a dispute costs, as it was when the market opened.
    struct Tally {
        uint32 count;
        uint32 scored;
        uint32 hits;
        uint64 proposedAt;
        uint64 disputedAt;
        address disputer;
        uint128 bond;
    }

    /// @notice What a payload in the log must decode to: the price of `feedId` will be higher (`up`) or lower at `until` than at `from`.
    /// Both lie in the epoch. No change is wrong either way.
    struct Prediction {
        bytes32 feedId;
        uint64 from;
        uint64 until;
        bool up;
    }

    /// @notice Neighbouring rounds around `from` and `until`, for each source of the feed.
    struct Rounds {
        PriceOracle.Neighbours fromFirst;
        PriceOracle.Neighbours fromSecond;
        PriceOracle.Neighbours untilFirst;
        PriceOracle.Neighbours untilSecond;
    }

    uint16 private constant BPS = 10_000;
    /// @notice Time to score after the last reveal, then to dispute, then for the arbiter to decide.
    uint64 public constant SCORE_SECONDS = 3 days;
    uint64 public constant DISPUTE_SECONDS = 2 days;
    uint64 public constant ARBITRATION_SECONDS = 14 days;

    IPredictionLog public immutable LOG;
    PriceOracle public immutable ORACLE;
    address public immutable TREASURY;

    mapping(uint256 seriesId => Market) private _markets;
    mapping(uint256 seriesId => Tally) private _tallies;
    mapping(uint256 seriesId => BitMaps.BitMap) private _scored;
    /// @notice What a dispute of a new market costs, in atoms of its collateral; lost when the arbiter upholds the outcome.
    mapping(IERC20 token => uint128) public bondFor;
    /// @notice Bonds to be fetched by their owner, so that an owner who cannot receive blocks nobody.
    mapping(IERC20 token => mapping(address owner => uint256)) public bondOf;

    event MarketOpened(uint256 indexed seriesId, uint256 indexed modelId, uint64 indexed epoch, Market market);
    event PredictionScored(uint256 indexed seriesId, uint32 indexed sequence, bool hit);
    event OutcomeProposed(uint256 indexed seriesId, bool yes, uint32 hits, uint32 count);
    event OutcomeDisputed(uint256 indexed seriesId, address indexed disputer, uint256 bond);
    event DisputeDecided(uint256 indexed seriesId, bool upheld);
    event BondSet(IERC20 indexed token, uint128 amount);
    event BondPaid(IERC20 indexed token, address indexed to, uint256 amount);

    error ThresholdOutOfBounds(uint16 bps, uint16 max);
    error NotCommitted(uint256 modelId, uint64 epoch);
    error NotRevealed(uint256 seriesId, uint32 sequence);
    error AlreadyScored(uint256 seriesId, uint32 sequence);
    error ScoringOver(uint256 seriesId, uint256 endedAt);
    error ScoringNotOver(uint256 seriesId, uint256 endsAt);
    error NotProposed(uint256 seriesId);
    error AlreadyProposed(uint256 seriesId);
    error DisputeOver(uint256 seriesId, uint256 endedAt);
    error AlreadyDisputed(uint256 seriesId, address disputer);
    error NotDisputed(uint256 seriesId);
    error OutcomeNotFinal(uint256 seriesId, uint256 finalAt);
    error NoBond(address owner);
    error BondNotSet(IERC20 token);
    error TreasuryMissing();

    /// @notice The treasury gets the bonds of disputes that were lost, so there must be one.
    constructor(address authority_, IPredictionLog log, PriceOracle oracle, address treasury) ClaimCore(authority_) {
        if (treasury == address(0)) revert TreasuryMissing();
        LOG = log;
        ORACLE = oracle;
        TREASURY = treasury;
    }

    /// @notice Sets what disputes of new markets in `token` cost; markets that exist keep theirs.
    function setBond(IERC20 token, uint128 amount) external restricted {
        bondFor[token] = amount;
        emit BondSet(token, amount);
    }

    /// @notice Opens a market on an epoch that is committed and has not begun. Anybody may. Void pays half to each side.
    function openMarket(Market calldata market) external returns (uint256 seriesId) {
        if (market.thresholdBps == 0 || market.thresholdBps > BPS) {
            revert ThresholdOutOfBounds(market.thresholdBps, BPS);
        }
        uint32 count = LOG.countOf(market.modelId, market.epoch);
        if (count == 0) revert NotCommitted(market.modelId, market.epoch);
        uint64 expiry = LOG.epochStart(market.epoch).toUint64();
        _requireExpiryWithin(expiry, block.timestamp + 1, type(uint64).max);
        seriesId = _open(keccak256(abi.encode(market)), market.collateral, expiry, ONE / 2);
        uint128 bond = bondFor[market.collateral];
        if (bond == 0) revert BondNotSet(market.collateral);
        _markets[seriesId] = market;
        (_tallies[seriesId].bond, _tallies[seriesId].count) = (bond, count);
        emit MarketOpened(seriesId, market.modelId, market.epoch, market);
    }

    /// @notice Counts one revealed prediction. Anybody may, once each. One that is malformed (times outside the epoch or in the
    /// wrong order) counts as wrong; one whose prices cannot be proved reverts and, left so, counts as wrong, too.
    function score(
        uint256 seriesId,
        Prediction calldata prediction,
        IPredictionLog.Opening calldata opening,
        Rounds calldata rounds
    ) external returns (bool hit) {
        Market storage market = _markets[seriesId];
        Tally storage tally = _tallies[seriesId];
        _requireExpired(seriesId, 0);
        if (tally.proposedAt != 0) revert AlreadyProposed(seriesId);
        uint256 endsAt = scoreUntil(market.epoch);
        if (block.timestamp > endsAt) revert ScoringOver(seriesId, endsAt);
        if (
            !LOG.isRevealed(market.modelId, market.epoch, opening.sequence)
                || !LOG.isPrediction(market.modelId, market.epoch, abi.encode(prediction), opening)
        ) revert NotRevealed(seriesId, opening.sequence);
        if (_scored[seriesId].get(opening.sequence)) revert AlreadyScored(seriesId, opening.sequence);
        _scored[seriesId].set(opening.sequence);
        ++tally.scored;
        hit = _isHit(market.epoch, prediction, rounds);
        if (hit) ++tally.hits;
        emit PredictionScored(seriesId, opening.sequence, hit);
    }

    /// @notice Ends the counting, when all are counted or the time for it is over. The window to dispute begins.
    function proposeOutcome(uint256 seriesId) external {
        _requireExpired(seriesId, 0);
        Market storage market = _markets[seriesId];
        Tally storage tally = _tallies[seriesId];
        if (tally.proposedAt != 0) revert AlreadyProposed(seriesId);
        uint256 endsAt = scoreUntil(market.epoch);
        if (tally.scored < tally.count && block.timestamp <= endsAt) revert ScoringNotOver(seriesId, endsAt);
        tally.proposedAt = block.timestamp.toUint64();
        emit OutcomeProposed(seriesId, _isYes(market, tally), tally.hits, tally.count);
    }

    /// @notice Disputes a proposed outcome with a bond in the market's collateral. Anybody may; the first is enough.
    function dispute(uint256 seriesId) external nonReentrant {
        _requireExpired(seriesId, 0);
        Tally storage tally = _tallies[seriesId];
        if (tally.proposedAt == 0) revert NotProposed(seriesId);
        if (tally.disputedAt != 0) revert AlreadyDisputed(seriesId, tally.disputer);
        uint256 endsAt = uint256(tally.proposedAt) + DISPUTE_SECONDS;
        if (block.timestamp > endsAt) revert DisputeOver(seriesId, endsAt);
        (tally.disputedAt, tally.disputer) = (block.timestamp.toUint64(), msg.sender);
        emit OutcomeDisputed(seriesId, msg.sender, tally.bond);
        Assets.pull(address(_markets[seriesId].collateral), 0, msg.sender, tally.bond);
    }

    /// @notice Decides a dispute: the counted outcome stands and the bond goes to the treasury, or the market is void and the
    /// bond goes back.
    function decide(uint256 seriesId, bool upheld) external restricted {
        Tally storage tally = _tallies[seriesId];
        if (tally.disputedAt == 0) revert NotDisputed(seriesId);
        emit DisputeDecided(seriesId, upheld);
        _creditBond(seriesId, upheld ? TREASURY : tally.disputer);
        if (upheld) _settle(seriesId, _ratio(seriesId));
        else _void(seriesId);
    }

    /// @notice Makes an outcome final that nobody disputed, or that the arbiter did not decide in time; the bond goes back then.
    function finalise(uint256 seriesId) external {
        Tally storage tally = _tallies[seriesId];
        if (tally.proposedAt == 0) revert NotProposed(seriesId);
        bool disputed = tally.disputedAt != 0;
        uint256 finalAt =
            disputed ? uint256(tally.disputedAt) + ARBITRATION_SECONDS : uint256(tally.proposedAt) + DISPUTE_SECONDS;
        if (block.timestamp <= finalAt) revert OutcomeNotFinal(seriesId, finalAt);
        if (disputed) _creditBond(seriesId, tally.disputer);
        _settle(seriesId, _ratio(seriesId));
    }

    /// @notice Pays the caller's returned bonds in `token`.
    function withdrawBond(IERC20 token, address to) external nonReentrant returns (uint256 amount) {
        amount = bondOf[token][msg.sender];
        if (amount == 0) revert NoBond(msg.sender);
        delete bondOf[token][msg.sender];
        emit BondPaid(token, to, amount);
        token.safeTransfer(to, amount);
    }

    /// @notice The question of a market.
    function marketTerms(uint256 seriesId) external view returns (Market memory) {
        return _markets[seriesId];
    }

    /// @notice The answer so far.
    function tallyOf(uint256 seriesId) external view returns (Tally memory) {
        return _tallies[seriesId];
    }

    /// @notice The last second in which predictions of an epoch are scored.
    function scoreUntil(uint64 epoch) public view returns (uint256) {
        return LOG.revealUntil(epoch) + SCORE_SECONDS;
    }

    function _creditBond(uint256 seriesId, address to) private {
        bondOf[_markets[seriesId].collateral][to] += _tallies[seriesId].bond;
    }

    function _ratio(uint256 seriesId) private view returns (uint256) {
        return _isYes(_markets[seriesId], _tallies[seriesId]) ? ONE : 0;
    }

    function _isYes(Market storage market, Tally storage tally) private view returns (bool) {
        return uint256(tally.hits) * BPS >= uint256(market.thresholdBps) * tally.count;
    }

    function _isHit(uint64 epoch, Prediction calldata prediction, Rounds calldata rounds) private view returns (bool) {
        bool inEpoch = prediction.from >= LOG.epochStart(epoch) && prediction.until <= LOG.epochStart(epoch + 1);
        if (!inEpoch || prediction.from >= prediction.until) return false;
        bytes32 feedId = prediction.feedId;
        uint256 before = ORACLE.priceAt(feedId, prediction.from, rounds.fromFirst, rounds.fromSecond);
        uint256 after_ = ORACLE.priceAt(feedId, prediction.until, rounds.untilFirst, rounds.untilSecond);
        return prediction.up ? after_ > before : after_ < before;
    }
}
