// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Approval, Consortium, Members} from "../../src/shares/Consortium.sol";
import {Trade} from "../../src/shares/Mandate.sol";
import {ConsortiumSetup} from "./support/ConsortiumSetup.sol";

contract MultiAgentCoordinatorFuzzTest is ConsortiumSetup {
    /// @dev Against plain counting: a trade passes exactly when the backed weights of those who signed reach the threshold.
    function testFuzz_PassesExactlyAtTheThreshold(uint256[3] memory paid, uint256 signers) public {
        address[3] memory members = [ann, ben, cleo];
        uint256[3] memory memberKeys = [annKey, benKey, cleoKey];
        uint256[3] memory agreed = [uint256(40), 35, 25];
        uint256 weight = 0;
        uint256 count = 0;
        signers = signers % 8;
        for (uint256 i = 0; i < 3; i++) {
            paid[i] = bound(paid[i], 0, 6_000 * USD);
            if (paid[i] > 0) contribute(members[i], paid[i]);
            if (signers >> i & 1 == 0) continue;
            uint256 backed = paid[i] / (100 * USD);
            weight += backed < agreed[i] ? backed : agreed[i];
            count += 1;
        }
        uint256[] memory keys = new uint256[](count);
        count = 0;
        for (uint256 i = 0; i < 3; i++) {
            if (signers >> i & 1 == 1) keys[count++] = memberKeys[i];
        }
        (uint256 cash,,,,,) = vault.books();
        Trade memory trade_ = tradeOf(address(usd), address(gold), cash / 100);
        if (cash < 1 * USD) return;
        Approval memory approval = approveTrade(trade_, keys);
        if (weight < 60) vm.expectRevert(abi.encodeWithSelector(Consortium.TooLittleWeight.selector, weight, 60));
        consortium.executeTrade(trade_, approval);
    }

    /// @dev A set of members stands exactly when its threshold is more than half, more than anybody and no more than all.
    function testFuzz_ThresholdIsOfSeveral(uint64[4] memory weights, uint64 threshold) public {
        Members memory members = Members(new address[](4), new uint64[](4), uint64(bound(threshold, 1, 450)));
        uint256 total = 0;
        uint256 most = 0;
        for (uint256 i = 0; i < 4; i++) {
            members.accounts[i] = address(uint160(1_000 + i));
            members.weights[i] = uint64(bound(weights[i], 1, 100));
            total += members.weights[i];
            if (members.weights[i] > most) most = members.weights[i];
        }
        uint256 t = members.threshold;
        bool stands = 2 * t > total && t > most && t <= total;
        if (!stands) vm.expectPartialRevert(Consortium.ThresholdOutOfBounds.selector);
        coordinator.createConsortium("fuzz", terms(), mandate(), members, SHARES_PER_WEIGHT);
    }

    /// @dev Splitting what one has over several accounts never backs more weight than keeping it together would.
    function testFuzz_SplittingAddsNoWeight(uint256 paid, uint256 first) public {
        paid = bound(paid, 1 * USD, 3_500 * USD);
        uint256 shares = contribute(ben, paid);
        uint256 together = consortium.weightOf(ben);
        vm.prank(ben);
        vault.transfer(cleo, bound(first, 0, shares));
        assertLe(consortium.weightOf(ben) + consortium.weightOf(cleo), together);
    }

    /// @dev Whoever put in how much, and whatever the profit: what each is paid is their part of the rise, and nobody's loss.
    function testFuzz_DistributionIsProRata(uint256[3] memory paid, uint256 gain, uint256 late) public {
        address[3] memory members = [ann, ben, cleo];
        uint256 total = 0;
        for (uint256 i = 0; i < 3; i++) {
            paid[i] = bound(paid[i], 4_000 * USD, 100_000 * USD);
            total += paid[i];
            contribute(members[i], paid[i]);
            vm.prank(members[i]);
            vault.approve(address(consortium), type(uint256).max);
        }
        buyGoldTogether(total / 2);
        setGold(bound(gain, 2_100, 3_000));
        sellAllGoldTogether();
        skip(10 days);
        uint256 profit = vault.totalAssets() - total;
        late = bound(late, 0, 800_000 * USD);
        if (late > 0) contribute(cleo, late);
        consortium.distributeProfits();
        // Of what members had at first, each their part of the profit after fees; fee shares have the rest of the assets.
        uint256 ofMembers = vault.convertToAssets(1e30) > 1e24 ? profit : 0;
        assertLe(vault.owed(address(usd), ann), ofMembers * paid[0] / total + 2, "Ann");
        assertLe(vault.owed(address(usd), ben), ofMembers * paid[1] / total + 2, "Ben");
        assertNear(
            vault.owed(address(usd), ann) * paid[1] / paid[0], vault.owed(address(usd), ben), 1e2, "in proportion"
        );
    }
}
