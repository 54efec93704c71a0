// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ProfitSplitter} from "../../src/accumulator/ProfitSplitter.sol";
import {TokenZoo} from "../support/tokens/TokenZoo.sol";
import {SplitHandler} from "./SplitHandler.sol";
import {SplitTest} from "./SplitTest.sol";

contract ProfitSplitterInvariantTest is SplitTest {
    SplitHandler private handler;

    function setUp() public override {
        super.setUp();
        splitter = deploySplitter();
        handler = new SplitHandler(splitter, new TokenZoo());
        manager.grantRole(manager.ADMIN_ROLE(), address(handler), 0);
        handler.start();
        bytes4[] memory selectors = new bytes4[](8);
        selectors[0] = SplitHandler.pay.selector;
        selectors[1] = SplitHandler.claim.selector;
        selectors[2] = SplitHandler.claimPlatform.selector;
        selectors[3] = SplitHandler.setPlatformBps.selector;
        selectors[4] = SplitHandler.setDevelopers.selector;
        selectors[5] = SplitHandler.setRevenue.selector;
        selectors[6] = SplitHandler.moveShare.selector;
        selectors[7] = SplitHandler.misbehave.selector;
        targetContract(address(handler));
        targetSelector(address(handler), selectors);
    }

    /// @dev For the split touched last: what was paid and what is held is what came in; what is owed is covered; everybody got or
    /// is owed what the shares of each payment's own time say, so no change was retroactive; shares are whole.
    function invariant_PaidAndHeldIsReceivedAndNothingIsRetroactive() public view {
        uint256 split = handler.last();
        uint256 received = handler.received(split);
        uint256 held = IERC20(handler.tokens(split)).balanceOf(address(splitter));
        assertEq(held + handler.paid(split), received, "paid and held");
        (,,, uint256 owedSum) = splitter.splitOf(split + 1);
        assertEq(owedSum + handler.paidTo(split, handler.PLATFORM()), handler.platformParts(split), "platform");
        uint256 shareSum;
        for (uint256 i = 0; i < 4; ++i) {
            address actor = handler.actors(i);
            (uint256 shareBps, uint256 owed_) = splitter.shareOf(split + 1, actor);
            assertEq(
                handler.paidTo(split, actor) + owed_, handler.partsOf(split, actor) / 10_000, "each by its own time"
            );
            owedSum += owed_;
            shareSum += shareBps;
        }
        assertLe(owedSum, held, "owed");
        assertEq(shareSum, 10_000, "whole");
    }

    /// @dev The handler really acts: else the property above would be about nothing.
    function test_HandlerActs() public {
        for (uint256 i = 0; i < 40; ++i) {
            uint256 seed = uint256(keccak256(abi.encode(i)));
            handler.pay(i, seed);
            handler.claim(i, seed);
            handler.claimPlatform(i);
            handler.moveShare(i, seed, seed >> 8, seed >> 16);
            handler.setDevelopers(i, seed);
            invariant_PaidAndHeldIsReceivedAndNothingIsRetroactive();
        }
        assertGt(handler.done(), 80, "done");
    }
}
