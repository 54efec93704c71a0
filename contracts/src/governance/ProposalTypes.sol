// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

/// @notice How a proposal is decided. Copied into the proposal when it is made.
struct Rules {
    /// Least stake for and abstaining, of all stake at the snapshot, in 1/10,000; rounded up.
    uint16 quorumBps;
    /// Share of for in for and against that must be exceeded, in 1/10,000.
    uint16 approvalBps;
    /// Whether the outcome is by square roots of stake, of persons alone.
    bool quadratic;
}

/// @title Which call needs which type of proposal, and how each type is decided.
/// @notice A proposal's type follows from what it calls, never from what its author says of it. The strictest of its calls
/// decides, and a call that nobody has classified needs the strictest there is.
/// @dev Only functions that act by themselves may be classified: one that passes calls on (multicall, execute, relay,
/// schedule) stays unclassified, or it would carry a strict call under a lax type.
contract ProposalTypes is AccessManaged {
    /// @notice From the strictest to the laxest.
    enum ProposalType {
        Upgrade,
        Treasury,
        Parameter,
        Trading
    }

    uint16 public constant QUORUM_BPS_MIN = 100;
    uint16 public constant QUORUM_BPS_MAX = 5_000;
    uint16 public constant APPROVAL_BPS_MIN = 5_000;
    uint16 public constant APPROVAL_BPS_MAX = 9_000;

    mapping(ProposalType => Rules) private _rules;
    mapping(address target => mapping(bytes4 selector => ProposalType)) public typeOfCall;

    event RulesSet(ProposalType indexed proposalType, uint16 quorumBps, uint16 approvalBps, bool quadratic);
    event CallClassified(address indexed target, bytes4 indexed selector, ProposalType proposalType);

    error RulesOutOfBounds(uint16 quorumBps, uint16 approvalBps);

    constructor(address authority) AccessManaged(authority) {
        _setRules(ProposalType.Upgrade, Rules({quorumBps: 2_000, approvalBps: 6_667, quadratic: false}));
        _setRules(ProposalType.Treasury, Rules({quorumBps: 1_000, approvalBps: 6_000, quadratic: true}));
        _setRules(ProposalType.Parameter, Rules({quorumBps: 400, approvalBps: 5_000, quadratic: true}));
        _setRules(ProposalType.Trading, Rules({quorumBps: 400, approvalBps: 5_000, quadratic: false}));
    }

    /// @notice Sets how proposals of a type are decided, for those made later.
    function setRules(ProposalType proposalType, Rules calldata rules) external restricted {
        _setRules(proposalType, rules);
    }

    /// @notice Says what type a call needs. Never for a function that passes calls on.
    /// @param selector zero stands for a payment without data
    function classify(address target, bytes4 selector, ProposalType proposalType) external restricted {
        typeOfCall[target][selector] = proposalType;
        emit CallClassified(target, selector, proposalType);
    }

    /// @notice How proposals of a type are decided now.
    function rulesOf(ProposalType proposalType) external view returns (Rules memory) {
        return _rules[proposalType];
    }

    /// @notice The strictest type that any of the calls needs, and how it is decided.
    function judge(address[] calldata targets, bytes[] calldata calldatas)
        external
        view
        returns (ProposalType strictest, Rules memory rules)
    {
        strictest = ProposalType.Trading;
        for (uint256 i = 0; i < targets.length; ++i) {
            ProposalType each = typeOfCall[targets[i]][bytes4(calldatas[i])];
            if (each < strictest) strictest = each;
        }
        return (strictest, _rules[strictest]);
    }

    function _setRules(ProposalType proposalType, Rules memory rules) private {
        bool fits = rules.quorumBps >= QUORUM_BPS_MIN && rules.quorumBps <= QUORUM_BPS_MAX
            && rules.approvalBps >= APPROVAL_BPS_MIN && rules.approvalBps <= APPROVAL_BPS_MAX;
        if (!fits) revert RulesOutOfBounds(rules.quorumBps, rules.approvalBps);
        _rules[proposalType] = rules;
        emit RulesSet(proposalType, rules.quorumBps, rules.approvalBps, rules.quadratic);
    }
}
