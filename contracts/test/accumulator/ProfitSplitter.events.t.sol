// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ProfitSplitter} from "../../src/accumulator/ProfitSplitter.sol";
import {SplitTest} from "./SplitTest.sol";

/// @dev The indexer knows of splits what their events say, so each says all of it.
contract ProfitSplitterEventsTest is SplitTest {
    function test_Event_OfTheRules() public {
        vm.expectEmit(address(splitter));
        emit ProfitSplitter.PlatformSet(ben);
        splitter.setPlatform(ben);
        vm.expectEmit(address(splitter));
        emit ProfitSplitter.PlatformBpsSet(splitId, 1_234);
        splitter.setPlatformBps(splitId, 1_234);
        vm.expectEmit(address(splitter));
        emit ProfitSplitter.ShareSet(splitId, ann, 1_000);
        vm.expectEmit(address(splitter));
        emit ProfitSplitter.ShareSet(splitId, ben, 9_000);
        splitter.setDeveloperShares(splitId, two(ann, 1_000, ben, 9_000));
    }

    function test_Event_OfNewSplits() public {
        vm.expectEmit(address(splitter));
        emit ProfitSplitter.SplitCreated(2, address(token), ProfitSplitter.Kind.Model, 3_000);
        splitter.createModelSplit(address(token), two(ann, 1_000, ben, 9_000));
        vm.expectEmit(address(splitter));
        emit ProfitSplitter.SplitCreated(3, address(token), ProfitSplitter.Kind.Revenue, 0);
        splitter.createRevenueSplit(address(token), three(ann, 5_000, ben, 3_000, payer, 2_000));
    }

    function test_Event_OfMoney() public {
        vm.expectEmit(address(splitter));
        emit ProfitSplitter.ProfitReceived(splitId, payer, 1_000);
        pay(1_000);
        vm.expectEmit(address(splitter));
        emit ProfitSplitter.Settled(splitId, 300, 700);
        vm.expectEmit(address(splitter));
        emit ProfitSplitter.Paid(splitId, ann, payer, 420);
        vm.prank(ann);
        splitter.claim(splitId, payer);
        vm.expectEmit(address(splitter));
        emit ProfitSplitter.Paid(splitId, platform, platform, 300);
        splitter.claimPlatform(splitId);
    }
}
