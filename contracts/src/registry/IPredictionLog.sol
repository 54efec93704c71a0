// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Predictions that were committed before their outcome
/// @notice What may be asked of the log. Epochs are days since 1970, UTC; an epoch's root was committed before it began.
interface IPredictionLog {
    /// @notice Where a prediction stands in its epoch's tree, and what opens it.
    struct Opening {
        uint32 sequence;
        bytes32 salt;
        bytes32[] proof;
    }

    /// @notice The root of an epoch's predictions: the first 29 bytes of their tree's top, then their number in 3 bytes. Zero when
    /// none was committed.
    function rootOf(uint256 modelId, uint64 epoch) external view returns (bytes32);

    /// @notice The number of predictions committed for an epoch.
    function countOf(uint256 modelId, uint64 epoch) external view returns (uint32);

    /// @notice Whether `payload` is what was committed at `opening.sequence`.
    function isPrediction(uint256 modelId, uint64 epoch, bytes calldata payload, Opening calldata opening)
        external
        view
        returns (bool);

    /// @notice Whether the prediction was revealed in time.
    function isRevealed(uint256 modelId, uint64 epoch, uint32 sequence) external view returns (bool);

    /// @notice The first second of an epoch.
    function epochStart(uint64 epoch) external pure returns (uint256);

    /// @notice The last second in which predictions of an epoch can be revealed.
    function revealUntil(uint64 epoch) external pure returns (uint256);
}
