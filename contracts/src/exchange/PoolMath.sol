// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title The arithmetic of a constant-product pool: pure, rounded for the pool and against the caller
/// @dev Reserves and amounts are atoms and fit 112 bits wherever they come from a pool. Source: Uniswap v2, whose outputs
/// `outputFor` equals for a fee of 30 bps. Twin: vectors/poolSwap.json.
library PoolMath {
    uint256 internal constant BPS = 10_000;
    /// @dev Seconds in which the memory of a price move halves: ten minutes, so an hour later almost nothing is left.
    uint256 internal constant VOLATILITY_HALF_LIFE = 600;
    /// @dev Steps of remembered movement that add one basis point of fee; 64 steps are a move of 6.8 bps, so a seventh of
    /// what the price moved comes back to those who provide liquidity.
    uint256 internal constant VOLATILITY_STEPS_PER_BPS = 64;

    /// @notice What `input` buys, rounded down; always less than `reserveOut`.
    function outputFor(uint256 input, uint256 reserveIn, uint256 reserveOut, uint256 feeBps)
        internal
        pure
        returns (uint256)
    {
        // 112 + 112 + 14 bits at most.
        unchecked {
            uint256 taken = input * (BPS - feeBps);
            return (taken * reserveOut) / (reserveIn * BPS + taken);
        }
    }

    /// @notice What must be paid for `output`, rounded up. Needs `output < reserveOut`.
    function inputFor(uint256 output, uint256 reserveIn, uint256 reserveOut, uint256 feeBps)
        internal
        pure
        returns (uint256)
    {
        return Math.ceilDiv(reserveIn * output * BPS, (reserveOut - output) * (BPS - feeBps));
    }

    /// @notice The part of `amount` to sell so that what is left and what was bought enter the pool together with nothing
    /// over. Rounds down.
    /// @dev The positive root x of γx² + (1 + γ)rx − ar = 0, with r the reserve, a the amount and γ what the fee leaves:
    /// after the swap the rest a − x stands to r + x as the bought stands to the other reserve.
    function optimalInput(uint256 amount, uint256 reserveIn, uint256 feeBps) internal pure returns (uint256) {
        uint256 kept = BPS - feeBps;
        uint256 sum = BPS + kept;
        uint256 root = Math.sqrt(reserveIn * (reserveIn * sum * sum + 4 * kept * BPS * amount));
        uint256 base = reserveIn * sum;
        return root > base ? (root - base) / (2 * kept) : 0;
    }

    /// @notice The protocol's shares for the growth of √k since it last looked, rounded down.
    /// @dev Minting them leaves the other shares worth √k less `shareBps` of the growth. Source: Uniswap v2, `_mintFee`.
    function protocolShares(uint256 totalShares, uint256 rootK, uint256 rootKLast, uint256 shareBps)
        internal
        pure
        returns (uint256)
    {
        if (rootK <= rootKLast) return 0;
        return (totalShares * (rootK - rootKLast) * shareBps) / (rootK * (BPS - shareBps) + rootKLast * shareBps);
    }

    /// @notice What is left of a remembered movement after `elapsed` seconds, rounded down.
    /// @dev Halves each half-life, a straight line between.
    function decay(uint256 movement, uint256 elapsed) internal pure returns (uint256) {
        // `movement` has 25 bits at most, so nothing overflows.
        unchecked {
            uint256 halvings = elapsed / VOLATILITY_HALF_LIFE;
            if (halvings > 31) return 0;
            movement >>= halvings;
            return movement - (movement * (elapsed % VOLATILITY_HALF_LIFE)) / (2 * VOLATILITY_HALF_LIFE);
        }
    }

    /// @notice The fee for a remembered movement: the pool's own, and a surcharge that never exceeds its bound.
    function feeBpsAt(uint256 feeBps, uint256 surchargeBpsMax, uint256 movement) internal pure returns (uint256) {
        // Three numbers of 24 bits at most.
        unchecked {
            uint256 surchargeBps = movement / VOLATILITY_STEPS_PER_BPS;
            return feeBps + (surchargeBps < surchargeBpsMax ? surchargeBps : surchargeBpsMax);
        }
    }
}
