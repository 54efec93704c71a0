// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice What a pool holds, in atoms, and when that last changed.
struct Reserves {
    uint112 amount0;
    uint112 amount1;
    uint32 updatedAt;
}

/// @notice What earlier seconds left behind. Logarithms are of asset1 per asset0 in atoms, in steps of `LogPrice`.
/// `logSum`: the sum over time. `movement`: the fading memory of moves. `protocolShares`: owed to the protocol.
struct Gauge {
    int56 logSum;
    int24 logLast;
    uint24 movement;
    uint112 protocolShares;
}

/// @notice `totalShares` holds the protocol's and the locked ones too. `protocolShareBps` is the part in force since
/// `rootKLast`, the root of the reserves' product when liquidity last changed.
struct Supply {
    uint112 totalShares;
    uint112 rootKLast;
    uint16 protocolShareBps;
    uint16 observations;
}

/// @notice A pool: three slots.
struct Pool {
    Reserves reserves;
    Gauge gauge;
    Supply supply;
}

/// @title Reads and writes the parts of a pool, one slot each
/// @dev The compiler would read and write a slot once for every member; a swap has two slots and seven members.
library PoolStore {
    function loadReserves(Pool storage pool) internal view returns (Reserves memory reserves) {
        uint256 word;
        assembly ("memory-safe") {
            word := sload(pool.slot)
        }
        reserves.amount0 = uint112(word);
        reserves.amount1 = uint112(word >> 112);
        reserves.updatedAt = uint32(word >> 224);
    }

    function loadGauge(Pool storage pool) internal view returns (Gauge memory gauge) {
        uint256 word;
        assembly ("memory-safe") {
            word := sload(add(pool.slot, 1))
        }
        gauge.logSum = int56(uint56(word));
        gauge.logLast = int24(uint24(word >> 56));
        gauge.movement = uint24(word >> 80);
        gauge.protocolShares = uint112(word >> 104);
    }

    function store(Pool storage pool, Reserves memory reserves) internal {
        uint256 word =
            uint256(reserves.amount0) | (uint256(reserves.amount1) << 112) | (uint256(reserves.updatedAt) << 224);
        assembly ("memory-safe") {
            sstore(pool.slot, word)
        }
    }

    function store(Pool storage pool, Gauge memory gauge) internal {
        uint256 word = uint256(uint56(gauge.logSum)) | (uint256(uint24(gauge.logLast)) << 56)
            | (uint256(gauge.movement) << 80) | (uint256(gauge.protocolShares) << 104);
        assembly ("memory-safe") {
            sstore(add(pool.slot, 1), word)
        }
    }

    function loadSupply(Pool storage pool) internal view returns (Supply memory supply) {
        uint256 word;
        assembly ("memory-safe") {
            word := sload(add(pool.slot, 2))
        }
        supply.totalShares = uint112(word);
        supply.rootKLast = uint112(word >> 112);
        supply.protocolShareBps = uint16(word >> 224);
        supply.observations = uint16(word >> 240);
    }

    function store(Pool storage pool, Supply memory supply) internal {
        uint256 word = uint256(supply.totalShares) | (uint256(supply.rootKLast) << 112)
            | (uint256(supply.protocolShareBps) << 224) | (uint256(supply.observations) << 240);
        assembly ("memory-safe") {
            sstore(add(pool.slot, 2), word)
        }
    }
}
