// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {MultiSignerERC7913Upgradeable} from
    "@openzeppelin/contracts-upgradeable/utils/cryptography/signers/MultiSignerERC7913Upgradeable.sol";
import {MultiSignerERC7913WeightedUpgradeable} from
    "@openzeppelin/contracts-upgradeable/utils/cryptography/signers/MultiSignerERC7913WeightedUpgradeable.sol";
import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {Assets} from "../../src/common/Assets.sol";
import {Approval, Consortium, Members} from "../../src/shares/Consortium.sol";
import {Mandate, Trade} from "../../src/shares/Mandate.sol";
import {ModelVault} from "../../src/shares/ModelVault.sol";
import {ModelVaultFactory} from "../../src/shares/ModelVaultFactory.sol";
import {MultiAgentCoordinator} from "../../src/shares/MultiAgentCoordinator.sol";
import {ShareTerms, ShareVault} from "../../src/shares/ShareVault.sol";
import {TradeDesk} from "../../src/shares/TradeDesk.sol";
import {MockOracle} from "../support/oracles/MockOracle.sol";
import {FeeOnTransferToken} from "../support/tokens/FeeOnTransferToken.sol";
import {ConsortiumSetup} from "./support/ConsortiumSetup.sol";

/// @title A contract that is a member: it says yes to the digests that its owner allowed
contract ContractMember is IERC1271 {
    mapping(bytes32 digest => bool) public allowed;

    function allow(bytes32 digest) external {
        allowed[digest] = true;
    }

    function isValidSignature(bytes32 digest, bytes calldata) external view returns (bytes4) {
        return allowed[digest] ? IERC1271.isValidSignature.selector : bytes4(0);
    }
}

