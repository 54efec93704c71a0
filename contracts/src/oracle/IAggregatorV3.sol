// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The price feed interface of Chainlink, as much of it as is read here
/// @dev Source: AggregatorV3Interface, github.com/smartcontractkit/chainlink (MIT).
interface IAggregatorV3 {
    /// @notice Decimals of `answer`.
    function decimals() external view returns (uint8);

    /// @notice One round by id. Reverts or answers zeros when the round does not exist.
    function getRoundData(uint80 roundId)
        external
        view
        returns (uint80 id, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);

    /// @notice The newest round.
    function latestRoundData()
        external
        view
        returns (uint80 id, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
}
