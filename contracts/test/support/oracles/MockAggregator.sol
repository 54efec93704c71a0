// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAggregatorV3} from "../../../src/oracle/IAggregatorV3.sol";

/// @title A price feed that says what it is told, keeps its rounds, and misbehaves on request
/// @dev The oracle zoo: each `make…` function is one way in which a feed goes wrong. Works as a sequencer feed too,
/// where an answer of 0 means up and 1 means down.
contract MockAggregator is IAggregatorV3 {
    struct Round {
        int256 answer;
        uint256 startedAt;
        uint256 updatedAt;
        uint80 answeredInRound;
    }

    error FeedDown();

    uint8 public immutable decimals;
    uint80 public latestRound;
    bool public down;
    mapping(uint80 => Round) private _rounds;

    constructor(uint8 decimals_, int256 answer) {
        decimals = decimals_;
        push(answer);
    }

    /// @notice A new round, now.
    function push(int256 answer) public {
        pushAt(answer, block.timestamp);
    }

    /// @notice A new round that claims to be of `updatedAt`.
    function pushAt(int256 answer, uint256 updatedAt) public {
        latestRound += 1;
        _rounds[latestRound] = Round(answer, updatedAt, updatedAt, latestRound);
    }

    function makeZero() external {
        push(0);
    }

    function makeNegative() external {
        push(-1);
    }

    function makeStale(uint256 age) external {
        _rounds[latestRound].updatedAt = block.timestamp > age ? block.timestamp - age : 0;
        _rounds[latestRound].startedAt = _rounds[latestRound].updatedAt;
    }

    function makeFuture(uint256 lead) external {
        pushAt(_rounds[latestRound].answer, block.timestamp + lead);
    }

    /// @notice Multiplies the answer by `bps` / 10,000.
    function makeJump(uint256 bps) external {
        push((_rounds[latestRound].answer * int256(bps)) / 10_000);
    }

    /// @notice A round that has begun and has no answer yet.
    function makeUnfinished() external {
        latestRound += 1;
        _rounds[latestRound] = Round(_rounds[latestRound - 1].answer, block.timestamp, 0, latestRound - 1);
    }

    /// @notice Every read reverts.
    function makeDown(bool down_) external {
        down = down_;
    }

    /// @notice For sequencer feeds: the status and since when it holds.
    function setSequencer(bool up, uint256 since) external {
        latestRound += 1;
        _rounds[latestRound] = Round(up ? int256(0) : int256(1), since, since, latestRound);
    }

    function getRoundData(uint80 roundId) external view returns (uint80, int256, uint256, uint256, uint80) {
        return _read(roundId);
    }

    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        return _read(latestRound);
    }

    function _read(uint80 roundId) private view returns (uint80, int256, uint256, uint256, uint80) {
        if (down) revert FeedDown();
        Round memory round = _rounds[roundId];
        return (roundId, round.answer, round.startedAt, round.updatedAt, round.answeredInRound);
    }
}
