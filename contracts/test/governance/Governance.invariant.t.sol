// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {AgentGovernance} from "../../src/governance/AgentGovernance.sol";
import {GovernanceToken} from "../../src/governance/GovernanceToken.sol";
import {PersonRegistry} from "../../src/governance/PersonRegistry.sol";
import {ProposalTypes} from "../../src/governance/ProposalTypes.sol";
import {StakedVotes} from "../../src/governance/StakedVotes.sol";
import {TwoTallyCounting} from "../../src/governance/TwoTallyCounting.sol";
import {Test} from "../support/Test.sol";
import {GovernanceBase, Lever} from "./GovernanceBase.sol";

/// @title Six people who stake, leave, are attested and revoked, propose and vote in any order, with time passing.
contract GovernanceHandler is Test {
    struct World {
        GovernanceToken token;
        StakedVotes stake;
        PersonRegistry persons;
        AgentGovernance governance;
        Lever lever;
        address treasury;
        address attester;
    }

    World internal world;
    address[6] public voters;
    uint256[] public proposals;
    /// @dev Sum of the powers that voters had at the snapshot, as told by the stake contract, by proposal.
    mapping(uint256 => uint256) public powerCast;
    /// @dev The bound of the roots: sum of roots of attested voters, by the plainest of sums.
    mapping(uint256 => uint256) public rootsCast;
    mapping(uint256 => uint256) public valueOf;
    mapping(uint256 => uint256) public executions;
    uint256 public earlyExecutions;
    uint256 public stakedSum;
    uint256 public leavingSum;

    constructor(World memory world_) {
        world = world_;
        for (uint256 i = 0; i < 6; ++i) {
            voters[i] = makeAddr(string.concat("voter", vm.toString(i)));
        }
    }

    function proposalCount() external view returns (uint256) {
        return proposals.length;
    }

    function stake(uint256 who, uint256 amount) external {
        address voter = voters[who % 6];
        amount = bound(amount, 1, 1e24);
        vm.prank(world.treasury);
        world.token.transfer(voter, amount);
        vm.startPrank(voter);
        world.token.approve(address(world.stake), amount);
        world.stake.stake(amount);
        vm.stopPrank();
        stakedSum += amount;
    }

    function unstake(uint256 who, uint256 amount) external {
        address voter = voters[who % 6];
        uint256 staked = world.stake.stakeOf(voter);
        if (staked == 0) return;
        amount = bound(amount, 1, staked);
        vm.prank(voter);
        world.stake.requestUnstake(amount);
        stakedSum -= amount;
        leavingSum += amount;
    }

    function withdraw(uint256 who) external {
        address voter = voters[who % 6];
        uint256 leaving = world.stake.leavingOf(voter).amount;
        vm.prank(voter);
        try world.stake.withdraw() {
            leavingSum -= leaving;
        } catch {}
    }

    function attest(uint256 who, uint256 person) external {
        vm.prank(world.attester);
        try world.persons.attest(
            keccak256(abi.encode(person % 3)), voters[who % 6], uint48(vm.getBlockTimestamp() + 100 days)
        ) {} catch {}
    }

    function revoke(uint256 who) external {
        vm.prank(world.attester);
        try world.persons.revoke(voters[who % 6]) {} catch {}
    }

    function propose(uint256 who, uint256 value) external {
        if (proposals.length >= 8) return;
        (address[] memory targets, uint256[] memory values, bytes[] memory calldatas) = callOf(value % 8);
        vm.prank(voters[who % 6]);
        try world.governance.propose(targets, values, calldatas, "x") returns (uint256 id) {
            proposals.push(id);
            valueOf[id] = value % 8;
        } catch {}
    }

    function vote(uint256 who, uint256 which, uint8 support) external {
        if (proposals.length == 0) return;
        address voter = voters[who % 6];
        uint256 id = proposals[which % proposals.length];
        support = support % 4;
        vm.prank(voter);
        try world.governance.castVote(id, support) {
            uint256 snapshot = world.governance.proposalSnapshot(id);
            uint256 power = world.stake.getPastVotes(voter, snapshot);
            powerCast[id] += power;
            if (support != 2 && world.persons.wasPerson(voter, snapshot)) rootsCast[id] += Math.sqrt(power);
        } catch {}
    }

    function queueAndExecute(uint256 which) external {
        if (proposals.length == 0) return;
        uint256 id = proposals[which % proposals.length];
        (address[] memory targets, uint256[] memory values, bytes[] memory calldatas) = callOf(valueOf[id]);
        bytes32 text = keccak256("x");
        try world.governance.queue(targets, values, calldatas, text) {} catch {}
        uint256 eta = world.governance.proposalEta(id);
        try world.governance.execute(targets, values, calldatas, text) {
            executions[id] += 1;
            if (eta == 0 || vm.getBlockTimestamp() < eta) earlyExecutions += 1;
        } catch {}
    }

    function wait(uint256 seconds_) external {
        skip(bound(seconds_, 1, 3 days));
    }

    function callOf(uint256 value)
        internal
        view
        returns (address[] memory targets, uint256[] memory values, bytes[] memory calldatas)
    {
        targets = new address[](1);
        values = new uint256[](1);
        calldatas = new bytes[](1);
        targets[0] = address(world.lever);
        // Odd ones call what nobody has classified: ballots by stake.
        calldatas[0] = value % 2 == 0 ? abi.encodeCall(Lever.set, (value)) : abi.encodeCall(Lever.touch, (value));
    }
}

