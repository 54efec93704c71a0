// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ProfitSplitter} from "../../src/accumulator/ProfitSplitter.sol";
import {SplitTest} from "./SplitTest.sol";

contract ProfitSplitterTest is SplitTest {
    // Setting up.

    function test_Initialize_OnlyOnceAndNotTheImplementation() public {
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        splitter.initialize(address(manager), platform);
        ProfitSplitter bare = new ProfitSplitter();
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        bare.initialize(address(manager), platform);
    }

    function test_Storage_LiesWhereItsNameSays() public view {
        bytes32 place = keccak256(abi.encode(uint256(keccak256("qca.storage.ProfitSplitter")) - 1)) & ~bytes32(uint256(0xff));
        bytes32 first = vm.load(address(splitter), place);
        assertEq(address(uint160(uint256(first))), platform, "platform");
        assertEq(uint256(first) >> 160, 1, "one split");
    }

    function test_Upgrade_OnlyByManagerAndKeepsMoney() public {
        pay(1_000);
        address next = address(new ProfitSplitter());
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, ann));
        vm.prank(ann);
        splitter.upgradeToAndCall(next, "");
        splitter.upgradeToAndCall(next, "");
        assertEq(claimAs(ann), 420);
    }

    function test_Rules_OnlyByManager() public {
        bytes memory refused = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, ann);
        ProfitSplitter.Share[] memory shares = two(ann, 9_000, ben, 1_000);
        vm.startPrank(ann);
        vm.expectRevert(refused);
        splitter.setPlatform(ann);
        vm.expectRevert(refused);
        splitter.setPlatformBps(splitId, 1_000);
        vm.expectRevert(refused);
        splitter.setDeveloperShares(splitId, shares);
        vm.expectRevert(refused);
        splitter.createModelSplit(address(token), shares);
        vm.expectRevert(refused);
        splitter.createRevenueSplit(address(token), three(ann, 5_000, ben, 3_000, payer, 2_000));
        vm.expectRevert(refused);
        splitter.setRevenueShares(splitId, three(ann, 5_000, ben, 3_000, payer, 2_000));
    }

    // A model's split.

    function test_Default_IsSeventyThirty() public {
        pay(1_000_000);
        assertEq(platformOwed(), 300_000);
        assertEq(owed(ann), 420_000);
        assertEq(owed(ben), 280_000);
    }

    function test_CreateModelSplit_Refusals() public {
        ProfitSplitter.Share[] memory shares = two(ann, 6_000, ben, 3_999);
        vm.expectRevert(abi.encodeWithSelector(ProfitSplitter.SharesNotWhole.selector, 9_999));
        splitter.createModelSplit(address(token), shares);
        shares = two(ann, 10_000, address(0), 0);
        vm.expectRevert(ProfitSplitter.AddressZero.selector);
        splitter.createModelSplit(address(token), shares);
        shares = two(ann, 5_000, ben, 5_000);
        vm.expectRevert(abi.encodeWithSelector(ProfitSplitter.TokenMissing.selector, address(0xdead)));
        splitter.createModelSplit(address(0xdead), shares);
        shares = new ProfitSplitter.Share[](65);
        vm.expectRevert(abi.encodeWithSelector(ProfitSplitter.TooManyShares.selector, 65, 64));
        splitter.createModelSplit(address(token), shares);
    }

    function test_CreateModelSplit_TakesSixtyFour() public {
        ProfitSplitter.Share[] memory shares = new ProfitSplitter.Share[](64);
        for (uint256 i = 0; i < 64; ++i) {
            shares[i] = ProfitSplitter.Share(address(uint160(0x1000 + i)), i == 63 ? 10_000 - 63 * 156 : 156);
        }
        splitId = splitter.createModelSplit(address(token), shares);
        assertEq(splitter.splitCount(), 2);
        pay(1_000_000);
        assertEq(owed(address(0x1000)), 10_920, "156 of 10,000 of 700,000");
    }

    function test_SetPlatformBps_TouchesOnlyLaterProfit() public {
        pay(1_000);
        splitter.setPlatformBps(splitId, 5_000);
        pay(1_000);
        assertEq(platformOwed(), 300 + 500);
        assertEq(owed(ann), 420 + 300);
    }

    function test_SetPlatformBps_StaysInsideBounds() public {
        vm.expectRevert(abi.encodeWithSelector(ProfitSplitter.ShareOutOfBounds.selector, 999, 1_000, 5_000));
        splitter.setPlatformBps(splitId, 999);
        vm.expectRevert(abi.encodeWithSelector(ProfitSplitter.ShareOutOfBounds.selector, 5_001, 1_000, 5_000));
        splitter.setPlatformBps(splitId, 5_001);
        splitter.setPlatformBps(splitId, 1_000);
        splitter.setPlatformBps(splitId, 5_000);
    }

    function test_SetDeveloperShares_TouchesOnlyLaterProfit() public {
        pay(1_000);
        ProfitSplitter.Share[] memory changes = two(ann, 1_000, address(0xC), 5_000);
        splitter.setDeveloperShares(splitId, changes);
        pay(1_000);
        assertEq(owed(ann), 420 + 70);
        assertEq(owed(ben), 280 + 280, "not named, as before");
        assertEq(owed(address(0xC)), 350);
    }

    function test_SetDeveloperShares_RefusesWhatIsNotWhole() public {
        ProfitSplitter.Share[] memory changes = two(ann, 1_000, ben, 5_000);
        vm.expectRevert(abi.encodeWithSelector(ProfitSplitter.SharesNotWhole.selector, 6_000));
        splitter.setDeveloperShares(splitId, changes);
    }

    function test_MoveShare_GivesLaterProfitOnly() public {
        pay(1_000);
        vm.prank(ann);
        splitter.moveShare(splitId, address(0xC), 6_000);
        pay(1_000);
        assertEq(owed(ann), 420);
        assertEq(owed(address(0xC)), 420);
        vm.prank(ben);
        splitter.moveShare(splitId, ben, 4_000);
        assertEq(owed(ben), 560, "to oneself changes nothing");
        (uint256 share,) = splitter.shareOf(splitId, ben);
        assertEq(share, 4_000);
    }

    function test_MoveShare_Refusals() public {
        vm.startPrank(ann);
        vm.expectRevert(abi.encodeWithSelector(ProfitSplitter.ShareOutOfBounds.selector, 6_001, 1, 6_000));
        splitter.moveShare(splitId, ben, 6_001);
        vm.expectRevert(abi.encodeWithSelector(ProfitSplitter.ShareOutOfBounds.selector, 0, 1, 6_000));
        splitter.moveShare(splitId, ben, 0);
        vm.expectRevert(ProfitSplitter.AddressZero.selector);
        splitter.moveShare(splitId, address(0), 1);
    }

    // Money.

    function test_Distribute_Refusals() public {
        vm.startPrank(payer);
        vm.expectRevert(ProfitSplitter.AmountZero.selector);
        splitter.distribute(splitId, 0);
        vm.expectRevert(abi.encodeWithSelector(ProfitSplitter.SplitMissing.selector, 9));
        splitter.distribute(9, 1);
        vm.expectPartialRevert(SafeCast.SafeCastOverflowedUintDowncast.selector);
        splitter.distribute(splitId, 2 ** 96);
    }

    function test_Claim_PaysOnceToWhomeverTheCallerSays() public {
        pay(1_000);
        vm.startPrank(ann);
        assertEq(splitter.claim(splitId, address(0xBEEF)), 420);
        assertEq(token.balanceOf(address(0xBEEF)), 420);
        vm.expectRevert(abi.encodeWithSelector(ProfitSplitter.NothingOwed.selector, splitId, ann));
        splitter.claim(splitId, ann);
    }

    function test_ClaimFor_PaysTheAccountItself() public {
        pay(1_000);
        splitter.claimFor(splitId, ben);
        assertEq(token.balanceOf(ben), 280);
    }

    function test_ClaimPlatform_PaysThePlatform() public {
        pay(1_000);
        splitter.setPlatform(address(0xF00D));
        assertEq(splitter.platform(), address(0xF00D));
        assertEq(splitter.claimPlatform(splitId), 300);
        assertEq(token.balanceOf(address(0xF00D)), 300);
        vm.expectRevert(abi.encodeWithSelector(ProfitSplitter.NothingOwed.selector, splitId, address(0xF00D)));
        splitter.claimPlatform(splitId);
    }

    function test_SetPlatform_RefusesNobody() public {
        vm.expectRevert(ProfitSplitter.AddressZero.selector);
        splitter.setPlatform(address(0));
    }

    function test_UnknownSplit_IsRefused() public {
        bytes memory missing = abi.encodeWithSelector(ProfitSplitter.SplitMissing.selector, 9);
        vm.expectRevert(missing);
        splitter.claim(9, ann);
        vm.expectRevert(missing);
        splitter.claimPlatform(9);
        vm.expectRevert(missing);
        splitter.moveShare(9, ann, 1);
        vm.expectRevert(missing);
        splitter.setPlatformBps(9, 2_000);
    }

    // The agent's revenue.

    function test_Revenue_TreasuryStakersInsurance() public {
        splitId = splitter.createRevenueSplit(address(token), three(ann, 5_000, ben, 3_000, address(0xC), 2_000));
        pay(1_000);
        assertEq(owed(ann), 500);
        assertEq(owed(ben), 300);
        assertEq(owed(address(0xC)), 200);
        assertEq(platformOwed(), 0);
    }

    function test_Revenue_ChangeTouchesOnlyLaterRevenue() public {
        splitId = splitter.createRevenueSplit(address(token), three(ann, 5_000, ben, 3_000, address(0xC), 2_000));
        pay(1_000);
        splitter.setRevenueShares(splitId, three(ann, 4_000, address(0xD), 4_000, address(0xC), 2_000));
        pay(1_000);
        assertEq(owed(ann), 500 + 400);
        assertEq(owed(ben), 300, "left");
        assertEq(owed(address(0xD)), 400, "came");
        assertEq(owed(address(0xC)), 400);
    }

    function test_Revenue_OneAccountMayHoldTwoParts() public {
        splitId = splitter.createRevenueSplit(address(token), three(ann, 5_000, ben, 3_000, ann, 2_000));
        pay(1_000);
        assertEq(owed(ann), 700);
        splitter.setRevenueShares(splitId, three(ann, 5_000, ben, 3_000, address(0xC), 2_000));
        pay(1_000);
        assertEq(owed(ann), 1_200);
        assertEq(owed(address(0xC)), 200);
    }

    function test_Revenue_StaysInsideBounds() public {
        vm.expectRevert(abi.encodeWithSelector(ProfitSplitter.ShareOutOfBounds.selector, 999, 1_000, 7_000));
        splitter.createRevenueSplit(address(token), three(ann, 5_000, ben, 4_001, address(0xC), 999));
        vm.expectRevert(abi.encodeWithSelector(ProfitSplitter.ShareOutOfBounds.selector, 7_001, 1_000, 7_000));
        splitter.createRevenueSplit(address(token), three(ann, 7_001, ben, 1_000, address(0xC), 1_999));
        vm.expectRevert(abi.encodeWithSelector(ProfitSplitter.SharesNotWhole.selector, 9_999));
        splitter.createRevenueSplit(address(token), three(ann, 5_000, ben, 3_000, address(0xC), 1_999));
    }

    function test_Kinds_DoNotMix() public {
        uint256 revenue = splitter.createRevenueSplit(address(token), three(ann, 5_000, ben, 3_000, payer, 2_000));
        bytes memory wrong =
            abi.encodeWithSelector(ProfitSplitter.WrongKind.selector, revenue, ProfitSplitter.Kind.Revenue);
        vm.expectRevert(wrong);
        splitter.setPlatformBps(revenue, 2_000);
        ProfitSplitter.Share[] memory shares = two(ann, 9_000, ben, 1_000);
        vm.expectRevert(wrong);
        splitter.setDeveloperShares(revenue, shares);
        vm.expectRevert(wrong);
        vm.prank(ann);
        splitter.moveShare(revenue, ben, 1);
        vm.expectRevert(wrong);
        splitter.claimPlatform(revenue);
        vm.expectRevert(
            abi.encodeWithSelector(ProfitSplitter.WrongKind.selector, splitId, ProfitSplitter.Kind.Model)
        );
        splitter.setRevenueShares(splitId, three(ann, 5_000, ben, 3_000, payer, 2_000));
    }
}
