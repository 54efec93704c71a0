// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {AIServiceAMM} from "../../src/exchange/AIServiceAMM.sol";
import {Pool} from "../../src/exchange/PoolStore.sol";
import {Test} from "../support/Test.sol";
import {TokenZoo} from "../support/tokens/TokenZoo.sol";
import {PoolHandler} from "./PoolHandler.sol";

contract AIServiceAMMInvariantTest is Test {
    AIServiceAMM private amm;
    TokenZoo private zoo;
    PoolHandler private handler;

    function setUp() public {
        vm.warp(1_800_000_000);
        amm = new AIServiceAMM(address(new AccessManager(address(this))));
        zoo = new TokenZoo();
        address[8] memory all = zoo.all();
        // All but the last, whose balances move by themselves.
        for (uint256 i = 0; i < 7; ++i) {
            amm.setListed(all[i], true);
        }
        amm.setProtocolFee(address(0xFEE), 1_667);
        handler = new PoolHandler(amm, zoo);
        targetContract(address(handler));
    }

    /// @dev The handler saw no step in which a product fell, a share lost value, one pool moved another, somebody was locked
    /// in, or more was taken than the depositor's most. And for the pool touched last: what is counted is held, shares
    /// add up and the first stay locked, the fee stays in its bounds. One property, because each is a campaign of its own.
    function invariant_ProductSharesAndReservesHold() public view {
        if (handler.isBroken()) assertEq(handler.broken(), "");
        // What does not add up stays so: every eighth look sees it, and the run is half as long.
        if (handler.steps() % 8 != 0) return;
        uint256 last = handler.last();
        AIServiceAMM.PoolKey memory key = handler.keyOf(last);
        Pool memory pool = amm.pool(handler.ids(last));
        reservesAreHeld(key.asset0.token);
        reservesAreHeld(key.asset1.token);
        sharesAddUp(pool, handler.ids(last));
        uint256 fee = amm.feeBpsNow(key);
        assertGe(fee, key.feeBps, "at least the pool's");
        assertLe(fee, uint256(key.feeBps) + key.surchargeBpsMax, "at most the bound");
    }

    function reservesAreHeld(address token) private view {
        uint256 counted;
        for (uint256 j = 0; j < handler.POOLS(); ++j) {
            AIServiceAMM.PoolKey memory key = handler.keyOf(j);
            if (key.asset0.token != token && key.asset1.token != token) continue;
            Pool memory pool = amm.pool(handler.ids(j));
            counted += key.asset0.token == token ? pool.reserves.amount0 : pool.reserves.amount1;
        }
        assertLe(counted, IERC20(token).balanceOf(address(amm)), "counted more than held");
    }

    function sharesAddUp(Pool memory pool, uint256 id) private view {
        uint256 sum = pool.gauge.protocolShares;
        for (uint256 i = 0; i < 3; ++i) {
            sum += amm.balanceOf(handler.actors(i), id);
        }
        if (pool.supply.totalShares == 0) {
            assertEq(sum, 0, "shares of an empty pool");
            return;
        }
        assertEq(pool.supply.totalShares, sum + amm.LOCKED_SHARES(), "shares");
        assertGt(pool.reserves.amount0, 0, "reserve0");
        assertGt(pool.reserves.amount1, 0, "reserve1");
    }

    /// @dev The handler really trades: else the property above would be about nothing.
    function test_HandlerActs() public {
        for (uint256 i = 0; i < 40; ++i) {
            uint256 seed = uint256(keccak256(abi.encode(i)));
            handler.add(i, seed, seed >> 8, seed >> 16);
            handler.swap(i, seed, i % 2 == 0, seed >> 24);
            handler.swapExactOut(i, seed, i % 3 == 0, seed >> 32);
            handler.wait(seed >> 40);
            handler.remove(i, seed, seed >> 48);
        }
        assertGt(handler.added(), 20, "added");
        assertGt(handler.swaps(), 50, "swaps");
        assertGt(handler.removed(), 20, "removed");
        assertEq(handler.broken(), "");
    }
}