contract MultiAgentCoordinatorTest is ConsortiumSetup {
    // Making one.

    function test_ConsortiumIsAgentManagerAndGateOfItsVault() public view {
        assertEq(vault.agent(), address(consortium), "agent");
        assertEq(vault.manager(), address(consortium), "manager");
        assertEq(vault.gate(), address(consortium), "gate");
        assertEq(factory.versionOf(address(vault)), 1, "a vault of the factory");
        assertEq(address(coordinator.vaultOf(consortiumId)), address(vault));
        assertEq(address(coordinator.consortiumOf(consortiumId)), address(consortium));
        assertEq(consortium.threshold(), 60);
        assertEq(consortium.totalWeight(), 100);
        assertEq(consortium.getSignerCount(), 3);
        assertEq(consortium.epoch(), 1);
    }

    function test_SecondConsortiumIsAnother() public {
        (uint256 id, Consortium other, ModelVault otherVault) =
            coordinator.createConsortium("together", terms(), mandate(), founders(), SHARES_PER_WEIGHT);
        assertEq(id, 2);
        assertNotEq(address(other), address(consortium), "consortium");
        assertNotEq(address(otherVault), address(vault), "vault");
    }

    function test_RefusesSlowExitInKind() public {
        ShareTerms memory slow = terms();
        slow.inKindDelaySeconds = 7 days + 1;
        vm.expectRevert(abi.encodeWithSelector(MultiAgentCoordinator.ExitTooSlow.selector, 7 days + 1, 7 days));
        coordinator.createConsortium("slow", slow, mandate(), founders(), SHARES_PER_WEIGHT);
    }

    function test_RefusesUnbackedWeights() public {
        vm.expectRevert(Consortium.BackingMissing.selector);
        coordinator.createConsortium("unbacked", terms(), mandate(), founders(), 0);
    }

    function test_RefusesOneMemberAndSeventeen() public {
        for (uint256 i = 0; i < 2; i++) {
            uint256 count = i == 0 ? 1 : 17;
            Members memory members = Members(new address[](count), new uint64[](count), 1);
            for (uint256 j = 0; j < count; j++) {
                (members.accounts[j], members.weights[j]) = (address(uint160(100 + j)), 1);
            }
            vm.expectRevert(abi.encodeWithSelector(Consortium.MembersOutOfBounds.selector, count, 2, 16));
            coordinator.createConsortium("count", terms(), mandate(), members, SHARES_PER_WEIGHT);
        }
    }

    function test_RefusesNobodyAsMember() public {
        Members memory members = founders();
        members.accounts[1] = address(0);
        vm.expectRevert(abi.encodeWithSelector(Consortium.MemberUnfit.selector, address(0)));
        coordinator.createConsortium("nobody", terms(), mandate(), members, SHARES_PER_WEIGHT);
    }

    function test_RefusesItselfAndItsVaultAsMember() public {
        contributeAll();
        address[2] memory unfit = [address(consortium), address(vault)];
        for (uint256 i = 0; i < 2; i++) {
            Members memory members = founders();
            members.accounts[2] = unfit[i];
            Approval memory approval = approveMembers(members, keysOf(annKey, benKey));
            vm.expectRevert(abi.encodeWithSelector(Consortium.MemberUnfit.selector, unfit[i]));
            consortium.setMembers(members, approval);
        }
    }

    function test_RefusesWeightOfNothing() public {
        Members memory members = founders();
        members.weights[2] = 0;
        vm.expectRevert(
            abi.encodeWithSelector(
                MultiSignerERC7913WeightedUpgradeable.MultiSignerERC7913WeightedInvalidWeight.selector,
                abi.encodePacked(cleo),
                0
            )
        );
        coordinator.createConsortium("weightless", terms(), mandate(), members, SHARES_PER_WEIGHT);
    }

    function test_RefusesWeightsThatAreNotOneForEach() public {
        Members memory members = founders();
        members.weights = new uint64[](2);
        vm.expectRevert(
            MultiSignerERC7913WeightedUpgradeable.MultiSignerERC7913WeightedMismatchedLength.selector
        );
        coordinator.createConsortium("mismatch", terms(), mandate(), members, SHARES_PER_WEIGHT);
    }

    function test_RefusesThresholdOfZero() public {
        Members memory members = founders();
        members.threshold = 0;
        vm.expectRevert(MultiSignerERC7913Upgradeable.MultiSignerERC7913ZeroThreshold.selector);
        coordinator.createConsortium("zero", terms(), mandate(), members, SHARES_PER_WEIGHT);
    }

    function test_RefusesCoordinatorWithoutFactoryOrImplementation() public {
        address implementation = coordinator.IMPLEMENTATION();
        vm.expectRevert(abi.encodeWithSelector(MultiAgentCoordinator.NoCode.selector, alice));
        new MultiAgentCoordinator(ModelVaultFactory(alice), implementation);
        vm.expectRevert(abi.encodeWithSelector(MultiAgentCoordinator.NoCode.selector, alice));
        new MultiAgentCoordinator(factory, alice);
    }

    function test_RefusesConsortiumThatIsNotThere() public {
        vm.expectRevert(abi.encodeWithSelector(MultiAgentCoordinator.ConsortiumMissing.selector, 2));
        coordinator.distributeProfits(2);
        Trade memory trade_ = tradeOf(address(usd), address(gold), USD);
        Approval memory approval = approveTrade(trade_, keysOf(annKey, benKey));
        vm.expectRevert(abi.encodeWithSelector(MultiAgentCoordinator.ConsortiumMissing.selector, 0));
        coordinator.executeConsortiumTrade(0, trade_, approval);
    }

    function test_RefusesVaultThatGovernanceDoesNotAllow() public {
        Mandate memory unknown = mandate();
        unknown.adapters[0] = mallory;
        vm.expectRevert(abi.encodeWithSelector(TradeDesk.NotApproved.selector, mallory));
        coordinator.createConsortium("unknown", terms(), unknown, founders(), SHARES_PER_WEIGHT);
    }

    // Putting in.

    function test_MembersContributeAndHoldTheirShares() public {
        contributeAll();
        assertEq(vault.balanceOf(ann), 4_000 * USD * 1e6);
        assertEq(vault.totalAssets(), 10_000 * USD);
        assertEq(usd.balanceOf(address(consortium)), 0, "nothing stays here");
        assertEq(usd.allowance(address(consortium), address(vault)), 0, "nothing stays allowed");
        assertEq(consortium.weightOf(ann), 40);
    }

    function test_RefusesContributionOfStranger() public {
        vm.startPrank(mallory);
        usd.approve(address(consortium), type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(Consortium.NotMember.selector, mallory));
        consortium.contribute(USD, 0);
        vm.stopPrank();
    }

    function test_RefusesDepositThatPassesTheConsortiumBy() public {
        vm.startPrank(ann);
        usd.approve(address(vault), type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(ShareVault.EntryGated.selector, ann, address(consortium)));
        vault.deposit(USD, ann);
        vm.stopPrank();
    }

    function test_RefusesFewerSharesThanAsked() public {
        vm.prank(ann);
        vm.expectRevert(abi.encodeWithSelector(Consortium.SharesTooFew.selector, 1e12, 1e12 + 1));
        consortium.contribute(USD, 1e12 + 1);
    }

    function test_RefusesTokenThatChargesForTransfers() public {
        FeeOnTransferToken charging = new FeeOnTransferToken(100);
        oracle.setPrice(address(charging), 1e18);
        factory.setAsset(address(charging), true);
        ShareTerms memory terms_ = terms();
        terms_.asset = charging;
        (, Consortium other,) =
            coordinator.createConsortium("charging", terms_, mandate(), founders(), SHARES_PER_WEIGHT);
        charging.mint(ann, 1_000);
        vm.startPrank(ann);
        charging.approve(address(other), 1_000);
        vm.expectRevert(
            abi.encodeWithSelector(Assets.ReceivedDiffers.selector, address(charging), 0, 1_000, 990)
        );
        other.contribute(1_000, 0);
        vm.stopPrank();
    }

    // Weights.

    function test_WeightCountsAsFarAsSharesBackIt() public {
        contribute(ann, 3_999 * USD);
        assertEq(consortium.weightOf(ann), 39, "rounded down");
        assertEq(consortium.weightOf(ben), 0, "nothing put in yet");
        contribute(ann, 10_000 * USD);
        assertEq(consortium.weightOf(ann), 40, "no more than agreed");
        assertEq(consortium.weightOf(mallory), 0, "a stranger");
    }

    function test_WeightLeavesWithTheShares() public {
        contributeAll();
        requestAll(ann);
        assertEq(consortium.weightOf(ann), 0, "they wait in the queue");
    }

    // Deciding.

    function test_TradesWithTheThreshold() public {
        contributeAll();
        // Cleo and Ben weigh 60 of 60.
        Trade memory trade_ = tradeOf(address(usd), address(gold), 2_000 * USD);
        Approval memory approval = approveTrade(trade_, keysOf(cleoKey, benKey));
        vm.prank(mallory);
        assertEq(coordinator.executeConsortiumTrade(consortiumId, trade_, approval), 1 * GOLD, "received");
        (uint256 held,) = vault.holdingOf(address(gold));
        assertEq(held, 1 * GOLD);
        assertEq(consortium.nonce(), 1);
    }

    function test_TradesWithAllAndInAnyOrderOfSigners() public {
        contributeAll();
        uint256[3][6] memory orders = [
            [annKey, benKey, cleoKey],
            [annKey, cleoKey, benKey],
            [benKey, annKey, cleoKey],
            [benKey, cleoKey, annKey],
            [cleoKey, annKey, benKey],
            [cleoKey, benKey, annKey]
        ];
        for (uint256 i = 0; i < 6; i++) {
            Trade memory trade_ = tradeOf(address(usd), address(gold), 100 * USD);
            Approval memory approval = approveTrade(trade_, keysOf(orders[i][0], orders[i][1], orders[i][2]));
            consortium.executeTrade(trade_, approval);
        }
        assertEq(consortium.nonce(), 6);
    }

    function test_RefusesTooLittleWeight() public {
        contributeAll();
        // Ann and Cleo weigh 65, but Cleo has asked for half of hers back: 12.
        vm.prank(cleo);
        vault.requestRedeem(1_250 * USD * 1e6, cleo, cleo);
        Trade memory trade_ = tradeOf(address(usd), address(gold), USD);
        Approval memory approval = approveTrade(trade_, keysOf(annKey, cleoKey));
        vm.expectRevert(abi.encodeWithSelector(Consortium.TooLittleWeight.selector, 52, 60));
        consortium.executeTrade(trade_, approval);
        assertEq(consortium.nonce(), 0, "nothing is used up");
    }

    function test_RefusesOneLessThanTheThreshold() public {
        contributeAll();
        // Ben and Cleo weigh 60, exactly enough. One share less backs one unit less.
        vm.prank(cleo);
        vault.requestRedeem(1, cleo, cleo);
        Trade memory trade_ = tradeOf(address(usd), address(gold), USD);
        Approval memory approval = approveTrade(trade_, keysOf(benKey, cleoKey));
        vm.expectRevert(abi.encodeWithSelector(Consortium.TooLittleWeight.selector, 59, 60));
        consortium.executeTrade(trade_, approval);
        vm.prank(cleo);
        vault.cancelRequest(0);
        assertGt(consortium.executeTrade(trade_, approval), 0, "with all that backs them");
    }

    function test_RefusesNoSigners() public {
        contributeAll();
        Trade memory trade_ = tradeOf(address(usd), address(gold), USD);
        Approval memory approval = approveTrade(trade_, new uint256[](0));
        vm.expectRevert(abi.encodeWithSelector(Consortium.TooLittleWeight.selector, 0, 60));
        consortium.executeTrade(trade_, approval);
    }

    function test_RefusesStrangersSignatureBesideEnoughWeight() public {
        contributeAll();
        Trade memory trade_ = tradeOf(address(usd), address(gold), USD);
        Approval memory approval = approveTrade(trade_, keysOf(annKey, benKey, malloryKey));
        bytes32 digest = consortium.digestOfTrade(trade_, approval.nonce, approval.validUntil);
        vm.expectRevert(abi.encodeWithSelector(Consortium.SignaturesInvalid.selector, digest));
        consortium.executeTrade(trade_, approval);
    }

    function test_RefusesMoreSignersThanSignatures() public {
        contributeAll();
        Trade memory trade_ = tradeOf(address(usd), address(gold), USD);
        Approval memory approval = approveTrade(trade_, keysOf(annKey, benKey));
        approval.signatures = new bytes[](1);
        bytes32 digest = consortium.digestOfTrade(trade_, approval.nonce, approval.validUntil);
        vm.expectRevert(abi.encodeWithSelector(Consortium.SignaturesInvalid.selector, digest));
        consortium.executeTrade(trade_, approval);
    }

    function test_RefusesWhatTheMandateRefuses() public {
        contributeAll();
        // All of the vault into gold, where eight tenths are the most.
        Trade memory trade_ = tradeOf(address(usd), address(gold), 10_000 * USD);
        Approval memory approval = approveTrade(trade_, keysOf(annKey, benKey, cleoKey));
        vm.expectPartialRevert(TradeDesk.PositionTooLarge.selector);
        consortium.executeTrade(trade_, approval);
        assertEq(consortium.nonce(), 0);
    }

    function test_ContractMemberApprovesByERC1271() public {
        contributeAll();
        ContractMember dao = new ContractMember();
        Members memory members = founders();
        members.accounts[2] = address(dao);
        consortium.setMembers(members, approveMembers(members, keysOf(annKey, benKey)));
        usd.mint(address(dao), 2_500 * USD);
        vm.startPrank(address(dao));
        usd.approve(address(consortium), 2_500 * USD);
        consortium.contribute(2_500 * USD, 0);
        vm.stopPrank();
        Trade memory trade_ = tradeOf(address(usd), address(gold), USD);
        Approval memory approval = approveTrade(trade_, keysOf(annKey, benKey));
        bytes32 digest = consortium.digestOfTrade(trade_, approval.nonce, approval.validUntil);
        (approval.signers[1], approval.signatures[1]) = (abi.encodePacked(address(dao)), bytes(""));
        vm.expectRevert(abi.encodeWithSelector(Consortium.SignaturesInvalid.selector, digest));
        consortium.executeTrade(trade_, approval);
        dao.allow(digest);
        assertGt(consortium.executeTrade(trade_, approval), 0);
    }

    /// @dev Digests worked out by hand as EIP-712 says, from the words of the types.
    function test_DigestOfATradeIsThatOfEIP712() public view {
        Trade memory trade_ = tradeOf(address(usd), address(gold), 5);
        trade_.data = hex"c0ffee";
        string memory tradeType =
            "Trade(address adapter,address tokenIn,address tokenOut,uint256 amountIn,uint256 amountOutMin,uint256 deadline,bytes data)";
        bytes32 tradeHash = keccak256(
            abi.encode(
                keccak256(bytes(tradeType)),
                trade_.adapter,
                trade_.tokenIn,
                trade_.tokenOut,
                trade_.amountIn,
                trade_.amountOutMin,
                trade_.deadline,
                keccak256(trade_.data)
            )
        );
        string memory type_ =
            string.concat("ConsortiumTrade(Trade trade,uint64 epoch,uint256 nonce,uint256 validUntil)", tradeType);
        bytes32 struct_ = keccak256(abi.encode(keccak256(bytes(type_)), tradeHash, uint256(1), uint256(7), uint256(9)));
        assertEq(consortium.digestOfTrade(trade_, 7, 9), typed(struct_));
    }

    function test_DigestOfMembersIsThatOfEIP712() public view {
        bytes32 type_ = keccak256(
            "MemberChange(address[] accounts,uint64[] weights,uint64 threshold,uint64 epoch,uint256 nonce,uint256 validUntil)"
        );
        bytes32 accounts = keccak256(abi.encode(ann, ben, cleo));
        bytes32 weights = keccak256(abi.encode(uint256(40), uint256(35), uint256(25)));
        bytes32 struct_ =
            keccak256(abi.encode(type_, accounts, weights, uint256(60), uint256(1), uint256(7), uint256(9)));
        assertEq(consortium.digestOfMembers(founders(), 7, 9), typed(struct_));
    }

    function test_DigestOfNarrowingIsThatOfEIP712() public view {
        bytes32 type_ = keccak256(
            "Narrowing(address[] adapters,address[] assets,bool halt,uint64 epoch,uint256 nonce,uint256 validUntil)"
        );
        address[] memory adapters = new address[](1);
        address[] memory assets = new address[](2);
        (adapters[0], assets[0], assets[1]) = (address(market), address(gold), address(silver));
        bytes32 struct_ = keccak256(
            abi.encode(
                type_,
                keccak256(abi.encode(market)),
                keccak256(abi.encode(gold, silver)),
                uint256(1),
                uint256(1),
                uint256(7),
                uint256(9)
            )
        );
        assertEq(consortium.digestOfNarrowing(adapters, assets, true, 7, 9), typed(struct_));
    }

    function typed(bytes32 struct_) private view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("QCAI consortium"),
                keccak256("1"),
                block.chainid,
                address(consortium)
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, struct_));
    }

    /// @dev What people sign in a set of members is void in the next, whatever it is for.
    function test_RefusesWhatEarlierMembersSigned() public {
        contributeAll();
        uint256 validUntil = vm.getBlockTimestamp() + 1 hours;
        address[] memory none = new address[](0);
        uint256[] memory keys = keysOf(annKey, benKey);
        Members memory other = founders();
        other.weights[2] = 26;
        Approval memory narrowing =
            approvalOf(consortium.digestOfNarrowing(none, none, true, 1, validUntil), 1, validUntil, keys);
        Approval memory change = approvalOf(consortium.digestOfMembers(other, 1, validUntil), 1, validUntil, keys);
        consortium.setMembers(founders(), approveMembers(founders(), keys));
        bytes32 digest = consortium.digestOfNarrowing(none, none, true, 1, validUntil);
        vm.expectRevert(abi.encodeWithSelector(Consortium.SignaturesInvalid.selector, digest));
        consortium.narrow(none, none, true, narrowing);
        digest = consortium.digestOfMembers(other, 1, validUntil);
        vm.expectRevert(abi.encodeWithSelector(Consortium.SignaturesInvalid.selector, digest));
        consortium.setMembers(other, change);
    }

    function test_MembersReplaceMembers() public {
        contributeAll();
        Members memory members = founders();
        (members.accounts[2], members.weights[2]) = (mallory, 30);
        members.threshold = 70;
        consortium.setMembers(members, approveMembers(members, keysOf(annKey, benKey)));
        assertEq(consortium.epoch(), 2);
        assertEq(consortium.getSignerCount(), 3);
        assertEq(consortium.totalWeight(), 105);
        assertEq(consortium.threshold(), 70);
        assertFalse(consortium.isSigner(abi.encodePacked(cleo)), "Cleo is out");
        assertEq(consortium.weightOf(cleo), 0);
        assertEq(vault.balanceOf(cleo), 2_500 * USD * 1e6, "and has what is hers");
        assertEq(redeemAll(cleo), 2_500 * USD, "and can leave");
    }

    function test_MembersNarrowTheMandateAndHalt() public {
        contributeAll();
        buyGoldTogether(2_000 * USD);
        address[] memory adapters = new address[](0);
        address[] memory assets = new address[](1);
        assets[0] = address(silver);
        consortium.narrow(adapters, assets, false, approveNarrowing(adapters, assets, false, keysOf(annKey, benKey)));
        (, bool listed) = vault.holdingOf(address(silver));
        assertFalse(listed, "silver");
        assertFalse(vault.isHalted(), "and no more than that");
        assets = new address[](0);
        consortium.narrow(adapters, assets, true, approveNarrowing(adapters, assets, true, keysOf(annKey, benKey)));
        assertTrue(vault.isHalted(), "halted");
        assertEq(sellAllGoldTogether(), 2_000 * USD, "back into the dollar goes");
        adapters = new address[](1);
        adapters[0] = address(market);
        consortium.narrow(adapters, assets, false, approveNarrowing(adapters, assets, false, keysOf(annKey, benKey)));
        assertFalse(vault.hasAdapter(address(market)), "adapter");
    }

    function test_RefusesNarrowingByTooFew() public {
        contributeAll();
        address[] memory none = new address[](0);
        Approval memory approval = approveNarrowing(none, none, true, keysOf(annKey));
        vm.expectRevert(abi.encodeWithSelector(Consortium.TooLittleWeight.selector, 40, 60));
        consortium.narrow(none, none, true, approval);
    }

    function test_GovernanceHaltsConsortiaLikeAllVaults() public {
        contributeAll();
        factory.haltVault(vault);
        Trade memory trade_ = tradeOf(address(usd), address(gold), USD);
        Approval memory approval = approveTrade(trade_, keysOf(annKey, benKey));
        vm.expectRevert(abi.encodeWithSelector(TradeDesk.ClosingOnly.selector, address(gold)));
        consortium.executeTrade(trade_, approval);
        assertEq(redeemAll(ann), 4_000 * USD, "and leaving goes on");
    }

    // Sharing.

    function test_DistributesProfitByShares() public {
        contributeAll();
        allowAll();
        makeProfit();
        // 4,000 of gold at 3,000 instead of 2,000 are 2,000 of profit; a tenth is fee, all is unlocked.
        uint256 redeemed = coordinator.distributeProfits(consortiumId);
        // 11,800 for 10,000: each redeems 18 / 118 of their shares, at 1.18, which is 18 of 100 of what they put in.
        assertNear(redeemed, uint256(10_000 * USD * 1e6) * 18 / 118, 1e12, "redeemed");
        assertNear(vault.owed(address(usd), ann), 720 * USD, 4, "Ann");
        assertNear(vault.owed(address(usd), ben), 630 * USD, 4, "Ben");
        assertNear(vault.owed(address(usd), cleo), 450 * USD, 4, "Cleo");
        assertNear(vault.owed(address(usd), address(splitter)), 200 * USD, 4, "the performance part");
        assertNear(vault.totalAssets(), 10_000 * USD, 8, "what was put in goes on working");
        vault.claim(address(usd), ann);
        vault.claim(address(usd), address(splitter));
        assertNear(splitter.received(SPLIT_ID), 200 * USD, 4, "at its split");
    }

    function test_WhoDoesNotAllowItKeepsProfitAsShares() public {
        contributeAll();
        vm.prank(ann);
        vault.approve(address(consortium), type(uint256).max);
        makeProfit();
        coordinator.distributeProfits(consortiumId);
        assertNear(vault.owed(address(usd), ann), 720 * USD, 4, "Ann");
        assertEq(vault.owed(address(usd), ben), 0, "Ben");
        assertNear(vault.convertToAssets(vault.balanceOf(ben)), 4_130 * USD, 4, "Ben's shares");
    }

    function test_TakesNoMoreThanIsAllowed() public {
        contributeAll();
        vm.prank(ann);
        vault.approve(address(consortium), 1e12);
        makeProfit();
        assertEq(coordinator.distributeProfits(consortiumId), 1e12);
    }

    function test_WaitsInTheQueueWhileAllIsInvested() public {
        contributeAll();
        allowAll();
        buyGoldTogether(4_000 * USD);
        buyGoldTogether(4_000 * USD);
        setGold(2_500);
        vault.report();
        skip(10 days);
        // More that nobody has booked.
        setGold(2_600);
        coordinator.distributeProfits(consortiumId);
        assertEq(vault.feeShares(), 0, "all of the performance part is on its way");
        assertEq(vault.owed(address(usd), ann), 0, "positions are open: the delay first");
        skip(1 hours);
        vault.processRequests(4);
        assertGt(vault.owed(address(usd), ann), 0, "then from what is at hand");
    }

    function test_RefusesDistributionWithoutRise() public {
        contributeAll();
        allowAll();
        vm.expectRevert(abi.encodeWithSelector(Consortium.NothingToDistribute.selector, 1e24, 1.01e24));
        coordinator.distributeProfits(consortiumId);
    }

    function test_RefusesSecondDistributionOfTheSameRise() public {
        contributeAll();
        allowAll();
        makeProfit();
        coordinator.distributeProfits(consortiumId);
        vm.expectPartialRevert(Consortium.NothingToDistribute.selector);
        coordinator.distributeProfits(consortiumId);
    }

    function test_RefusesDistributionThatNobodyTakes() public {
        contributeAll();
        makeProfit();
        uint256 mark = consortium.distributedPrice();
        vm.expectRevert(Consortium.NobodyTakesProfit.selector);
        coordinator.distributeProfits(consortiumId);
        assertEq(consortium.distributedPrice(), mark, "it stays to be distributed");
    }

    function test_RefusesDistributionAtNoPrice() public {
        contributeAll();
        allowAll();
        buyGoldTogether(4_000 * USD);
        oracle.setBroken(address(gold), true);
        vm.expectRevert(abi.encodeWithSelector(MockOracle.NoPrice.selector, address(gold)));
        coordinator.distributeProfits(consortiumId);
    }

    function test_LossComesBeforeTheNextDistribution() public {
        contributeAll();
        allowAll();
        makeProfit();
        coordinator.distributeProfits(consortiumId);
        setGold(2_000);
        buyGoldTogether(4_000 * USD);
        setGold(1_500);
        vault.report();
        setGold(2_000);
        vault.report();
        skip(10 days);
        // Back where it was, less the fee's rounding: nothing new.
        vm.expectPartialRevert(Consortium.NothingToDistribute.selector);
        coordinator.distributeProfits(consortiumId);
    }

    // Once.

    function test_RefusesSecondInitialisation() public {
        Members memory members = founders();
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        consortium.initialize(vault, members, 1);
        Consortium implementation = Consortium(coordinator.IMPLEMENTATION());
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        implementation.initialize(vault, members, 1);
    }

    function allowAll() private {
        address[3] memory members = [ann, ben, cleo];
        for (uint256 i = 0; i < 3; i++) {
            vm.prank(members[i]);
            vault.approve(address(consortium), type(uint256).max);
        }
    }

    /// @dev 2,000 dollars, in cash and unlocked.
    function makeProfit() private {
        buyGoldTogether(4_000 * USD);
        setGold(3_000);
        sellAllGoldTogether();
        skip(10 days);
    }
}
