// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IUniswapV2Factory, IUniswapV2Pair, UniswapV2} from "../../anchors/UniswapV2.sol";
import {AIServiceAMM} from "../../src/exchange/AIServiceAMM.sol";
import {PoolTest} from "./PoolTest.sol";

/// @dev What a user pays beside Uniswap v2, same tokens, same run. `--isolate` makes every call a whole transaction; without
/// it the figures lack the base cost and warm slots help both, so the ratios are asserted in either case with room.
contract AIServiceAMMGasTest is PoolTest {
    IUniswapV2Factory private factory;
    IUniswapV2Pair private pair;

    event GasUsed(string path, uint256 ours, uint256 anchor);

    function setUp() public override {
        super.setUp();
        factory = UniswapV2.deployFactory();
        pair = IUniswapV2Pair(factory.createPair(address(token0), address(token1)));
        if (protocolShareBps() > 0) {
            amm.setProtocolFee(address(0xFEE), protocolShareBps());
            factory.setFeeTo(address(0xFEE));
        }
        add(1e24, 3e24);
        mintPair(1e24, 3e24);
        skip(12);
        sell(true, 1e20);
        swapPair(1e20);
        add(1e22, 1e23);
        mintPair(1e22, 3e22);
        skip(12);
        sell(true, 1e20);
        swapPair(1e20);
        vm.prank(provider);
        pair.transfer(address(pair), 1);
        skip(12);
    }

    /// @dev The protocol has no part, as in the Uniswap that is deployed.
    function protocolShareBps() internal pure virtual returns (uint16) {
        return 0;
    }

    function test_gas_swap() public {
        AIServiceAMM.SwapOrder memory sold = order(true, 1e20, 1);
        vm.prank(trader);
        uint256 ours = gasleft();
        amm.swap(sold);
        ours -= gasleft();
        (uint256 reserve0, uint256 reserve1,) = pair.getReserves();
        uint256 out = (1e20 * 997 * reserve1) / (reserve0 * 1000 + 1e20 * 997);
        vm.prank(trader);
        uint256 anchor = gasleft();
        token0.transfer(address(pair), 1e20);
        anchor -= gasleft();
        vm.prank(trader);
        uint256 second = gasleft();
        pair.swap(0, out, trader, "");
        second -= gasleft();
        emit GasUsed("AMM swap (anchor: transfer + pair.swap)", ours, anchor + second);
    }

    function test_gas_add() public {
        (uint256 r0, uint256 r1) = reservesOf(poolId);
        AIServiceAMM.Deposit memory added = deposit(key, 1e22, (1e22 * r1) / r0 + 1, provider);
        vm.prank(provider);
        uint256 ours = gasleft();
        amm.addLiquidity(added);
        ours -= gasleft();
        vm.startPrank(provider);
        token0.transfer(address(pair), 1e22);
        token1.transfer(address(pair), (1e22 * r1) / r0 + 1);
        uint256 anchor = gasleft();
        pair.mint(provider);
        anchor -= gasleft();
        emit GasUsed("AMM add, existing pool (anchor: mint alone)", ours, anchor);
    }

    function test_gas_remove() public {
        AIServiceAMM.Withdrawal memory removed = withdrawal(1e20, provider);
        vm.prank(provider);
        uint256 ours = gasleft();
        amm.removeLiquidity(removed);
        ours -= gasleft();
        vm.startPrank(provider);
        pair.transfer(address(pair), 1e20);
        uint256 anchor = gasleft();
        pair.burn(provider);
        anchor -= gasleft();
        emit GasUsed("AMM remove (anchor: burn alone)", ours, anchor);
    }

    function test_gas_createPool() public {
        AIServiceAMM.PoolKey memory made = keyOf(address(token0), address(token1), 5, 10);
        uint256 ours = gasleft();
        amm.createPool(made);
        ours -= gasleft();
        IUniswapV2Factory fresh = UniswapV2.deployFactory();
        uint256 anchor = gasleft();
        fresh.createPair(address(token0), address(token1));
        anchor -= gasleft();
        emit GasUsed("AMM create pool", ours, anchor);
    }

    function mintPair(uint256 amount0, uint256 amount1) private {
        vm.startPrank(provider);
        token0.transfer(address(pair), amount0);
        token1.transfer(address(pair), amount1);
        pair.mint(provider);
        vm.stopPrank();
    }

    function swapPair(uint256 amount0) private {
        (uint256 reserve0, uint256 reserve1,) = pair.getReserves();
        vm.startPrank(trader);
        token0.transfer(address(pair), amount0);
        pair.swap(0, (amount0 * 997 * reserve1) / (reserve0 * 1000 + amount0 * 997), trader, "");
        vm.stopPrank();
    }
}

/// @dev The same when both give the protocol its sixth.
contract AIServiceAMMGasWithProtocolFeeTest is AIServiceAMMGasTest {
    function protocolShareBps() internal pure override returns (uint16) {
        return 1_667;
    }
}
