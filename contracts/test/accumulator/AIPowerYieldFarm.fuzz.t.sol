// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IStakingRewards, Synthetix} from "../../anchors/Synthetix.sol";
import {Accumulator} from "../../src/accumulator/Accumulator.sol";
import {FarmTest} from "./FarmTest.sol";

/// @dev Properties for any numbers, and equality with the Synthetix StakingRewards that is deployed.
contract AIPowerYieldFarmFuzzTest is FarmTest {
    using Accumulator for Accumulator.Pot;

    IStakingRewards private anchor;

    function setUp() public override {
        super.setUp();
        anchor = Synthetix.deployStakingRewards(address(this), address(this), address(reward), address(staked));
        anchor.setRewardsDuration(PERIOD);
        approveAnchor(alice);
        approveAnchor(bob);
        approveAnchor(address(this));
    }

    /// @dev Same calls to both; what each owes differs by what Synthetix truncates: its rate by less than an atom a second
    /// for each funding, its reward per token by less than total ÷ 1e18 atoms for each call. Somebody always stakes,
    /// because while nobody does Synthetix loses the stream and we hold it.
    function testFuzz_OwesWhatSynthetixOwes(uint256 seed, uint256 funded) public {
        funded = bound(funded, 1e12, 1e27);
        address[2] memory who = [alice, bob];
        bothStake(address(this), 1e18);
        bothFund(funded);
        uint256 most = 1e18;
        for (uint256 i = 0; i < 10; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            skip(seed % 4 days);
            address actor = who[(seed >> 32) & 1];
            uint256 held = stakeOf(actor);
            if ((seed >> 40) % 3 == 0 && held > 0) {
                bothWithdraw(actor, bound(seed >> 48, 1, held));
            } else {
                uint256 amount = bound(seed >> 48, 1, 1e24);
                most += amount;
                bothStake(actor, amount);
            }
            if (i == 5) bothFund(funded);
        }
        skip(seed % 40 days);
        uint256 slack = 2 * uint256(PERIOD) + 12 * (most / 1e18 + 2);
        assertNear(owed(alice), anchor.earned(alice), slack, "alice");
        assertNear(owed(bob), anchor.earned(bob), slack, "bob");
        assertNear(owed(address(this)), anchor.earned(address(this)), slack, "who always stakes");
        // Ours is never the smaller by more than its own rounding: nothing of the stream is lost to truncation.
        uint256 ours = owed(alice) + owed(bob) + owed(address(this));
        uint256 theirs = anchor.earned(alice) + anchor.earned(bob) + anchor.earned(address(this));
        assertGe(ours + most / 2 ** 80 + 16, theirs, "sum");
    }

    /// @dev However often a stream is looked at, what it has given is the same but for what does not divide yet, and the end
    /// gives the rest.
    function testFuzz_HowOftenDoesNotMatter(uint256 amount, uint256 stake_, uint256 seed) public pure {
        amount = bound(amount, 1, 1e30);
        stake_ = bound(stake_, 1, 1e27);
        (Accumulator.Pot memory often, Accumulator.Pot memory once) = (streaming(amount, stake_), streaming(amount, stake_));
        uint32 now_ = 1;
        for (uint256 i = 0; i < 20; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            now_ += uint32(seed % 100_000);
            often.release(now_);
        }
        once.release(now_);
        uint256 granule = stake_ / 2 ** 80 + 1;
        assertLe(often.perShare, once.perShare, "looking gives nothing extra");
        assertNear(often.remaining, once.remaining, 1 + granule, "nor does it hold back");
        often.release(1 + PERIOD);
        assertLe(often.remaining, granule, "at the end all is given but what does not divide");
    }

    /// @dev Whatever is placed, holders together never own more than what left `remaining`.
    function testFuzz_OwedNeverExceedsPlaced(uint112[3] memory shares, uint112 amount, uint32 later) public pure {
        Accumulator.Pot memory pot;
        Accumulator.Holder[3] memory holders;
        uint256 sum;
        for (uint256 i = 0; i < 3; ++i) {
            uint256 size = bound(shares[i], 0, type(uint112).max / 3);
            sum += size;
            pot.setShares(holders[i], size, 0);
        }
        if (sum == 0) return;
        pot.fund(amount, PERIOD, 1);
        pot.release(uint32(bound(later, 1, type(uint32).max)));
        uint256 owedTogether;
        for (uint256 i = 0; i < 3; ++i) {
            owedTogether += pot.take(holders[i]);
            assertEq(pot.earned(holders[i]), 0, "taken once");
        }
        assertLe(owedTogether + pot.remaining, amount, "owed and left");
        assertEq(pot.totalShares, sum, "shares");
    }

    /// @dev No funding that is accepted slows a stream that runs.
    function testFuzz_FundingNeverSlows(uint256 first, uint256 second, uint32 elapsed) public pure {
        Accumulator.Pot memory pot = streaming(bound(first, 1, 1e30), 1e18);
        uint32 now_ = uint32(bound(elapsed, 1, PERIOD));
        pot.release(now_);
        uint256 before = pot.funded;
        second = bound(second, 1, 1e30);
        if (pot.remaining + second < before) return;
        pot.fund(second, PERIOD, now_);
        assertGe(pot.funded, before, "as much or more in as long");
    }

    function testFuzz_PrincipalIsExact(uint256 amount, uint256 part, uint256 funded, uint256 wait) public {
        amount = bound(amount, 1, 1e33);
        part = bound(part, 1, amount);
        (uint256 had) = staked.balanceOf(alice);
        stakeAs(alice, amount);
        farm.fund(poolId, bound(funded, 1, 1e33));
        skip(bound(wait, 0, 60 days));
        withdrawAs(alice, part);
        if (part < amount) withdrawAs(alice, amount - part);
        assertEq(staked.balanceOf(alice), had, "to the atom");
    }

    function streaming(uint256 amount, uint256 stake_) private pure returns (Accumulator.Pot memory pot) {
        pot.totalShares = uint112(stake_);
        pot.fund(amount, PERIOD, 1);
    }

    function approveAnchor(address who) private {
        vm.prank(who);
        staked.approve(address(anchor), type(uint256).max);
    }

    function bothStake(address who, uint256 amount) private {
        stakeAs(who, amount);
        vm.prank(who);
        anchor.stake(amount);
    }

    function bothWithdraw(address who, uint256 amount) private {
        withdrawAs(who, amount);
        vm.prank(who);
        anchor.withdraw(amount);
    }

    function bothFund(uint256 amount) private {
        try farm.fund(poolId, amount) {
            reward.transfer(address(anchor), amount);
            anchor.notifyRewardAmount(amount);
        } catch {}
    }
}
