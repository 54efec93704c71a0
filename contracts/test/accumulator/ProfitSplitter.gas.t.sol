// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {GasTest} from "../support/GasTest.sol";
import {SplitTest} from "./SplitTest.sol";

/// @dev What a payer and a developer pay, the proxy included. The anchor, 0xSplits, is not on npm: its measured push of 67,571
/// for two recipients, from money already there, stands for it.
contract ProfitSplitterGasTest is SplitTest, GasTest {
    uint256 private constant SPLITS_PUSH_GAS = 67_571;

    function test_gas_distribute() public {
        pay(1e18);
        uint256 ours = spend(payer, address(splitter), abi.encodeCall(splitter.distribute, (splitId, 1e18)));
        emit GasUsed("split distribute, two developers and the platform", ours, SPLITS_PUSH_GAS);
    }

    function test_gas_claim() public {
        pay(1e18);
        claimAs(ann);
        pay(1e18);
        uint256 ours = spend(ann, address(splitter), abi.encodeCall(splitter.claim, (splitId, ann)));
        emit GasUsed("split claim", ours, 0);
    }
}
