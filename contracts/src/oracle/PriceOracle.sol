// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IAggregatorV3} from "./IAggregatorV3.sol";
import {IPriceOracle} from "./IPriceOracle.sol";

/// @title Prices that are fresh, bounded and confirmed, or no answer at all
/// @notice Reads price feeds of the Chainlink kind. A feed's terms never change: new terms are a new feed under a new
/// id, so whoever remembers an id (an option series, a prediction) keeps the source it was made with.
/// @dev Holds no money. Nothing here can set a price.
contract PriceOracle is IPriceOracle, AccessManaged {
    /// @notice One source of rounds. `decimals` is read from the aggregator when the terms are added.
    struct Source {
        IAggregatorV3 aggregator;
        uint32 heartbeatSeconds;
        uint8 decimals;
    }

    /// @notice The immutable terms of a feed. Bounds are US dollars with 18 decimals, both usable themselves.
    /// `second` may be absent (aggregator zero); with it, both must agree within `deviationBpsMax`.
    struct Feed {
        Source first;
        Source second;
        uint16 deviationBpsMax;
        uint8 assetDecimals;
        uint128 priceMin1e18;
        uint128 priceMax1e18;
    }

    /// @notice Two neighbouring rounds of one aggregator, between which a moment lies.
    struct Neighbours {
        uint80 before;
        uint80 atOrAfter;
    }

    /// @dev A heartbeat under a minute would refuse healthy feeds; over two days it would not be one.
    uint32 public constant HEARTBEAT_SECONDS_MIN = 1 minutes;
    uint32 public constant HEARTBEAT_SECONDS_MAX = 2 days;
    /// @dev Two honest sources of one liquid price rarely differ by more than a tenth.
    uint16 public constant DEVIATION_BPS_MAX = 1_000;
    /// @dev With 18 decimals or fewer, scaling up is exact.
    uint8 public constant FEED_DECIMALS_MAX = 18;
    uint8 public constant ASSET_DECIMALS_MAX = 36;
    uint32 public constant GRACE_SECONDS_MAX = 1 days;
    uint256 private constant BPS = 10_000;

    /// @notice Tells whether the rollup's sequencer is up (answer 0) and since when; zero where there is none.
    IAggregatorV3 public immutable SEQUENCER;
    /// @notice Seconds after the sequencer came back during which no price is given: users must be able to act first.
    uint32 public immutable GRACE_SECONDS;

    /// @notice The id of the feed that values an asset now; zero when it has none.
    mapping(address asset => bytes32 feedId) public feedOf;
    mapping(bytes32 feedId => Feed) private _feeds;

    event FeedSet(address indexed asset, bytes32 indexed feedId, Feed feed);
    event FeedRemoved(address indexed asset, bytes32 indexed feedId);

    error OutOfBounds(uint256 value, uint256 min, uint256 max);
    error FeedUnknown(address asset, bytes32 feedId);
    error SequencerDown(int256 answer, uint256 since);
    error SequencerJustUp(uint256 since, uint256 usableAt);
    error AnswerNotPositive(address aggregator, uint80 round, int256 answer);
    error AnswerFromFuture(address aggregator, uint256 updatedAt, uint256 now_);
    error AnswerStale(address aggregator, uint256 updatedAt, uint256 usableUntil);
    error PriceOutOfBounds(address aggregator, uint256 price1e18, uint256 min1e18, uint256 max1e18);
    error SourcesDisagree(uint256 first1e18, uint256 second1e18, uint256 deviationBpsMax);
    error RoundsNotNeighbours(address aggregator, uint80 before, uint80 atOrAfter);
    error RoundsDoNotStraddle(address aggregator, uint256 beforeAt, uint256 afterAt, uint256 moment);
    error LaterPhaseHadBegun(address aggregator, uint80 firstRound, uint256 begunAt, uint256 moment);

    constructor(address authority_, IAggregatorV3 sequencer, uint32 graceSeconds) AccessManaged(authority_) {
        _requireWithin(graceSeconds, 0, GRACE_SECONDS_MAX);
        SEQUENCER = sequencer;
        GRACE_SECONDS = graceSeconds;
    }

    /// @notice Lets `feed` value `asset` from now on. `decimals` and `assetDecimals` are read, not believed.
    /// @return feedId Binds every term of the feed; adding the same terms again gives the same id.
    function setFeed(address asset, Feed memory feed) external restricted returns (bytes32 feedId) {
        _completeSource(feed.first);
        if (address(feed.second.aggregator) != address(0)) {
            _completeSource(feed.second);
            _requireWithin(feed.deviationBpsMax, 1, DEVIATION_BPS_MAX);
        } else {
            delete feed.second;
            feed.deviationBpsMax = 0;
        }
        feed.assetDecimals = IERC20Metadata(asset).decimals();
        _requireWithin(feed.assetDecimals, 0, ASSET_DECIMALS_MAX);
        _requireWithin(feed.priceMin1e18, 1, type(uint128).max);
        _requireWithin(feed.priceMax1e18, feed.priceMin1e18, type(uint128).max);
        feedId = keccak256(abi.encode(asset, feed));
        _feeds[feedId] = feed;
        feedOf[asset] = feedId;
        emit FeedSet(asset, feedId, feed);
    }

    /// @notice Stops valuing `asset`. What remembers the feed's id can still read it.
    function removeFeed(address asset) external restricted {
        bytes32 feedId = feedOf[asset];
        if (feedId == bytes32(0)) revert FeedUnknown(asset, feedId);
        delete feedOf[asset];
        emit FeedRemoved(asset, feedId);
    }

    /// @inheritdoc IPriceOracle
    function price(address asset) external view returns (uint256 price1e18) {
        return _priceNow(_feedFor(asset));
    }

    /// @inheritdoc IPriceOracle
    function value(address asset, uint256 amount) external view returns (uint256 usd1e18) {
        Feed storage terms = _feedFor(asset);
        return Math.mulDiv(amount, _priceNow(terms), 10 ** terms.assetDecimals);
    }

    /// @notice The terms behind an id.
    function feedTerms(bytes32 feedId) external view returns (Feed memory) {
        return _feedById(feedId);
    }

    /// @notice The price that held at a past `moment`: each source's first round at or after it, which must follow within
    /// the source's heartbeat. The answer is the same whoever asks and whenever: rounds that are not neighbours, or do not
    /// have the moment between them, are refused.
    /// @param feedId The feed remembered, whether or not it still values its asset.
    /// @param moment Seconds since 1970; not in the future.
    /// @param first The neighbouring rounds of the first source.
    /// @param second Those of the second source; ignored when the feed has none.
    /// @return price1e18 US dollars for one whole unit of the asset, 18 decimals.
    function priceAt(bytes32 feedId, uint64 moment, Neighbours calldata first, Neighbours calldata second)
        external
        view
        returns (uint256 price1e18)
    {
        Feed storage terms = _feedById(feedId);
        price1e18 = _answerAt(terms, terms.first, moment, first);
        if (address(terms.second.aggregator) != address(0)) {
            _requireAgreement(price1e18, _answerAt(terms, terms.second, moment, second), terms.deviationBpsMax);
        }
    }

    function _feedFor(address asset) private view returns (Feed storage terms) {
        bytes32 feedId = feedOf[asset];
        if (feedId == bytes32(0)) revert FeedUnknown(asset, feedId);
        return _feeds[feedId];
    }

    function _feedById(bytes32 feedId) private view returns (Feed storage terms) {
        terms = _feeds[feedId];
        if (address(terms.first.aggregator) == address(0)) revert FeedUnknown(address(0), feedId);
    }

    function _priceNow(Feed storage terms) private view returns (uint256 price1e18) {
        _requireSequencerUp();
        price1e18 = _answerNow(terms, terms.first);
        if (address(terms.second.aggregator) != address(0)) {
            _requireAgreement(price1e18, _answerNow(terms, terms.second), terms.deviationBpsMax);
        }
    }

    /// @dev Rollup feeds say 0 for up, with `startedAt` the moment of the last change; a zero moment is no answer yet.
    function _requireSequencerUp() private view {
        if (address(SEQUENCER) == address(0)) return;
        (, int256 answer, uint256 since,,) = SEQUENCER.latestRoundData();
        if (answer != 0 || since == 0) revert SequencerDown(answer, since);
        if (block.timestamp < since + GRACE_SECONDS) revert SequencerJustUp(since, since + GRACE_SECONDS);
    }

    function _answerNow(Feed storage terms, Source storage source) private view returns (uint256) {
        (uint80 round, int256 answer,, uint256 updatedAt,) = source.aggregator.latestRoundData();
        uint256 usableUntil = updatedAt + source.heartbeatSeconds;
        if (block.timestamp > usableUntil) revert AnswerStale(address(source.aggregator), updatedAt, usableUntil);
        return _usableAnswer(terms, source, round, answer, updatedAt);
    }

    function _answerAt(Feed storage terms, Source storage source, uint64 moment, Neighbours calldata rounds)
        private
        view
        returns (uint256)
    {
        IAggregatorV3 aggregator = source.aggregator;
        _requireNeighbours(aggregator, rounds);
        (, uint256 beforeAt) = _roundOrNothing(aggregator, rounds.before);
        (int256 answer, uint256 afterAt) = _roundOrNothing(aggregator, rounds.atOrAfter);
        if (beforeAt == 0 || beforeAt >= moment || afterAt < moment) {
            revert RoundsDoNotStraddle(address(aggregator), beforeAt, afterAt, moment);
        }
        _requireNoLaterPhase(aggregator, rounds.atOrAfter, moment);
        uint256 usableUntil = uint256(moment) + source.heartbeatSeconds;
        if (afterAt > usableUntil) revert AnswerStale(address(aggregator), afterAt, usableUntil);
        return _usableAnswer(terms, source, rounds.atOrAfter, answer, afterAt);
    }

    function _usableAnswer(Feed storage terms, Source storage source, uint80 round, int256 answer, uint256 updatedAt)
        private
        view
        returns (uint256 price1e18)
    {
        address aggregator = address(source.aggregator);
        if (answer <= 0) revert AnswerNotPositive(aggregator, round, answer);
        if (updatedAt > block.timestamp) revert AnswerFromFuture(aggregator, updatedAt, block.timestamp);
        // forge-lint: disable-next-line(unsafe-typecast) The answer is positive.
        price1e18 = uint256(answer) * 10 ** (FEED_DECIMALS_MAX - source.decimals);
        if (price1e18 < terms.priceMin1e18 || price1e18 > terms.priceMax1e18) {
            revert PriceOutOfBounds(aggregator, price1e18, terms.priceMin1e18, terms.priceMax1e18);
        }
    }

    /// @dev A proxy's round id is phase << 64 | round of that phase's aggregator. Within a phase neighbours differ by one.
    /// Across phases the later must be the first of the next phase and the earlier the last of its own.
    function _requireNeighbours(IAggregatorV3 aggregator, Neighbours calldata rounds) private view {
        bool together = rounds.atOrAfter == uint256(rounds.before) + 1;
        if (!together && rounds.atOrAfter == _firstOfNextPhase(rounds.before)) {
            (, uint256 nextAt) = _roundOrNothing(aggregator, rounds.before + 1);
            together = nextAt == 0;
        }
        if (!together) revert RoundsNotNeighbours(address(aggregator), rounds.before, rounds.atOrAfter);
    }

    /// @dev An old phase's aggregator may go on after the proxy left it. Once any later phase has begun, only the latest such
    /// counts; otherwise rounds of two phases would straddle one moment and the settler could choose. Phases are few: the
    /// feed's owner adds one when it replaces an aggregator.
    function _requireNoLaterPhase(IAggregatorV3 aggregator, uint80 round, uint64 moment) private view {
        (uint80 latest,,,,) = aggregator.latestRoundData();
        while (round >> 64 < latest >> 64) {
            round = _firstOfNextPhase(round);
            (, uint256 begunAt) = _roundOrNothing(aggregator, round);
            if (begunAt != 0 && begunAt < moment) {
                revert LaterPhaseHadBegun(address(aggregator), round, begunAt, moment);
            }
        }
    }

    function _firstOfNextPhase(uint80 round) private pure returns (uint80) {
        return (((round >> 64) + 1) << 64) | 1;
    }

    /// @dev Aggregators answer zeros or revert for a round that never was; both are nothing here. A caller who starves the
    /// call of gas to fake this keeps a 64th of what was too little, which cannot pay for writing down a settlement.
    function _roundOrNothing(IAggregatorV3 aggregator, uint80 round)
        private
        view
        returns (int256 answer, uint256 updatedAt)
    {
        try aggregator.getRoundData(round) returns (uint80, int256 answer_, uint256, uint256 updatedAt_, uint80) {
            return (answer_, updatedAt_);
        } catch {
            return (0, 0);
        }
    }

    function _requireAgreement(uint256 first1e18, uint256 second1e18, uint256 deviationBpsMax) private pure {
        (uint256 low, uint256 high) = first1e18 < second1e18 ? (first1e18, second1e18) : (second1e18, first1e18);
        if ((high - low) * BPS > low * deviationBpsMax) revert SourcesDisagree(first1e18, second1e18, deviationBpsMax);
    }

    function _completeSource(Source memory source) private view {
        _requireWithin(source.heartbeatSeconds, HEARTBEAT_SECONDS_MIN, HEARTBEAT_SECONDS_MAX);
        source.decimals = source.aggregator.decimals();
        _requireWithin(source.decimals, 0, FEED_DECIMALS_MAX);
    }

    function _requireWithin(uint256 amount, uint256 min, uint256 max) private pure {
        if (amount < min || amount > max) revert OutOfBounds(amount, min, max);
    }
}
