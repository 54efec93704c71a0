// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// What is called of other people's contracts, and no more.

interface IUniswapV2Factory {
    function getPair(address a, address b) external view returns (address);
}

interface IUniswapV2Pair {
    function token0() external view returns (address);
    function getReserves() external view returns (uint112, uint112, uint32);
    function swap(uint256 amount0Out, uint256 amount1Out, address to, bytes calldata data) external;
}

interface IUniswapV3Factory {
    function getPool(address a, address b, uint24 fee) external view returns (address);
}

interface IUniswapV3Pool {
    function swap(address recipient, bool zeroForOne, int256 amount, uint160 limit, bytes calldata data)
        external
        returns (int256 amount0, int256 amount1);
}

/// @dev As Aave's pools have it, versions 2 and 3.
interface ILendingPool {
    function liquidationCall(address collateral, address debt, address user, uint256 debtToCover, bool receiveShare)
        external;
}
