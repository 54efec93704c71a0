// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Vm} from "../test/support/Vm.sol";

interface IUniswapV2Factory {
    function setFeeTo(address feeTo) external;
    function createPair(address tokenA, address tokenB) external returns (address pair);
}

interface IUniswapV2Pair {
    function mint(address to) external returns (uint256 liquidity);
    function burn(address to) external returns (uint256 amount0, uint256 amount1);
    function swap(uint256 amount0Out, uint256 amount1Out, address to, bytes calldata data) external;
    function getReserves() external view returns (uint112 reserve0, uint112 reserve1, uint32 blockTimestampLast);
    function totalSupply() external view returns (uint256);
    function balanceOf(address owner) external view returns (uint256);
    function transfer(address to, uint256 value) external returns (bool);
    function token0() external view returns (address);
}

/// @title The Uniswap v2 factory as it was deployed, from the build that npm carries
/// @dev Its source is GPL, so neither source nor bytecode is kept here: the test reads the package.
library UniswapV2 {
    Vm private constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    string private constant BUILD = "../node_modules/@uniswap/v2-core/build/UniswapV2Factory.json";

    /// @dev The caller may switch the protocol's fee on.
    function deployFactory() internal returns (IUniswapV2Factory) {
        bytes memory creation = vm.parseBytes(string.concat("0x", vm.parseJsonString(vm.readFile(BUILD), ".bytecode")));
        creation = abi.encodePacked(creation, abi.encode(address(this)));
        address deployed;
        assembly ("memory-safe") {
            deployed := create(0, add(creation, 32), mload(creation))
        }
        require(deployed != address(0), "the factory did not deploy");
        return IUniswapV2Factory(deployed);
    }
}
