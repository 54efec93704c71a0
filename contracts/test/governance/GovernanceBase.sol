// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

import {AgentGovernance} from "../../src/governance/AgentGovernance.sol";
import {GovernanceToken} from "../../src/governance/GovernanceToken.sol";
import {PersonRegistry} from "../../src/governance/PersonRegistry.sol";
import {ProposalTypes} from "../../src/governance/ProposalTypes.sol";
import {StakedVotes} from "../../src/governance/StakedVotes.sol";
import {VotingRewards} from "../../src/governance/VotingRewards.sol";
import {Test} from "../support/Test.sol";

/// @title What a proposal can change in tests.
contract Lever {
    address public immutable owner;
    uint256 public value;

    constructor(address owner_) {
        owner = owner_;
    }

    function set(uint256 value_) external {
        require(msg.sender == owner, "not the owner");
        value = value_;
    }

    function touch(uint256) external {}
}

/// @title Governance as it is deployed: the timelock owns the access manager, and nobody is left with more.
abstract contract GovernanceBase is Test {
    uint256 internal constant SUPPLY = 1_000_000_000e18;
    uint48 internal constant DELAY = 1 days;
    uint32 internal constant PERIOD = 5 days;
    uint48 internal constant EXTENSION = 1 days;
    uint256 internal constant TIMELOCK_DELAY = 2 days;
    uint64 internal constant ATTESTER = 7;
    uint8 internal constant AGAINST = 0;
    uint8 internal constant FOR = 1;
    uint8 internal constant ABSTAIN = 2;

    address internal treasury = makeAddr("treasury");
    address internal guardian = makeAddr("guardian");
    address internal attester = makeAddr("attester");
    address internal alice = makeAddr("alice");
    address internal bob = makeAddr("bob");
    address internal carol = makeAddr("carol");

    GovernanceToken internal token;
    StakedVotes internal stake;
    AccessManager internal access;
    TimelockController internal timelock;
    PersonRegistry internal persons;
    ProposalTypes internal types;
    AgentGovernance internal governance;
    VotingRewards internal rewards;
    Lever internal lever;

    function setUp() public virtual {
        vm.warp(1_800_000_000);
        token = new GovernanceToken(treasury, SUPPLY);
        stake = new StakedVotes(token, 7 days);
        timelock = new TimelockController(TIMELOCK_DELAY, new address[](0), new address[](0), address(this));
        access = new AccessManager(address(this));
        persons = new PersonRegistry(address(access));
        types = new ProposalTypes(address(access));
        governance = new AgentGovernance(
            stake,
            timelock,
            persons,
            types,
            AgentGovernance.Settings({
                votingDelay: DELAY,
                votingPeriod: PERIOD,
                proposalThreshold: 1_000e18,
                lateQuorumExtension: EXTENSION,
                guardian: guardian
            })
        );
        rewards = new VotingRewards(governance, token, address(access));
        lever = new Lever(address(timelock));
        bytes4[] memory attesting = new bytes4[](2);
        attesting[0] = PersonRegistry.attest.selector;
        attesting[1] = PersonRegistry.revoke.selector;
        access.setTargetFunctionRole(address(persons), attesting, ATTESTER);
        access.grantRole(ATTESTER, attester, 0);
        access.grantRole(access.ADMIN_ROLE(), address(timelock), 0);
        access.renounceRole(access.ADMIN_ROLE(), address(this));
        timelock.grantRole(timelock.PROPOSER_ROLE(), address(governance));
        timelock.grantRole(timelock.CANCELLER_ROLE(), address(governance));
        timelock.grantRole(timelock.EXECUTOR_ROLE(), address(governance));
        timelock.renounceRole(timelock.DEFAULT_ADMIN_ROLE(), address(this));
    }

    function give(address account, uint256 amount) internal {
        vm.prank(treasury);
        token.transfer(account, amount);
    }

    function stakeFor(address account, uint256 amount) internal {
        give(account, amount);
        vm.startPrank(account);
        token.approve(address(stake), amount);
        stake.stake(amount);
        vm.stopPrank();
    }

    function attest(address account) internal {
        vm.prank(attester);
        persons.attest(keccak256(abi.encode("person of", account)), account, uint48(vm.getBlockTimestamp() + 365 days));
    }

    /// @dev A proposal of one call; who proposes needs stake from before.
    struct Proposal {
        uint256 id;
        address[] targets;
        uint256[] values;
        bytes[] calldatas;
        string text;
    }

    function proposalOf(address target, bytes memory data, string memory text)
        internal
        view
        returns (Proposal memory made)
    {
        made.targets = new address[](1);
        made.values = new uint256[](1);
        made.calldatas = new bytes[](1);
        made.targets[0] = target;
        made.calldatas[0] = data;
        made.text = text;
        made.id = governance.getProposalId(made.targets, made.values, made.calldatas, keccak256(bytes(text)));
    }

    function propose(address proposer, address target, bytes memory data) internal returns (Proposal memory made) {
        made = proposalOf(target, data, "a change");
        vm.prank(proposer);
        governance.propose(made.targets, made.values, made.calldatas, made.text);
    }

    function proposeLever(address proposer, uint256 value) internal returns (Proposal memory) {
        return propose(proposer, address(lever), abi.encodeCall(Lever.set, (value)));
    }

    function toVoting() internal {
        skip(DELAY + 1);
    }

    function vote(address voter, uint256 id, uint8 support) internal {
        vm.prank(voter);
        governance.castVote(id, support);
    }

    function queue(Proposal memory made) internal {
        governance.queue(made.targets, made.values, made.calldatas, keccak256(bytes(made.text)));
    }

    function execute(Proposal memory made) internal {
        governance.execute(made.targets, made.values, made.calldatas, keccak256(bytes(made.text)));
    }

    /// @dev Passes a proposal with the votes of one account that holds enough.
    function pass(address proposer, address target, bytes memory data) internal {
        Proposal memory made = propose(proposer, target, data);
        toVoting();
        vote(proposer, made.id, FOR);
        skip(PERIOD + EXTENSION);
        queue(made);
        skip(TIMELOCK_DELAY + 1);
        execute(made);
    }

    function classifyLever(ProposalTypes.ProposalType proposalType) internal {
        pass(alice, address(types), abi.encodeCall(ProposalTypes.classify, (address(lever), Lever.set.selector, proposalType)));
    }

    function assertState(uint256 id, IGovernor.ProposalState expected) internal view {
        assertEq(uint256(governance.state(id)), uint256(expected), "state");
    }
}
