// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAggregatorV3} from "../../src/oracle/IAggregatorV3.sol";

/// @title A feed behind a proxy: round ids are phase << 64 | round, old phases may go on, absent rounds revert on request
contract PhasedFeed is IAggregatorV3 {
    struct Round {
        int256 answer;
        uint256 updatedAt;
    }

    error NoData();

    uint8 public constant decimals = 8;
    bool public revertsWhenAbsent;
    uint80 public latest;
    mapping(uint80 => Round) public rounds;
    mapping(uint80 => uint64) public lastOfPhase;

    function setRevertsWhenAbsent(bool reverts) external {
        revertsWhenAbsent = reverts;
    }

    /// @notice Adds a round to a phase, which need not be the newest.
    function push(uint80 phase, int256 answer, uint256 updatedAt) external returns (uint80 id) {
        id = (phase << 64) | ++lastOfPhase[phase];
        rounds[id] = Round(answer, updatedAt);
        if (id > latest) latest = id;
    }

    function getRoundData(uint80 id) public view returns (uint80, int256, uint256, uint256, uint80) {
        Round memory round = rounds[id];
        if (round.updatedAt == 0 && revertsWhenAbsent) revert NoData();
        return (id, round.answer, round.updatedAt, round.updatedAt, id);
    }

    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        return getRoundData(latest);
    }
}
