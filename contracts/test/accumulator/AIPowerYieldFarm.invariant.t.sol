// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {AIPowerYieldFarm} from "../../src/accumulator/AIPowerYieldFarm.sol";
import {Accumulator} from "../../src/accumulator/Accumulator.sol";
import {Test} from "../support/Test.sol";
import {TokenZoo} from "../support/tokens/TokenZoo.sol";
import {FarmHandler} from "./FarmHandler.sol";

contract AIPowerYieldFarmInvariantTest is Test {
    AIPowerYieldFarm private farm;
    FarmHandler private handler;

    function setUp() public {
        vm.warp(1_800_000_000);
        AccessManager manager = new AccessManager(address(this));
        farm = new AIPowerYieldFarm(address(manager));
        handler = new FarmHandler(farm, new TokenZoo());
        manager.grantRole(manager.ADMIN_ROLE(), address(handler), 0);
        handler.start();
        bytes4[] memory selectors = new bytes4[](8);
        selectors[0] = FarmHandler.stake.selector;
        selectors[1] = FarmHandler.withdraw.selector;
        selectors[2] = FarmHandler.claim.selector;
        selectors[3] = FarmHandler.compound.selector;
        selectors[4] = FarmHandler.fund.selector;
        selectors[5] = FarmHandler.give.selector;
        selectors[6] = FarmHandler.wait.selector;
        selectors[7] = FarmHandler.misbehave.selector;
        targetContract(address(handler));
        targetSelector(address(handler), selectors);
    }

    /// @dev For the pool touched last: what is owed, what still streams and what was paid is never more than was funded;
    /// stakes are exact to the atom; each token held covers the stakes and rewards of all pools in it; nobody is trapped.
    function invariant_OwedIsFundedAndPrincipalIsExact() public view {
        if (bytes(handler.broken()).length > 0) assertEq(handler.broken(), "");
        uint256 pool = handler.last();
        uint256 stakeSum;
        uint256 owedSum;
        for (uint256 i = 0; i < 3; ++i) {
            address actor = handler.actors(i);
            (uint256 staked, uint256 owed,) = farm.positionOf(pool + 1, actor, 0);
            assertEq(staked, handler.principal(pool, actor), "principal");
            stakeSum += staked;
            owedSum += owed;
        }
        Accumulator.Pot memory pot = farm.potOf(pool + 1);
        assertEq(pot.totalShares, stakeSum, "total");
        assertLe(owedSum + pot.remaining + handler.paid(pool), handler.funded(pool), "rewards");
        assertLe(pot.remaining, pot.funded, "stream");
        uint256 held = IERC20(handler.rewards(pool)).balanceOf(address(farm));
        if (pool == 0) {
            // The same token is the stake of the first two pools and the reward of the first.
            assertLe(owedSum + pot.remaining + stakeSum + farm.potOf(2).totalShares, held, "held, one token");
        } else {
            assertLe(owedSum + pot.remaining, held, "held rewards");
            assertLe(stakeSum, IERC20(handler.stakes(pool)).balanceOf(address(farm)), "held stakes");
        }
    }

    /// @dev The handler really acts: else the property above would be about nothing.
    function test_HandlerActs() public {
        for (uint256 i = 0; i < 40; ++i) {
            uint256 seed = uint256(keccak256(abi.encode(i)));
            handler.stake(i, seed, seed >> 8);
            handler.fund(i, seed >> 16);
            handler.wait(seed >> 24);
            handler.claim(i, seed);
            handler.compound(seed);
            handler.withdraw(i, seed, seed >> 32);
        }
        assertGt(handler.done(), 120, "done");
        assertEq(handler.broken(), "");
    }
}
