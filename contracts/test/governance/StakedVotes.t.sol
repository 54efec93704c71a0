// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {StakedVotes} from "../../src/governance/StakedVotes.sol";
import {GovernanceBase} from "./GovernanceBase.sol";

contract StakedVotesTest is GovernanceBase {
    function test_stakeVotesForItsOwnerFromTheNextSecondOn() public {
        stakeFor(alice, 100e18);
        uint256 staked = vm.getBlockTimestamp();
        assertEq(stake.getVotes(alice), 100e18, "votes now");
        assertEq(stake.stakeOf(alice), 100e18, "stake");
        assertEq(stake.delegates(alice), alice, "delegate");
        skip(1);
        assertEq(stake.getPastVotes(alice, staked), 100e18, "votes then");
        assertEq(stake.getPastVotes(alice, staked - 1), 0, "votes before");
        assertEq(stake.getPastTotalSupply(staked), 100e18, "supply then");
        assertEq(stake.CLOCK_MODE(), "mode=timestamp");
    }

    function test_unstakingTakesVotesAtOnceAndPaysAfterTheCooldown() public {
        stakeFor(alice, 100e18);
        vm.startPrank(alice);
        stake.requestUnstake(60e18);
        assertEq(stake.getVotes(alice), 40e18, "votes");
        uint48 at = uint48(vm.getBlockTimestamp()) + 7 days;
        vm.warp(at - 1);
        vm.expectRevert(abi.encodeWithSelector(StakedVotes.StillCoolingDown.selector, at, at - 1));
        stake.withdraw();
        vm.warp(at);
        stake.withdraw();
        assertEq(token.balanceOf(alice), 60e18, "paid");
        vm.expectRevert(StakedVotes.NothingToMove.selector);
        stake.withdraw();
    }

    function test_askingAgainStartsTheCooldownAnew() public {
        stakeFor(alice, 100e18);
        vm.startPrank(alice);
        stake.requestUnstake(1e18);
        skip(6 days);
        stake.requestUnstake(2e18);
        assertEq(uint256(stake.leavingOf(alice).amount), 3e18, "leaving");
        assertEq(uint256(stake.leavingOf(alice).withdrawableAt), vm.getBlockTimestamp() + 7 days, "when");
    }

    function test_refusesNothing() public {
        vm.expectRevert(StakedVotes.NothingToMove.selector);
        stake.stake(0);
        vm.expectRevert(StakedVotes.NothingToMove.selector);
        stake.requestUnstake(0);
    }

    function test_refusesToUnstakeMoreThanIsStaked() public {
        stakeFor(alice, 5);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(StakedVotes.StakeTooSmall.selector, 6, 5));
        stake.requestUnstake(6);
    }

    function test_refusesACooldownOutOfBounds() public {
        uint48 short = stake.COOLDOWN_MIN() - 1;
        vm.expectPartialRevert(StakedVotes.CooldownOutOfBounds.selector);
        new StakedVotes(token, short);
        uint48 long = stake.COOLDOWN_MAX() + 1;
        vm.expectPartialRevert(StakedVotes.CooldownOutOfBounds.selector);
        new StakedVotes(token, long);
    }

    function test_refusesToDelegateToAnother() public {
        stakeFor(alice, 5);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(StakedVotes.StakeNotDelegable.selector, alice, bob));
        stake.delegate(bob);
    }

    function test_refusesToDelegateToAnotherBySignature() public {
        (address signer, uint256 key) = makeAddrAndKey("signer");
        stakeFor(signer, 5);
        uint256 expiry = vm.getBlockTimestamp() + 1 hours;
        bytes32 body = keccak256(
            abi.encode(
                keccak256("Delegation(address delegatee,uint256 nonce,uint256 expiry)"), bob, uint256(0), expiry
            )
        );
        (, string memory name, string memory version, uint256 chainId, address self,,) = stake.eip712Domain();
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256(bytes(name)),
                keccak256(bytes(version)),
                chainId,
                self
            )
        );
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, keccak256(abi.encodePacked("\x19\x01", domain, body)));
        vm.expectRevert(abi.encodeWithSelector(StakedVotes.StakeNotDelegable.selector, signer, bob));
        stake.delegateBySig(bob, 0, expiry, v, r, s);
    }

    function test_delegatingToOneselfChangesNothing() public {
        stakeFor(alice, 5);
        vm.prank(alice);
        stake.delegate(alice);
        assertEq(stake.getVotes(alice), 5, "votes");
    }

    function test_refusesATokenThatDeliversLess() public {
        Short short = new Short();
        StakedVotes other = new StakedVotes(IERC20(address(short)), 7 days);
        vm.expectRevert(abi.encodeWithSelector(StakedVotes.ReceivedOtherThanSent.selector, 100, 99));
        other.stake(100);
    }

    function testFuzz_totalIsTheSumOfStakes(uint96 a, uint96 b, uint96 leaving) public {
        uint256 first = bound(a, 1, 1e26);
        uint256 second = bound(b, 1, 1e26);
        stakeFor(alice, first);
        stakeFor(bob, second);
        uint256 out = bound(leaving, 1, first);
        vm.prank(alice);
        stake.requestUnstake(out);
        uint256 at = vm.getBlockTimestamp();
        skip(1);
        assertEq(stake.getPastTotalSupply(at), first + second - out, "total");
        assertEq(token.balanceOf(address(stake)), first + second, "held");
    }
}

/// @dev Keeps one unit of each payment.
contract Short {
    mapping(address => uint256) public balanceOf;

    function transferFrom(address, address to, uint256 amount) external returns (bool) {
        balanceOf[to] += amount - 1;
        return true;
    }
}
