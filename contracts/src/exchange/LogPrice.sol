// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title Prices by their binary logarithm
/// @dev Unit: a step is 2^-16 of a doubling, about 0.11 basis points. Sums of logarithms over time fit one storage slot,
/// serve both directions of a pair and average to the geometric mean, which one block at a wild price moves little.
library LogPrice {
    /// @notice Steps in a doubling.
    int256 internal constant STEPS = 1 << 16;

    /// @dev 2^(2^-k) for k = 1 to 16, each in 16 bytes with 127 fractional bits, rounded down.
    bytes private constant ROOTS = hex"b504f333f9de6484597d89b3754abe9f" hex"9837f0518db8a96f46ad23182e42f6f6"
        hex"8b95c1e3ea8bd6e6fbe4628758a53c90" hex"85aac367cc487b14c5c95b8c2154c1b2" hex"82cd8698ac2ba1d73e2a475b46520bff"
        hex"8164d1f3bc0307737be56527bd14def4" hex"80b1ed4fd999ab6c25335719b6e6fd20" hex"8058d7d2d5e5f6b094d589f608ee4aa2"
        hex"802c6436d0e04f50ff8ce94a6797b3ce" hex"8016302f174676283690dfe44d11d008" hex"800b179c82028fd0945e54e2ae18f2f0"
        hex"80058baf7fee3b5d1c718b38e549cb93" hex"8002c5d00fdcfcb6b6566a58c048be1f" hex"800162e61bed4a48e84c2e1a463473d9"
        hex"8000b17292f702a3aa22beacca949013" hex"800058b92abbae02030c5fa5256f41fe";

    /// @notice Returns log2(numerator ÷ denominator) in steps, rounded toward minus infinity.
    /// @dev Both arguments lie in [1, 2^112). The quotient has 128 fractional bits, so only for ratios under 2^-100 may its
    /// own rounding cost a step. Squares once for each fractional bit of the result, four in a turn of the loop.
    function log2Ratio(uint256 numerator, uint256 denominator) internal pure returns (int24) {
        unchecked {
            uint256 mantissa = (numerator << 128) / denominator;
            uint256 size = Math.log2(mantissa);
            mantissa = size > 127 ? mantissa >> (size - 127) : mantissa << (127 - size);
            uint256 steps;
            assembly ("memory-safe") {
                for { let i := 0 } lt(i, 4) { i := add(i, 1) } {
                    mantissa := shr(127, mul(mantissa, mantissa))
                    let bit := shr(128, mantissa)
                    mantissa := shr(bit, mantissa)
                    steps := or(shl(1, steps), bit)
                    mantissa := shr(127, mul(mantissa, mantissa))
                    bit := shr(128, mantissa)
                    mantissa := shr(bit, mantissa)
                    steps := or(shl(1, steps), bit)
                    mantissa := shr(127, mul(mantissa, mantissa))
                    bit := shr(128, mantissa)
                    mantissa := shr(bit, mantissa)
                    steps := or(shl(1, steps), bit)
                    mantissa := shr(127, mul(mantissa, mantissa))
                    bit := shr(128, mantissa)
                    mantissa := shr(bit, mantissa)
                    steps := or(shl(1, steps), bit)
                }
            }
            // The whole part lies within ±112, so the sum needs 24 bits.
            return int24((int256(size) - 128) * STEPS + int256(steps));
        }
    }

    /// @notice Returns 2^steps as a number with 128 fractional bits, rounded down. `steps` lies within ±112 doublings.
    function exp2(int256 steps) internal pure returns (uint256) {
        unchecked {
            int256 whole = steps >> 16;
            uint256 fraction = uint256(steps - whole * STEPS);
            bytes memory roots = ROOTS;
            uint256 product = 1 << 127;
            for (uint256 i = 0; i < 16; ++i) {
                if (fraction & (1 << (15 - i)) == 0) continue;
                uint256 root;
                assembly ("memory-safe") {
                    root := shr(128, mload(add(add(roots, 32), shl(4, i))))
                }
                product = (product * root) >> 127;
            }
            int256 shift = whole + 1;
            return shift < 0 ? product >> uint256(-shift) : product << uint256(shift);
        }
    }
}
