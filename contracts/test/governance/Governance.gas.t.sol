// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {GovernorCountingSimple} from "@openzeppelin/contracts/governance/extensions/GovernorCountingSimple.sol";
import {GovernorSettings} from "@openzeppelin/contracts/governance/extensions/GovernorSettings.sol";
import {GovernorVotes} from "@openzeppelin/contracts/governance/extensions/GovernorVotes.sol";
import {GovernorVotesQuorumFraction} from
    "@openzeppelin/contracts/governance/extensions/GovernorVotesQuorumFraction.sol";
import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {GasTest} from "../support/GasTest.sol";
import {GovernanceBase} from "./GovernanceBase.sol";

/// @dev OpenZeppelin's governor with one tally, as its wizard writes it.
contract PlainGovernor is
    Governor,
    GovernorSettings,
    GovernorCountingSimple,
    GovernorVotes,
    GovernorVotesQuorumFraction
{
    constructor(IVotes votes, uint48 delay, uint32 period)
        Governor("Plain")
        GovernorSettings(delay, period, 0)
        GovernorVotes(votes)
        GovernorVotesQuorumFraction(4)
    {}

    function proposalThreshold() public view override(Governor, GovernorSettings) returns (uint256) {
        return super.proposalThreshold();
    }
}

/// @dev What a vote in two tallies costs beside one in OpenZeppelin's governor, over the same stake. Nobody votes first.
contract GovernanceGasTest is GovernanceBase, GasTest {
    function test_gas_vote() public {
        PlainGovernor plain = new PlainGovernor(stake, DELAY, PERIOD);
        stakeFor(alice, 300_000e18);
        stakeFor(bob, 200_000e18);
        attest(alice);
        attest(bob);
        skip(1);
        Proposal memory made = proposeLever(alice, 42);
        vm.prank(alice);
        uint256 plainId = plain.propose(made.targets, made.values, made.calldatas, made.text);
        toVoting();
        vote(alice, made.id, FOR);
        vm.prank(alice);
        plain.castVote(plainId, FOR);
        uint256 ours = spend(bob, address(governance), abi.encodeCall(governance.castVote, (made.id, FOR)));
        emit GasUsed("vote cast", ours, spend(bob, address(plain), abi.encodeCall(plain.castVote, (plainId, FOR))));
    }
}