contract GovernanceInvariantTest is GovernanceBase {
    GovernanceHandler internal handler;

    function setUp() public override {
        super.setUp();
        vm.prank(address(timelock));
        types.classify(address(lever), Lever.set.selector, ProposalTypes.ProposalType.Parameter);
        handler = new GovernanceHandler(
            GovernanceHandler.World({
                token: token,
                stake: stake,
                persons: persons,
                governance: governance,
                lever: lever,
                treasury: treasury,
                attester: attester
            })
        );
        targetContract(address(handler));
    }

    /// @dev All at once, because each property by itself would be a campaign of its own over the same walk.
    function invariant_GovernanceKeepsItsPromises() public view {
        checkStakeTallyIsTheSumOfPowersAtTheSnapshot();
        checkRootsAreOfPersonsAloneAndNeverAboveStake();
        checkNothingIsExecutedTwiceOrEarly();
        checkStakeIsHeldInFull();
    }

    function checkStakeTallyIsTheSumOfPowersAtTheSnapshot() private view {
        for (uint256 i = 0; i < handler.proposalCount(); ++i) {
            uint256 id = handler.proposals(i);
            assertEq(governance.totalStakeCast(id), handler.powerCast(id), "tally");
        }
    }

    function checkRootsAreOfPersonsAloneAndNeverAboveStake() private view {
        for (uint256 i = 0; i < handler.proposalCount(); ++i) {
            uint256 id = handler.proposals(i);
            TwoTallyCounting.Tally memory tally = governance.tallyOf(id);
            uint256 roots = uint256(tally.rootFor) + tally.rootAgainst;
            bool quadratic = governance.rulesOf(id).quadratic;
            assertEq(roots, quadratic ? handler.rootsCast(id) : 0, "roots");
            assertLe(roots, uint256(tally.stakeFor) + tally.stakeAgainst, "roots and stake");
        }
    }

    function checkNothingIsExecutedTwiceOrEarly() private view {
        assertEq(handler.earlyExecutions(), 0, "early");
        for (uint256 i = 0; i < handler.proposalCount(); ++i) {
            assertLe(handler.executions(handler.proposals(i)), 1, "executions");
        }
    }

    function checkStakeIsHeldInFull() private view {
        assertEq(token.balanceOf(address(stake)), handler.stakedSum() + handler.leavingSum(), "held");
        uint256 votes = 0;
        for (uint256 i = 0; i < 6; ++i) {
            votes += stake.getVotes(handler.voters(i));
        }
        assertEq(votes, handler.stakedSum(), "votes");
    }

    /// @dev The handler is no straw man: ballots of both kinds are voted on, pass and are executed.
    function test_HandlerReachesEverything() public {
        for (uint256 i = 0; i < 3; ++i) {
            handler.stake(i, 1e24);
            handler.attest(i, i);
        }
        handler.wait(1 days);
        handler.propose(0, 2);
        handler.propose(0, 3);
        assertEq(handler.proposalCount(), 2, "proposals");
        handler.wait(1 days + 2);
        for (uint256 i = 0; i < 3; ++i) {
            handler.vote(i, 0, 1);
            handler.vote(i, 1, 1);
        }
        assertGt(handler.rootsCast(handler.proposals(0)), 0, "roots");
        handler.unstake(0, 1e23);
        for (uint256 i = 0; i < 3; ++i) {
            handler.wait(3 days);
        }
        handler.queueAndExecute(0);
        handler.queueAndExecute(1);
        handler.wait(3 days);
        handler.queueAndExecute(0);
        handler.queueAndExecute(1);
        assertEq(handler.executions(handler.proposals(0)), 1, "quadratic");
        assertEq(handler.executions(handler.proposals(1)), 1, "by stake");
        handler.withdraw(0);
        assertEq(handler.leavingSum(), 0, "withdrawn");
        handler.revoke(0);
    }
}
