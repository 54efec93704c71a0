// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {ProfitSplitter} from "../../src/accumulator/ProfitSplitter.sol";
import {Assets} from "../../src/common/Assets.sol";
import {BlockListToken} from "../support/tokens/BlockListToken.sol";
import {FalseReturningToken} from "../support/tokens/FalseReturningToken.sol";
import {FeeOnTransferToken} from "../support/tokens/FeeOnTransferToken.sol";
import {ReentrantToken} from "../support/tokens/ReentrantToken.sol";
import {SplitTest} from "./SplitTest.sol";

/// @dev One test per flaw that splitters have had, named after it.
contract ProfitSplitterAttacksTest is SplitTest {
    /// @dev Rounding to nobody: payments of one atom, settled one by one, sum to the same shares as one payment.
    function test_attack_DustPaymentsRoundToNobody() public {
        for (uint256 i = 0; i < 1_000; ++i) {
            pay(1);
            if (i % 7 == 0) try splitter.claimPlatform(splitId) {} catch {}
            if (i % 11 == 0) try splitter.claimFor(splitId, ann) {} catch {}
        }
        assertEq(token.balanceOf(platform) + platformOwed(), 300, "the platform's part");
        assertEq(token.balanceOf(ann) + owed(ann), 420, "ann's");
        assertEq(token.balanceOf(ben) + owed(ben), 280, "ben's");
    }

    /// @dev A payment made just before a change is split at the old shares, though nobody had settled.
    function test_attack_ChangeIsNotRetroactive() public {
        pay(1_000_000);
        ProfitSplitter.Share[] memory changes = two(ann, 0, ben, 10_000);
        splitter.setDeveloperShares(splitId, changes);
        splitter.setPlatformBps(splitId, 5_000);
        assertEq(owed(ann), 420_000);
        assertEq(owed(ben), 280_000);
        assertEq(platformOwed(), 300_000);
    }

    /// @dev A recipient that the token blocks stops nobody, and can still send its money elsewhere.
    function test_attack_BlockedRecipientStopsNobody() public {
        BlockListToken blocking = new BlockListToken();
        splitId = splitter.createModelSplit(address(blocking), two(ann, 6_000, ben, 4_000));
        blocking.mint(payer, 1_000);
        blocking.setListed(ann, true);
        vm.startPrank(payer);
        blocking.approve(address(splitter), 1_000);
        splitter.distribute(splitId, 1_000);
        vm.stopPrank();
        vm.expectRevert(abi.encodeWithSelector(BlockListToken.Listed.selector, ann));
        splitter.claimFor(splitId, ann);
        splitter.claimFor(splitId, ben);
        splitter.claimPlatform(splitId);
        assertEq(blocking.balanceOf(ben), 280);
        vm.prank(ann);
        splitter.claim(splitId, address(0xBEEF));
        assertEq(blocking.balanceOf(address(0xBEEF)), 420);
    }

    function test_attack_TokenThatAnswersFalseIsNoticed() public {
        FalseReturningToken refusing = new FalseReturningToken();
        splitId = splitter.createModelSplit(address(refusing), two(ann, 6_000, ben, 4_000));
        refusing.mint(payer, 1_000);
        vm.startPrank(payer);
        refusing.approve(address(splitter), 1_000);
        splitter.distribute(splitId, 1_000);
        refusing.setRefusing(true);
        vm.stopPrank();
        vm.expectRevert();
        splitter.claimFor(splitId, ann);
        refusing.setRefusing(false);
        assertEq(splitter.claimFor(splitId, ann), 420, "still owed");
    }

    function test_attack_FeeOnTransferIsRefused() public {
        FeeOnTransferToken charging = new FeeOnTransferToken(100);
        splitId = splitter.createModelSplit(address(charging), two(ann, 6_000, ben, 4_000));
        charging.mint(payer, 1_000);
        vm.startPrank(payer);
        charging.approve(address(splitter), 1_000);
        vm.expectRevert(abi.encodeWithSelector(Assets.ReceivedDiffers.selector, charging, 0, 1_000, 990));
        splitter.distribute(splitId, 1_000);
    }

    /// @dev Money of another split in the same token cannot be claimed, nor can a gift.
    function test_attack_SplitsDoNotShareMoney() public {
        pay(1_000);
        token.mint(address(splitter), 1e18);
        uint256 other = splitter.createModelSplit(address(token), two(ann, 6_000, ben, 4_000));
        vm.expectRevert(abi.encodeWithSelector(ProfitSplitter.NothingOwed.selector, other, ann));
        splitter.claimFor(other, ann);
        assertEq(splitter.claimFor(splitId, ann), 420);
    }

    /// @dev Whoever has no share gets nothing, and a newcomer nothing of what came before.
    function test_attack_NewcomerGetsNothingOfThePast() public {
        pay(1_000);
        vm.expectRevert(abi.encodeWithSelector(ProfitSplitter.NothingOwed.selector, splitId, payer));
        splitter.claimFor(splitId, payer);
        vm.prank(ann);
        splitter.moveShare(splitId, payer, 6_000);
        vm.expectRevert(abi.encodeWithSelector(ProfitSplitter.NothingOwed.selector, splitId, payer));
        splitter.claimFor(splitId, payer);
    }

    function test_attack_ReentrancyIntoEveryMover() public {
        ReentrantToken calling = new ReentrantToken();
        splitId = splitter.createModelSplit(address(calling), two(ann, 6_000, ben, 4_000));
        calling.mint(payer, 1e18);
        vm.startPrank(payer);
        calling.approve(address(splitter), 1e18);
        splitter.distribute(splitId, 1_000);
        bytes[6] memory calls = [
            abi.encodeCall(splitter.distribute, (splitId, 1)),
            abi.encodeCall(splitter.claim, (splitId, ann)),
            abi.encodeCall(splitter.claimFor, (splitId, ann)),
            abi.encodeCall(splitter.claimPlatform, (splitId)),
            abi.encodeCall(splitter.moveShare, (splitId, ann, 1)),
            abi.encodeCall(splitter.shareOf, (splitId, ann))
        ];
        for (uint256 i = 0; i < 6; ++i) {
            calling.arm(address(splitter), calls[i]);
            splitter.distribute(splitId, 1);
            assertFalse(calling.lastCallbackWorked(), "entered");
            bytes4 reason = bytes4(bytes32(calling.lastCallbackResult()));
            assertEq(bytes32(reason), bytes32(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector), "why");
        }
    }
}
