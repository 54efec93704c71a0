// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {PredictionMarket} from "../../src/claims/PredictionMarket.sol";
import {IAggregatorV3} from "../../src/oracle/IAggregatorV3.sol";
import {PriceOracle} from "../../src/oracle/PriceOracle.sol";
import {PredictionTree} from "../registry/PredictionTree.sol";
import {RegistryBase} from "../registry/RegistryBase.sol";
import {MockAggregator} from "../support/oracles/MockAggregator.sol";
import {BlockListToken} from "../support/tokens/BlockListToken.sol";
import {ZooToken} from "../support/tokens/ZooToken.sol";

/// @title A market on four predictions for tomorrow, each of which spans six hours; the feed has a round every six hours
abstract contract MarketBase is RegistryBase {
    using PredictionTree for PredictionTree.Tree;

    uint256 internal constant START = uint256(EPOCH) * 1 days;

    PriceOracle internal oracle;
    MockAggregator internal feed;
    PredictionMarket internal market;
    BlockListToken internal cash;
    bytes32 internal feedId;
    uint256 internal id;
    PredictionMarket.Prediction[] internal predictions;
    PredictionTree.Tree internal tree;
    address internal yes = makeAddr("yes");
    address internal no = makeAddr("no");

    function setUp() public virtual override {
        super.setUp();
        oracle = new PriceOracle(address(manager), IAggregatorV3(address(0)), 0);
        feed = new MockAggregator(8, 2_000e8);
        ZooToken asset = new ZooToken("ASSET", 18);
        PriceOracle.Feed memory terms;
        terms.first = PriceOracle.Source(feed, 7 hours, 0);
        (terms.priceMin1e18, terms.priceMax1e18) = (1, type(uint128).max);
        feedId = oracle.setFeed(address(asset), terms);
        cash = new BlockListToken();
        market = new PredictionMarket(address(manager), registry, oracle, treasury);
        market.setCollateral(IERC20(cash), true);
        market.setBond(IERC20(cash), 10e6);
        // Up, down, up, down over the four quarters of the day.
        bytes[] memory payloads = new bytes[](4);
        for (uint64 i = 0; i < 4; ++i) {
            uint64 from = uint64(START) + i * 6 hours;
            predictions.push(PredictionMarket.Prediction(feedId, from, from + 6 hours, i % 2 == 0));
            payloads[i] = abi.encode(predictions[i]);
        }
        tree = PredictionTree.build(registry, modelId, EPOCH, payloads);
        bytes32 root = tree.root();
        vm.prank(author);
        registry.commitEpoch(modelId, EPOCH, root);
        id = market.openMarket(_terms(5_000));
        cash.mint(address(this), 1_000e6);
        cash.approve(address(market), type(uint256).max);
        market.split(id, 1_000e6, yes, no);
    }

    function _terms(uint16 thresholdBps) internal view returns (PredictionMarket.Market memory) {
        return PredictionMarket.Market(IERC20(cash), modelId, EPOCH, thresholdBps);
    }

    /// @dev Plays the day: rounds 2 to 6 at the quarters, with the given prices, then reveals all.
    function _play(int256[5] memory prices) internal {
        for (uint256 i = 0; i < 5; ++i) {
            vm.warp(START + i * 6 hours);
            feed.push(prices[i]);
        }
    }

    function _revealAll() internal {
        for (uint32 i = 0; i < 4; ++i) {
            _reveal(tree, i);
        }
    }

    function _rounds(uint32 sequence) internal pure returns (PredictionMarket.Rounds memory rounds) {
        uint80 before = uint80(sequence) + 1;
        rounds.fromFirst = PriceOracle.Neighbours(before, before + 1);
        rounds.untilFirst = PriceOracle.Neighbours(before + 1, before + 2);
    }

    function _score(uint32 sequence) internal returns (bool) {
        return market.score(id, predictions[sequence], tree.opening(sequence), _rounds(sequence));
    }

    function _scoreAll() internal {
        for (uint32 i = 0; i < 4; ++i) {
            _score(i);
        }
    }
}
