// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Asset} from "../../src/common/Assets.sol";
import {AIServiceAMM} from "../../src/exchange/AIServiceAMM.sol";
import {Reserves} from "../../src/exchange/PoolStore.sol";
import {Test} from "../support/Test.sol";
import {ZooToken} from "../support/tokens/ZooToken.sol";

/// @dev A pool of two plain tokens, a provider and a trader, and short ways to say an order.
abstract contract PoolTest is Test {
    AccessManager internal manager;
    AIServiceAMM internal amm;
    ZooToken internal token0;
    ZooToken internal token1;
    AIServiceAMM.PoolKey internal key;
    uint256 internal poolId;
    address internal provider = address(0x1111);
    address internal trader = address(0x2222);

    function setUp() public virtual {
        vm.warp(1_800_000_000);
        manager = new AccessManager(address(this));
        amm = new AIServiceAMM(address(manager));
        (token0, token1) = sortedTokens();
        amm.setListed(address(token0), true);
        amm.setListed(address(token1), true);
        key = keyOf(address(token0), address(token1), 30, 0);
        poolId = amm.createPool(key);
        supply(provider);
        supply(trader);
    }

    function sortedTokens() internal returns (ZooToken a, ZooToken b) {
        (a, b) = (new ZooToken("A", 18), new ZooToken("B", 6));
        if (address(a) > address(b)) (a, b) = (b, a);
    }

    function keyOf(address a, address b, uint16 feeBps, uint16 surchargeBpsMax)
        internal
        pure
        returns (AIServiceAMM.PoolKey memory)
    {
        if (a > b) (a, b) = (b, a);
        return AIServiceAMM.PoolKey(Asset(a, 0), Asset(b, 0), feeBps, surchargeBpsMax);
    }

    /// @dev Gives `who` plenty of both tokens, all of it for the pools to take.
    function supply(address who) internal {
        token0.mint(who, 1e32);
        token1.mint(who, 1e32);
        vm.startPrank(who);
        token0.approve(address(amm), type(uint256).max);
        token1.approve(address(amm), type(uint256).max);
        vm.stopPrank();
    }

    function add(uint256 amount0, uint256 amount1) internal returns (uint256 used0, uint256 used1, uint256 shares) {
        return addAs(provider, key, amount0, amount1);
    }

    function addAs(address who, AIServiceAMM.PoolKey memory key_, uint256 amount0, uint256 amount1)
        internal
        returns (uint256 used0, uint256 used1, uint256 shares)
    {
        vm.prank(who);
        return amm.addLiquidity(deposit(key_, amount0, amount1, who));
    }

    function removeAs(address who, uint256 shares) internal returns (uint256 amount0, uint256 amount1) {
        vm.prank(who);
        return amm.removeLiquidity(withdrawal(shares, who));
    }

    function sell(bool zeroForOne, uint256 amount) internal returns (uint256 bought) {
        vm.prank(trader);
        return amm.swap(order(zeroForOne, amount, 0));
    }

    function deposit(AIServiceAMM.PoolKey memory key_, uint256 amount0, uint256 amount1, address recipient)
        internal
        view
        returns (AIServiceAMM.Deposit memory)
    {
        return AIServiceAMM.Deposit(key_, amount0, amount1, 0, 0, recipient, vm.getBlockTimestamp());
    }

    function withdrawal(uint256 shares, address recipient) internal view returns (AIServiceAMM.Withdrawal memory) {
        return AIServiceAMM.Withdrawal(key, shares, 0, 0, recipient, vm.getBlockTimestamp());
    }

    function order(bool zeroForOne, uint256 amount, uint256 limit)
        internal
        view
        returns (AIServiceAMM.SwapOrder memory)
    {
        return AIServiceAMM.SwapOrder(key, zeroForOne, amount, limit, trader, vm.getBlockTimestamp());
    }

    function reservesOf(uint256 id) internal view returns (uint256 reserve0, uint256 reserve1) {
        Reserves memory reserves = amm.pool(id).reserves;
        return (reserves.amount0, reserves.amount1);
    }

    function balances(address who) internal view returns (uint256, uint256) {
        return (token0.balanceOf(who), token1.balanceOf(who));
    }
}
