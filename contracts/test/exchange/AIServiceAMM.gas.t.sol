// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IUniswapV2Factory, IUniswapV2Pair, UniswapV2} from "../../anchors/UniswapV2.sol";
import {AIServiceAMM} from "../../src/exchange/AIServiceAMM.sol";
import {GasTest} from "../support/GasTest.sol";
import {PoolTest} from "./PoolTest.sol";

/// @dev What a user pays for the whole of an operation beside Uniswap v2, same tokens, same run, both pools some days old.
contract AIServiceAMMGasTest is PoolTest, GasTest {
    IUniswapV2Factory private factory;
    IUniswapV2Pair private pair;

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
        uint256 ours = spend(trader, address(amm), abi.encodeCall(amm.swap, (order(true, 1e20, 1))));
        (uint256 reserve0, uint256 reserve1,) = pair.getReserves();
        uint256 out = (1e20 * 997 * reserve1) / (reserve0 * 1000 + 1e20 * 997);
        uint256 sent = spend(trader, address(token0), abi.encodeCall(token0.transfer, (address(pair), 1e20)));
        uint256 swapped = spend(trader, address(pair), abi.encodeCall(pair.swap, (0, out, trader, "")));
        emit GasUsed(named("AMM swap (anchor: transfer and pair.swap as one transaction)"), ours, asOne(sent + swapped, 2));
    }

    function test_gas_add() public {
        (uint256 r0, uint256 r1) = reservesOf(poolId);
        uint256 amount1 = (1e22 * r1) / r0 + 1;
        uint256 ours =
            spend(provider, address(amm), abi.encodeCall(amm.addLiquidity, (deposit(key, 1e22, amount1, provider))));
        uint256 sent = spend(provider, address(token0), abi.encodeCall(token0.transfer, (address(pair), 1e22)));
        sent += spend(provider, address(token1), abi.encodeCall(token1.transfer, (address(pair), amount1)));
        uint256 minted = spend(provider, address(pair), abi.encodeCall(pair.mint, (provider)));
        emit GasUsed(named("AMM add (anchor: two transfers and mint as one transaction)"), ours, asOne(sent + minted, 3));
    }

    function test_gas_remove() public {
        uint256 ours =
            spend(provider, address(amm), abi.encodeCall(amm.removeLiquidity, (withdrawal(1e20, provider))));
        uint256 sent = spend(provider, address(pair), abi.encodeCall(pair.transfer, (address(pair), 1e20)));
        uint256 burnt = spend(provider, address(pair), abi.encodeCall(pair.burn, (provider)));
        emit GasUsed(named("AMM remove (anchor: transfer and burn as one transaction)"), ours, asOne(sent + burnt, 2));
    }

    function test_gas_createPool() public {
        AIServiceAMM.PoolKey memory made = keyOf(address(token0), address(token1), 5, 10);
        uint256 ours = spend(trader, address(amm), abi.encodeCall(amm.createPool, (made)));
        IUniswapV2Factory fresh = UniswapV2.deployFactory();
        uint256 anchor = spend(
            trader, address(fresh), abi.encodeCall(fresh.createPair, (address(token0), address(token1)))
        );
        emit GasUsed(named("AMM create pool"), ours, anchor);
    }

    function named(string memory path) private pure returns (string memory) {
        return protocolShareBps() == 0 ? path : string.concat(path, ", both with a protocol fee");
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
