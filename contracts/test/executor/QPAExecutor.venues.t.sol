// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IUniswapV3FactoryAnchor, IUniswapV3PoolAnchor, UniswapV3} from "../../anchors/UniswapV3.sol";
import {QPAExecutor} from "../../src/executor/QPAExecutor.sol";
import {ZooToken} from "../support/tokens/ZooToken.sol";
import {ExecutorBase} from "./ExecutorBase.sol";

/// @dev The executor at a pool of Uniswap's third version as npm carries it, beside the pair and our own market.
contract QPAExecutorVenuesTest is ExecutorBase {
    int24 private constant TICK_MAX = 887_270;
    IUniswapV3PoolAnchor private real;

    function setUp() public override {
        super.setUp();
        IUniswapV3FactoryAnchor factory = UniswapV3.deployFactory();
        executor.setVenue("v3", QPAExecutor.Venue(QPAExecutor.VenueKind.UniswapV3, address(factory), 0));
        real = IUniswapV3PoolAnchor(factory.createPool(address(usd), address(eth), 500));
        // 2,100 dollars for one, over all prices, as deep as the pair.
        bool usdFirst = address(usd) < address(eth);
        (uint256 amount0, uint256 amount1) =
            usdFirst ? (uint256(2_100_000e18), uint256(1_000e18)) : (uint256(1_000e18), uint256(2_100_000e18));
        real.initialize(uint160(Math.sqrt(Math.mulDiv(amount1, 1 << 192, amount0))));
        real.mint(address(this), -TICK_MAX, TICK_MAX, uint128(Math.sqrt(amount0 * amount1)), "");
    }

    function uniswapV3MintCallback(uint256 amount0, uint256 amount1, bytes calldata) external {
        ZooToken(real.token0()).mint(msg.sender, amount0);
        ZooToken(real.token1()).mint(msg.sender, amount1);
    }

    function uniswapV3SwapCallback(int256 amount0, int256 amount1, bytes calldata) external {
        if (amount0 > 0) ZooToken(real.token0()).mint(msg.sender, uint256(amount0));
        else ZooToken(real.token1()).mint(msg.sender, uint256(amount1));
    }

    function test_sellsAtTheRealPoolWhatThePairSold() public {
        uint256 kept = 10_000e18 * uint256(9_970);
        uint256 bought = (kept * 1_000e18) / (2_000_000e18 * uint256(10_000) + kept);
        uint256 back = soldDirectly(address(eth) < address(usd), bought);
        assertEq(trade(circle("v2", "v3", 10_000e18, 1e18)), back - 10_000e18, "profit");
        assertEq(eth.balanceOf(address(executor)), 0, "nothing is left on the way");
    }

    function test_buysAtTheRealPoolAndSellsToOurMarket() public {
        uint256 bought = soldDirectly(address(usd) < address(eth), 5_000e18);
        uint256 keptBack = bought * 9_970;
        uint256 back = (keptBack * 2_200_000e18) / (1_000e18 * uint256(10_000) + keptBack);
        assertEq(trade(circle("v3", "amm", 5_000e18, 1e18)), back - 5_000e18, "profit");
    }

    function test_refusesTheRealPoolWhenNothingWasAsked() public {
        vm.expectRevert(abi.encodeWithSelector(QPAExecutor.CallbackNotExpected.selector, address(real)));
        vm.prank(address(real));
        executor.uniswapV3SwapCallback(1, 0, "");
    }

    /// @dev What selling `amount` at the real pool gives now, found by doing it, and undone.
    function soldDirectly(bool zeroForOne, uint256 amount) private returns (uint256) {
        uint256 state = vm.snapshotState();
        uint160 limit =
            zeroForOne ? 4_295_128_740 : 1_461_446_703_485_210_103_287_273_052_203_988_822_378_723_970_341;
        (int256 amount0, int256 amount1) = real.swap(address(this), zeroForOne, int256(amount), limit, "");
        vm.revertToState(state);
        return uint256(zeroForOne ? -amount1 : -amount0);
    }
}
