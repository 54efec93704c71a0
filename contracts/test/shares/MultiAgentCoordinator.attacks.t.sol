// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Approval, Consortium, Members} from "../../src/shares/Consortium.sol";
import {Trade} from "../../src/shares/Mandate.sol";
import {ModelVault} from "../../src/shares/ModelVault.sol";
import {ShareTerms} from "../../src/shares/ShareVault.sol";
import {BlockListToken} from "../support/tokens/BlockListToken.sol";
import {SplitterDouble} from "./support/SplitterDouble.sol";
import {ConsortiumSetup} from "./support/ConsortiumSetup.sol";

/// @dev One test per attack on consortia, named after it.
contract MultiAgentCoordinatorAttacksTest is ConsortiumSetup {
    Trade private buy;

    function setUp() public override {
        super.setUp();
        contributeAll();
        buy = tradeOf(address(usd), address(gold), 1_000 * USD);
        buy.deadline = vm.getBlockTimestamp() + 365 days;
    }

    // One alone.

    function test_attack_LeaderAlone() public {
        // Ann weighs most, and puts in a hundred times what the others have: her word still weighs 40.
        contribute(ann, 500_000 * USD);
        refusedForWeight(approveTrade(buy, keysOf(annKey)), 40);
        Members memory members = founders();
        members.weights[0] = 1_000;
        Approval memory approval = approveMembers(members, keysOf(annKey));
        vm.expectRevert(abi.encodeWithSelector(Consortium.TooLittleWeight.selector, 40, 60));
        consortium.setMembers(members, approval);
    }

    function test_attack_LeaderWhoFoundedItHasNoRights() public {
        // This test founded it. The vault's doors are the consortium's alone, and those of the factory governance's.
        vm.expectRevert(abi.encodeWithSelector(ModelVault.NotAgent.selector, address(this), address(consortium)));
        vault.executeTrade(buy);
        vm.expectRevert(abi.encodeWithSelector(ModelVault.NotManager.selector, address(this), address(consortium)));
        vault.setAgent(address(this));
        vm.expectRevert(abi.encodeWithSelector(ModelVault.NotManager.selector, address(this), address(consortium)));
        vault.setManager(address(this));
    }

    function test_attack_FounderWeighsEnoughToBeAlone() public {
        Members memory members = founders();
        (members.weights[0], members.weights[1], members.weights[2]) = (60, 20, 20);
        vm.expectRevert(abi.encodeWithSelector(Consortium.ThresholdOutOfBounds.selector, 60, 61, 100));
        coordinator.createConsortium("alone", terms(), mandate(), members, SHARES_PER_WEIGHT);
    }

    function test_attack_WeightsRaisedUntilOneIsAlone() public {
        Members memory members = founders();
        members.weights[0] = 200;
        Approval memory approval = approveMembers(members, keysOf(annKey, benKey));
        vm.expectRevert(abi.encodeWithSelector(Consortium.ThresholdOutOfBounds.selector, 60, 201, 260));
        consortium.setMembers(members, approval);
    }

    function test_attack_ThresholdAboveTotalWeight() public {
        Members memory members = founders();
        members.threshold = 101;
        vm.expectRevert(abi.encodeWithSelector(Consortium.ThresholdOutOfBounds.selector, 101, 51, 100));
        coordinator.createConsortium("never", terms(), mandate(), members, SHARES_PER_WEIGHT);
        Approval memory approval = approveMembers(members, keysOf(annKey, benKey, cleoKey));
        vm.expectRevert(abi.encodeWithSelector(Consortium.ThresholdOutOfBounds.selector, 101, 51, 100));
        consortium.setMembers(members, approval);
    }

    function test_attack_ThresholdThatTwoGroupsReach() public {
        Members memory members = founders();
        (members.weights[0], members.weights[1], members.weights[2]) = (30, 30, 40);
        members.threshold = 50;
        vm.expectRevert(abi.encodeWithSelector(Consortium.ThresholdOutOfBounds.selector, 50, 51, 100));
        coordinator.createConsortium("two", terms(), mandate(), members, SHARES_PER_WEIGHT);
    }

    // Signatures used again.

    function test_attack_ReplayedApproval() public {
        Approval memory approval = approveTrade(buy, keysOf(annKey, benKey));
        consortium.executeTrade(buy, approval);
        vm.expectRevert(abi.encodeWithSelector(Consortium.NonceDiffers.selector, 0, 1));
        consortium.executeTrade(buy, approval);
        // Under the number that is next it is not what was signed.
        approval.nonce = 1;
        refusedForSignatures(buy, approval);
    }

    function test_attack_ReplayedApprovalInAnotherConsortium() public {
        (, Consortium other, ModelVault otherVault) =
            coordinator.createConsortium("other", terms(), mandate(), founders(), SHARES_PER_WEIGHT);
        address[2] memory members = [ann, ben];
        for (uint256 i = 0; i < 2; i++) {
            vm.startPrank(members[i]);
            usd.approve(address(other), type(uint256).max);
            other.contribute(4_000 * USD, 0);
            vm.stopPrank();
        }
        Approval memory approval = approveTrade(buy, keysOf(annKey, benKey));
        bytes32 digest = other.digestOfTrade(buy, approval.nonce, approval.validUntil);
        assertNotEq(digest, consortium.digestOfTrade(buy, approval.nonce, approval.validUntil), "digests");
        vm.expectRevert(abi.encodeWithSelector(Consortium.SignaturesInvalid.selector, digest));
        other.executeTrade(buy, approval);
        assertEq(otherVault.balanceOf(ann), 4_000 * USD * 1e6);
    }

    function test_attack_ReplayedApprovalOnAnotherChain() public {
        Approval memory approval = approveTrade(buy, keysOf(annKey, benKey));
        uint256 here = block.chainid;
        // The chain splits in two, or the same contracts stand at the same addresses elsewhere.
        vm.chainId(here + 1);
        refusedForSignatures(buy, approval);
        vm.chainId(here);
        consortium.executeTrade(buy, approval);
    }

    function test_attack_ExpiredApproval() public {
        Approval memory approval = approveTrade(buy, keysOf(annKey, benKey));
        skip(1 hours + 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                Consortium.ApprovalExpired.selector, approval.validUntil, approval.validUntil + 1
            )
        );
        consortium.executeTrade(buy, approval);
        // Longer than was signed for is not what was signed.
        approval.validUntil += 1 hours;
        refusedForSignatures(buy, approval);
    }

    function test_attack_AnotherTradeThanWasSigned() public {
        Approval memory approval = approveTrade(buy, keysOf(annKey, benKey));
        Trade memory other = buy;
        other.amountIn += 1;
        refusedForSignatures(other, approval);
        other = tradeOf(address(usd), address(silver), 1_000 * USD);
        refusedForSignatures(other, approval);
        other = tradeOf(address(usd), address(gold), 1_000 * USD);
        other.deadline = buy.deadline;
        other.data = hex"00";
        refusedForSignatures(other, approval);
    }

    function test_attack_SignatureForOneThingUsedForAnother() public {
        Approval memory approval = approveTrade(buy, keysOf(annKey, benKey));
        Members memory members = founders();
        members.accounts[2] = mallory;
        bytes32 digest = consortium.digestOfMembers(members, approval.nonce, approval.validUntil);
        vm.expectRevert(abi.encodeWithSelector(Consortium.SignaturesInvalid.selector, digest));
        consortium.setMembers(members, approval);
        address[] memory none = new address[](0);
        digest = consortium.digestOfNarrowing(none, none, true, approval.nonce, approval.validUntil);
        vm.expectRevert(abi.encodeWithSelector(Consortium.SignaturesInvalid.selector, digest));
        consortium.narrow(none, none, true, approval);
    }

    // Signers counted twice.

    function test_attack_DuplicateSigner() public {
        refusedForSignatures(buy, approveTrade(buy, keysOf(annKey, annKey)));
        refusedForSignatures(buy, approveTrade(buy, keysOf(annKey, cleoKey, annKey)));
    }

    function test_attack_SameSignerInAnotherSpelling() public {
        // Zeros after the address would make it a key of a verifier at that address: no member is written so.
        Approval memory approval = approveTrade(buy, keysOf(annKey, annKey));
        approval.signers[1] = abi.encodePacked(ann, bytes12(0));
        refusedForSignatures(buy, approval);
    }

    function test_attack_ForgedSignerOfAMember() public {
        // Mallory signs and says it was Ben; and what anybody can make: an empty and a too long signature.
        Approval memory approval = approveTrade(buy, keysOf(annKey, malloryKey));
        approval.signers[1] = abi.encodePacked(ben);
        refusedForSignatures(buy, approval);
        approval.signatures[1] = "";
        refusedForSignatures(buy, approval);
        approval.signatures[1] = abi.encodePacked(approval.signatures[0], bytes32(0));
        refusedForSignatures(buy, approval);
    }

    function test_attack_PrecompileAsMember() public {
        // The identity precompile answers a question with the question: an ERC-1271 caller could take that for a yes.
        Members memory members = founders();
        members.accounts[2] = address(4);
        consortium.setMembers(members, approveMembers(members, keysOf(annKey, benKey)));
        vm.prank(ben);
        vault.transfer(address(4), 2_500 * USD * 1e6);
        Approval memory approval = approveTrade(buy, keysOf(annKey, annKey));
        (approval.signers[1], approval.signatures[1]) = (abi.encodePacked(address(4)), bytes(""));
        refusedForSignatures(buy, approval);
    }

    // Weights that change.

    function test_attack_WeightChangeMidApproval() public {
        // Ann and Ben sign a trade; before it is brought, members decide that Ben weighs less. Then they take it back.
        Approval memory approval = approveTrade(buy, keysOf(annKey, benKey));
        Members memory members = founders();
        members.weights[1] = 10;
        members.threshold = 41;
        consortium.setMembers(members, approveMembers(members, keysOf(annKey, cleoKey)));
        vm.expectRevert(abi.encodeWithSelector(Consortium.NonceDiffers.selector, 0, 1));
        consortium.executeTrade(buy, approval);
        // Signed ahead for the number after that: the set of members has another number, too.
        uint256 validUntil = vm.getBlockTimestamp() + 1 hours;
        Approval memory ahead =
            approvalOf(consortium.digestOfTrade(buy, 2, validUntil), 2, validUntil, keysOf(annKey, benKey));
        consortium.setMembers(founders(), approveMembers(founders(), keysOf(annKey, cleoKey)));
        refusedForSignatures(buy, ahead);
    }

    function test_attack_LeaverStillVotes() public {
        Approval memory approval = approveTrade(buy, keysOf(annKey, benKey));
        redeemAll(ben);
        refusedForWeight(approval, 40);
    }

    function test_attack_BorrowedShares() public {
        // Ben lends Cleo his shares for the vote: hers counts no more than agreed, and his no more at all.
        uint256 shares = vault.balanceOf(ben);
        vm.prank(ben);
        vault.transfer(cleo, shares);
        assertEq(consortium.weightOf(cleo), 25);
        assertEq(consortium.weightOf(ben), 0);
        refusedForWeight(approveTrade(buy, keysOf(benKey, cleoKey)), 25);
    }

    function test_attack_SybilMembers() public {
        // Mallory founds a consortium with Ann, and lists herself nine times over. Without money behind them they weigh
        // nothing, and one stake of 900 dollars, moved to whichever account is to sign, backs nine of a hundred and not more.
        Members memory members = Members(new address[](10), new uint64[](10), 51);
        uint256[] memory keys = new uint256[](9);
        (members.accounts[0], members.weights[0]) = (ann, 10);
        for (uint256 i = 1; i < 10; i++) {
            (members.accounts[i], keys[i - 1]) = makeAddrAndKey(string.concat("sybil", vm.toString(i)));
            members.weights[i] = 10;
        }
        (uint256 id, Consortium crowd, ModelVault crowdVault) =
            coordinator.createConsortium("crowd", terms(), mandate(), members, SHARES_PER_WEIGHT);
        usd.mint(members.accounts[1], 900 * USD);
        vm.startPrank(members.accounts[1]);
        usd.approve(address(crowd), type(uint256).max);
        crowd.contribute(900 * USD, 0);
        uint256 each = crowdVault.balanceOf(members.accounts[1]) / 9;
        for (uint256 i = 2; i < 10; i++) {
            crowdVault.transfer(members.accounts[i], each);
        }
        vm.stopPrank();
        uint256 validUntil = vm.getBlockTimestamp() + 1 hours;
        Approval memory approval = approvalOf(crowd.digestOfTrade(buy, 0, validUntil), 0, validUntil, keys);
        vm.expectRevert(abi.encodeWithSelector(Consortium.TooLittleWeight.selector, 9, 51));
        coordinator.executeConsortiumTrade(id, buy, approval);
    }

    function test_attack_ConsortiumInSomebodysName() public {
        // P1: whoever makes a consortium of others first locks nobody out, and binds nobody: numbers and addresses are new.
        vm.prank(mallory);
        (uint256 id, Consortium other,) =
            coordinator.createConsortium("together", terms(), mandate(), founders(), SHARES_PER_WEIGHT);
        assertEq(id, consortiumId + 1);
        assertEq(other.weightOf(ann), 0, "nothing put in, nothing to say");
        assertEq(consortium.weightOf(ann), 40);
    }

    // Profit.

    function test_attack_DilutionBeforeDistribution() public {
        makeProfit();
        vm.prank(ann);
        vault.approve(address(consortium), type(uint256).max);
        uint256 id = vm.snapshotState();
        coordinator.distributeProfits(consortiumId);
        uint256 honest = vault.owed(address(usd), ann);
        assertTrue(vm.revertToState(id), "back");
        // Ben puts in a hundred times what is there, right before.
        vm.prank(ben);
        vault.approve(address(consortium), type(uint256).max);
        uint256 had = vault.convertToAssets(vault.balanceOf(ben));
        contribute(ben, 900_000 * USD);
        coordinator.distributeProfits(consortiumId);
        assertNear(vault.owed(address(usd), ann), honest, 2, "Ann is paid the same");
        uint256 has = vault.owed(address(usd), ben) + vault.convertToAssets(vault.balanceOf(ben));
        // Two atoms are what the exits of two members were rounded down by: it stays with who stays.
        assertLe(has, had + 900_000 * USD + 2, "and Ben has no more than he had");
    }

    function test_attack_DonationBeforeDistribution() public {
        vm.prank(ann);
        vault.approve(address(consortium), type(uint256).max);
        usd.mint(address(vault), 100_000 * USD);
        usd.mint(address(consortium), 100_000 * USD);
        vm.expectRevert(abi.encodeWithSelector(Consortium.NothingToDistribute.selector, 1e24, 1.01e24));
        coordinator.distributeProfits(consortiumId);
    }

    function test_attack_DustDistributions() public {
        // Distributing each thousandth apart would fill the queue: the price must have risen by a hundredth.
        vm.prank(ann);
        vault.approve(address(consortium), type(uint256).max);
        buyGoldTogether(1_000 * USD);
        setGold(2_100);
        vault.report();
        skip(10 days);
        // 100 of profit less a tenth, of 10,000.
        vm.expectPartialRevert(Consortium.NothingToDistribute.selector);
        coordinator.distributeProfits(consortiumId);
    }

    function test_attack_BlockedMemberHoldsUpTheOthers() public {
        BlockListToken dollar = new BlockListToken();
        oracle.setPrice(address(dollar), 1e18);
        factory.setAsset(address(dollar), true);
        splitter = new SplitterDouble(IERC20(dollar));
        factory.addVersion(address(new ModelVault(factory, oracle, address(splitter))));
        ShareTerms memory terms_ = terms();
        terms_.asset = IERC20(dollar);
        (consortiumId, consortium, vault) =
            coordinator.createConsortium("blocked", terms_, mandate(), founders(), SHARES_PER_WEIGHT);
        address[2] memory members = [ann, ben];
        for (uint256 i = 0; i < 2; i++) {
            dollar.mint(members[i], 5_000 * USD);
            vm.startPrank(members[i]);
            dollar.approve(address(consortium), type(uint256).max);
            consortium.contribute(5_000 * USD, 0);
            vault.approve(address(consortium), type(uint256).max);
            vm.stopPrank();
        }
        Trade memory trade_ = tradeOf(address(dollar), address(gold), 4_000 * USD);
        consortium.executeTrade(trade_, approveTrade(trade_, keysOf(annKey, benKey)));
        setGold(3_000);
        trade_ = tradeOf(address(gold), address(dollar), 2 * GOLD);
        consortium.executeTrade(trade_, approveTrade(trade_, keysOf(annKey, benKey)));
        skip(10 days);
        dollar.setListed(ann, true);
        coordinator.distributeProfits(consortiumId);
        vault.claim(address(dollar), ben);
        assertNear(dollar.balanceOf(ben), 900 * USD, 4, "Ben is paid");
        assertNear(vault.owed(address(dollar), ann), 900 * USD, 4, "Ann's waits for her");
    }

    // Leaving.

    function test_attack_ExitFrozenWhenManagersAreGone() public {
        // Everything is invested, every key is lost, the feed is dead, and the vault is halted: each still has their part.
        tradeTogether(tradeOf(address(usd), address(gold), 8_000 * USD));
        oracle.setBroken(address(gold), true);
        factory.haltVault(vault);
        uint256 id = requestAll(cleo);
        skip(3 days);
        vm.prank(cleo);
        vault.exitInKind(id);
        vault.claim(address(usd), cleo);
        vault.claim(address(gold), cleo);
        assertNear(usd.balanceOf(cleo), 1_000_000 * USD - 2_500 * USD + 500 * USD, 1, "a quarter of the cash");
        assertNear(gold.balanceOf(cleo), 1 * GOLD, 2, "and of the gold");
    }

    function test_attack_ExitFrozenByRemovingTheMember() public {
        Members memory members = founders();
        members.accounts[2] = mallory;
        consortium.setMembers(members, approveMembers(members, keysOf(annKey, benKey)));
        buyGoldTogether(8_000 * USD);
        uint256 id = requestAll(cleo);
        skip(3 days);
        vm.prank(cleo);
        vault.exitInKind(id);
        assertNear(vault.owed(address(gold), cleo), 1 * GOLD, 2, "gold");
        assertNear(vault.owed(address(usd), cleo), 500 * USD, 2, "cash");
    }

    function test_attack_ExitPaidToOthers() public {
        // Members decide about trades, never about shares: nothing that they can sign moves Cleo's.
        uint256 shares = vault.balanceOf(cleo);
        vm.prank(address(consortium));
        vm.expectRevert();
        vault.redeem(shares, ann, cleo);
        vm.prank(address(consortium));
        vm.expectRevert();
        vault.transferFrom(cleo, ann, shares);
    }

    function test_attack_ReentrantAdapter() public {
        Approval memory second = approvalOf(bytes32(0), 1, type(uint256).max, keysOf(annKey, benKey));
        bytes[4] memory calls = [
            abi.encodeCall(consortium.executeTrade, (buy, second)),
            abi.encodeCall(consortium.setMembers, (founders(), second)),
            abi.encodeCall(consortium.distributeProfits, ()),
            abi.encodeCall(consortium.contribute, (USD, 0))
        ];
        for (uint256 i = 0; i < 4; i++) {
            market.setCall(address(consortium), calls[i]);
            consortium.executeTrade(buy, approveTrade(buy, keysOf(annKey, benKey)));
            assertFalse(market.callWorked(), "somebody got in");
            assertEq(
                bytes32(market.callResult()), bytes32(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector)
            );
        }
    }

    function refusedForWeight(Approval memory approval, uint256 weight) private {
        vm.expectRevert(abi.encodeWithSelector(Consortium.TooLittleWeight.selector, weight, 60));
        consortium.executeTrade(buy, approval);
    }

    function refusedForSignatures(Trade memory trade_, Approval memory approval) private {
        bytes32 digest = consortium.digestOfTrade(trade_, approval.nonce, approval.validUntil);
        vm.expectRevert(abi.encodeWithSelector(Consortium.SignaturesInvalid.selector, digest));
        consortium.executeTrade(trade_, approval);
    }

    /// @dev 2,000 dollars, in cash and unlocked.
    function makeProfit() private {
        buyGoldTogether(4_000 * USD);
        setGold(3_000);
        sellAllGoldTogether();
        skip(10 days);
    }
}
