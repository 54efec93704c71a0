// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ConditionalTokens, IConditionalTokens} from "../../anchors/ConditionalTokens.sol";
import {GasTest} from "../support/GasTest.sol";
import {OptionsBase} from "./OptionsBase.sol";

/// @dev What a user of claims pays beside Gnosis Conditional Tokens, same token, same run; whole transactions with `--isolate`.
contract ClaimsGasTest is OptionsBase, GasTest {
    IConditionalTokens private anchor;
    bytes32 private question;
    bytes32 private condition;
    uint256[] private both;

    function setUp() public override {
        super.setUp();
        anchor = ConditionalTokens.deploy();
        chooseQuestion();
        anchor.prepareCondition(address(this), question, 2);
        both.push(1);
        both.push(2);
        vm.startPrank(writer);
        ether_.approve(address(anchor), type(uint256).max);
        anchor.splitPosition(address(ether_), 0, condition, both, 20e18);
        options.split(callId, 10e18, writer, writer);
        options.writeOption(callId, 10e18, buyer);
        vm.stopPrank();
    }

    function test_gas_splitAgain() external {
        uint256 ours =
            spend(writer, address(options), abi.encodeCall(options.split, (callId, 1e18, writer, writer)));
        emit GasUsed("claims split, again", ours, splitAtTheAnchor());
    }

    function test_gas_merge() external {
        uint256 ours = spend(writer, address(options), abi.encodeCall(options.merge, (callId, 1e18, writer)));
        bytes memory merged =
            abi.encodeCall(anchor.mergePositions, (address(ether_), bytes32(0), condition, both, 1e18));
        emit GasUsed("claims merge", ours, spend(writer, address(anchor), merged));
    }

    function test_gas_redeem() external {
        _settle(callId, 2_500e8);
        uint256 ours = spend(writer, address(options), abi.encodeCall(options.redeem, (callId, 20e18, writer)));
        emit GasUsed("claims redeem", ours, redeemAtTheAnchor());
    }

    function test_gas_writeAgain() external {
        uint256 ours =
            spend(writer, address(options), abi.encodeCall(options.writeOption, (callId, 1e18, buyer)));
        emit GasUsed("option write, again", ours, splitAtTheAnchor());
    }

    function test_gas_claim() external {
        _settle(callId, 2_500e8);
        uint256 ours =
            spend(buyer, address(options), abi.encodeCall(options.exerciseOption, (callId, 10e18, buyer)));
        emit GasUsed("option claim", ours, redeemAtTheAnchor());
    }

    /// @dev The anchor looks for points of a curve, which takes it more or fewer steps for each condition. Of thirty-one, the
    /// one of middle cost is what ours is held to.
    function chooseQuestion() private {
        uint256[31] memory costs;
        bytes32[31] memory questions;
        for (uint256 i = 0; i < 31; ++i) {
            (uint256 cost, bytes32 asked) = (costOf(bytes32(i)), bytes32(i));
            uint256 at = i;
            for (; at > 0 && costs[at - 1] > cost; --at) {
                (costs[at], questions[at]) = (costs[at - 1], questions[at - 1]);
            }
            (costs[at], questions[at]) = (cost, asked);
        }
        question = questions[15];
        condition = anchor.getConditionId(address(this), question, 2);
    }

    function costOf(bytes32 asked) private view returns (uint256 used) {
        bytes32 candidate = anchor.getConditionId(address(this), asked, 2);
        used = gasleft();
        anchor.getCollectionId(0, candidate, 1);
        anchor.getCollectionId(0, candidate, 2);
        used -= gasleft();
    }

    function splitAtTheAnchor() private returns (uint256) {
        bytes memory data =
            abi.encodeCall(anchor.splitPosition, (address(ether_), bytes32(0), condition, both, 1e18));
        return spend(writer, address(anchor), data);
    }

    /// @dev All of one position, as ours.
    function redeemAtTheAnchor() private returns (uint256) {
        uint256[] memory payouts = new uint256[](2);
        payouts[0] = 1;
        anchor.reportPayouts(question, payouts);
        uint256[] memory first = new uint256[](1);
        first[0] = 1;
        bytes memory data =
            abi.encodeCall(anchor.redeemPositions, (address(ether_), bytes32(0), condition, first));
        return spend(writer, address(anchor), data);
    }
}
